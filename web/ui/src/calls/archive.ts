// Putting a call away and taking it out again, each with a way back.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { done, failed } from '../shell/notice';
import { t } from '../words';
import { callsChanged } from './tags';

export function useArchive() {
  const client = useQueryClient();
  const put = useMutation({
    mutationFn: ({ id, archived }: { id: string; archived: boolean }) => answer(api.PATCH('/v1/calls/{id}', { params: { path: { id } }, body: { archived } })),
    onSuccess: (_, { id, archived }) => { done(archived ? t('Put away') : t('Out of the archive'), () => put.mutate({ id, archived: !archived })); callsChanged(client, id); },
    onError: (error) => failed(error),
  });
  return put;
}
