// Putting a call into the archive and taking it out again: seen at once, with a way back.

import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { done, failed } from '../shell/notice';
import { t } from '../words';
import type { Call, CallSummary } from './call';
import { callsChanged } from './tags';

export type Pages = InfiniteData<{ data: CallSummary[] }>;
type Change = { id: string; archived: boolean };

/** The list as it will be: a row of which it shows no more is gone from it, every other one says how it stands. `asked` is the list's `archived`. */
export function archivedIn<T extends Pages>(list: T, { id, archived }: Change, asked: unknown, at: string): T {
  const isShown = asked === undefined || String(asked) === String(archived);
  const change = (call: CallSummary) => (call.id === id ? { ...call, archived_at: archived ? at : null } : call);
  return { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.filter((call) => isShown || call.id !== id).map(change) })) };
}

export function useArchive() {
  const client = useQueryClient();
  const put = useMutation({
    mutationFn: ({ id, archived }: Change) => answer(api.PATCH('/v1/calls/{id}', { params: { path: { id } }, body: { archived } })),
    onMutate: async (change) => {
      // What is asked already would bring the row back for a moment.
      await Promise.all([client.cancelQueries({ queryKey: ['call', change.id] }), client.cancelQueries({ queryKey: ['calls'] })]);
      const lists = client.getQueriesData<Pages>({ queryKey: ['calls'] }).filter(([, list]) => Array.isArray(list?.pages));
      const call = client.getQueryData<Call>(['call', change.id]);
      const at = new Date().toISOString();
      for (const [key, list] of lists) if (list) client.setQueryData<Pages>(key, archivedIn(list, change, (key[1] as { archived?: unknown } | undefined)?.archived, at));
      if (call) client.setQueryData<Call>(['call', change.id], { ...call, archived_at: change.archived ? at : null });
      return { lists, call };
    },
    onSuccess: (_, { id, archived }) => done(archived ? t('Archived') : t('Taken out of the archive'), () => put.mutate({ id, archived: !archived })),
    onError: (error, { id }, before) => {
      for (const [key, list] of before?.lists ?? []) client.setQueryData(key, list);
      if (before?.call) client.setQueryData(['call', id], before.call);
      failed(error);
    },
    onSettled: (_, __, { id }) => callsChanged(client, id),
  });
  return put;
}
