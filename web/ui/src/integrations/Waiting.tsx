// Until the first call of a source has come: what is heard of it meanwhile, then the call, with each step of its way.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { type CallSummary, customerNumber, DIRECTIONS } from '../calls/call';
import { Trace } from '../calls/Trace';
import { longTime } from '../time/zone';
import { many, t } from '../words';
import { type Health, healthQuery, type Source } from './sources';
import classes from './sources.module.css';

/** Calls since the source was made, by the server's own clock: the browser's may be another one. */
export function Waiting({ source }: { source: Source }) {
  const isNew = (call: CallSummary) => Date.parse(call.created_at) >= Date.parse(source.created_at);
  const calls = useQuery({
    queryKey: ['latest', 'of-source', source.name],
    queryFn: () => answer(api.GET('/v1/calls', { params: { query: { source_instance: source.name, limit: 5 } } })),
    refetchInterval: (query) => (query.state.data?.data.some(isNew) ? false : 3000),
  });
  const health = useQuery({ ...healthQuery(source.id), refetchInterval: 3000 });
  const call = calls.data?.data.find(isNew);
  if (call) {
    return (
      <div style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
        <div className={classes.note} data-tone="ok" role="status">
          {call.demo ? t('The test record is there.') : t('The first call is there.')} <Link to="/app/calls/$id" params={{ id: call.id }}>{t(DIRECTIONS[call.direction])} · {customerNumber(call)} · {longTime(call.started_at)}</Link>
        </div>
        <Trace callId={call.id} />
      </div>
    );
  }
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
      <div className={classes.waiting} role="status"><span className={classes.pulse} aria-hidden />{t('Waiting for your first call …')}</div>
      <p className="faint" style={{ margin: 0 }}>{t('Set the telephone system up as the guide says, then make a call. It appears here by itself.')}</p>
      {health.data && <Heard health={health.data} name={source.name} />}
    </div>
  );
}

/** What came, and why it is no call yet. */
function Heard({ health, name }: { health: Health; name: string }) {
  const { day } = health;
  return (
    <>
      {day.refused > 0 && <div className={classes.note} data-tone="error">{many(day.refused, '{n} request came without the source’s secret, or with a wrong one. Compare user and password at the telephone system.', '{n} requests came without the source’s secret, or with a wrong one. Compare user and password at the telephone system.')}</div>}
      {day.quarantined > 0 && <div className={classes.note}>{many(day.quarantined, '{n} piece came that could not be read.', '{n} pieces came that could not be read.')} <Link to="/app/settings/quarantine" search={{ source_instance: name } as never}>{t('Look at it')}</Link></div>}
      {day.held > 0 && day.legs === 0 && <div className={classes.note} data-tone="ok">{t('Events of a call that is not over yet have come.')}</div>}
    </>
  );
}
