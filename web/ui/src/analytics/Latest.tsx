// The calls that came in last.

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { customerNumber, directionIcon, DIRECTIONS, DISPOSITIONS } from '../calls/call';
import { State } from '../calls/State';
import { Mood } from '../calls/Mood';
import { Empty, Failure } from '../shell/Failure';
import { span } from '../time/length';
import { bothTimes, shortTime } from '../time/zone';
import { t } from '../words';
import classes from './overview.module.css';

export function Latest() {
  const { data, error, refetch } = useQuery({ queryKey: ['latest'], queryFn: () => answer(api.GET('/v1/calls', { params: { query: { limit: 8, archived: 'false' } } })) });
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Latest calls')}</h2><Link to="/app/calls" className={classes.all}>{t('All calls')}</Link></div>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <div className="panel-body">{Array.from({ length: 6 }, (_, index) => <Skeleton key={index} height={14} my={14} />)}</div>}
      {data?.data.length === 0 && <Empty title={t('No call has come in yet')}>{t('As soon as a telephone system sends records, they stand here.')}</Empty>}
      <ul className={classes.calls}>
        {data?.data.map((call) => {
          const Direction = directionIcon(call.direction);
          return (
            <li key={call.id}>
              <Link to="/app/calls/$id" params={{ id: call.id }} className={classes.call}>
                <Direction size={15} aria-label={t(DIRECTIONS[call.direction])} className={classes.faint} />
                <span className={classes.who}><span className="foreign-line num">{call.contact?.name ?? customerNumber(call)}</span><span className={`${classes.faint} foreign-line`}>{[call.agent_name ?? call.agent, call.queue].filter(Boolean).join(' · ') || t(DISPOSITIONS[call.disposition])}</span></span>
                <span className={classes.end}>{call.analysis_status === 'analyzed' ? <Mood label={call.sentiment.label} score={call.sentiment.score} /> : <State call={call} />}</span>
                <span className={`${classes.when} num`} title={bothTimes(call.started_at)}>{shortTime(call.started_at)}<br /><span className={classes.faint}>{call.talk_s > 0 ? span(call.talk_s) : t(DISPOSITIONS[call.disposition])}</span></span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
