// What waits for analysis and until when, lane by lane; and what was given up: tried again, or dropped.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { many, t } from '../words';
import { DeadLetters, type Desk } from './DeadLetters';
import { Lanes } from './Lanes';
import classes from './queue.module.css';

export function QueuePage() {
  const query = useQuery({ queryKey: ['queue'], queryFn: () => answer(api.GET('/v1/queue')), refetchInterval: 5000 });
  const { data } = query;
  const desk = useDesk();
  return (
    <Page title={t('Queue')} name={t('Queue')} aside={data && <span className="faint num">{many(data.workers, '{n} worker', '{n} workers')}{data.real_time_factor ? ` · ${t('{n}× as fast as speech', { n: Math.round(10 / data.real_time_factor) / 10 })}` : ''}</span>}>
      {query.error && !data && <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>}
      {data?.paused && <div className={classes.paused} role="status">{t('The operator has paused analysis. Records and recordings are taken meanwhile.')}</div>}
      {(data || !query.error) && <Lanes lanes={data?.lanes} opens={desk.opensCalls ? 'calls' : 'nothing'} />}
      <DeadLetters desk={desk} />
      <p className="faint" style={{ margin: 0, fontSize: 13 }}><Link to="/app/settings/quarantine">{t('What telephone systems sent and nobody could read')}</Link></p>
    </Page>
  );
}

function useDesk(): Desk {
  const allowed = useMay();
  return {
    key: ['dead-letters'], beside: [['queue'], ['calls'], ['attention']], mayDo: allowed('queue.manage'), opensCalls: allowed('calls.read'),
    list: (cursor) => answer(api.GET('/v1/dead-letters', { params: { query: { limit: 50, cursor } } })),
    settle: (what, body) => answer(what === 'retry' ? api.POST('/v1/dead-letters/retry', { body }) : api.POST('/v1/dead-letters/discard', { body })),
    read: (id) => answer(api.GET('/v1/dead-letters/{id}', { params: { path: { id } } })),
  };
}
