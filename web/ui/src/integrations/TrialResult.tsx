// What a test record became: its call, what was sent, and each step of its way.

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api, type Schemas } from '../api/client';
import { Trace } from '../calls/Trace';
import { t } from '../words';
import { Notices } from './Legs';
import classes from './sources.module.css';

export function TrialResult({ tested }: { tested: Schemas['SourceTest'] }) {
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
