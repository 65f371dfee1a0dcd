// A record as the telephone system would write it goes the whole way: what was sent, the call that it became, and each step of it.

import { Button, Modal, Skeleton } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { Failure } from '../shell/Failure';
import { t } from '../words';
import type { Source } from './sources';

const TrialResult = lazy(async () => ({ default: (await import('./TrialResult')).TrialResult }));

export function TryIt({ source, variant = 'default' }: { source: Source; variant?: string }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const send = useMutation({
    mutationFn: () => answer(api.POST('/v1/sources/{id}/test', { params: { path: { id: source.id } } })),
    onSettled: () => { void client.invalidateQueries({ queryKey: ['source-health', source.id] }); void client.invalidateQueries({ queryKey: ['latest'] }); },
  });
  const begin = () => { setOpen(true); send.mutate(); };
  return (
    <>
      <Button variant={variant} leftSection={<IconSend size={15} />} onClick={begin} disabled={!source.enabled}>{t('Send a test record')}</Button>
      {open && (
        <Modal opened onClose={() => setOpen(false)} title={t('Test of {name}', { name: source.label })} size="lg">
          {send.isPending && <Skeleton height={180} radius="md" />}
          {send.error && <Failure error={send.error} retry={() => send.mutate()} what={send.error instanceof Problem && send.error.status === 409 ? t('It cannot be tested like this') : undefined} />}
          {send.data && <Suspense fallback={<Skeleton height={180} radius="md" />}><TrialResult tested={send.data} /></Suspense>}
        </Modal>
      )}
    </>
  );
}
