// A record as the telephone system would write it goes the whole way: what was sent, the call that it became, and each step of it.

import { Button, Modal, Skeleton } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { Trace } from '../calls/Trace';
import { Failure } from '../shell/Failure';
import { t } from '../words';
import { Notices } from './Legs';
import type { Source } from './sources';
import classes from './sources.module.css';

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
          {send.data && <Result tested={send.data} />}
        </Modal>
      )}
    </>
  );
}

function Result({ tested }: { tested: Schemas['SourceTest'] }) {
  // With a log between us and the Ledger it may take a moment.
  const call = useQuery({
    queryKey: ['call', tested.call_id], retry: false,
    queryFn: () => answer(api.GET('/v1/calls/{id}', { params: { path: { id: tested.call_id } } })),
    refetchInterval: (query) => (query.state.data ? false : 1000),
  });
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
      <div className={classes.note} data-tone="ok" role="status">
        {call.data ? <>{t('It arrived, was read and stored.')} <Link to="/app/calls/$id" params={{ id: tested.call_id }}>{t('Open its call')}</Link></> : t('It was read; its call is being stored.')}
      </div>
      <p className="faint" style={{ margin: 0 }}>{t('The call is marked as a demo, and charged to nobody.')}</p>
      <Notices title={t('What was doubtful')} notices={tested.warnings} tone="warning" />
      <section><h3 className={classes.head}>{t('What was sent')}</h3><pre className={classes.raw} tabIndex={0}>{tested.record}</pre></section>
      <section><h3 className={classes.head}>{t('Its way')}</h3>{call.data ? <Trace callId={tested.call_id} /> : <Skeleton height={120} radius="md" />}</section>
    </div>
  );
}
