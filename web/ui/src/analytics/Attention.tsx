// What wants a person: the calls that went worst, analyses that failed, calls that wait for the plan.

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconHourglass, IconMoodCheck } from '@tabler/icons-react';
import { answer, api } from '../api/client';
import { customerNumber } from '../calls/call';
import { Mood } from '../calls/Mood';
import { Failure } from '../shell/Failure';
import { daysOf, momentsOf } from '../time/range';
import { shortTime } from '../time/zone';
import { t } from '../words';
import classes from './overview.module.css';

const WORST = 5;

export function Attention() {
  const days = daysOf('28d');
  const moments = days ? momentsOf(days) : {};
  const worst = useQuery({
    queryKey: ['attention', 'worst', moments],
    queryFn: () => answer(api.GET('/v1/calls', { params: { query: { sentiment: 'negative', sort: 'sentiment_score', limit: WORST, archived: 'false', ...moments } } })),
  });
  const failed = useQuery({ queryKey: ['attention', 'failed'], queryFn: () => answer(api.GET('/v1/calls', { params: { query: { analysis_status: 'failed', archived: 'false', limit: 50 } } })) });
  const waiting = useQuery({ queryKey: ['attention', 'withheld'], queryFn: () => answer(api.GET('/v1/calls', { params: { query: { analysis_status: 'withheld', archived: 'false', limit: 50 } } })) });
  const some = (page: { data: unknown[]; next?: string | null } | undefined) => (page ? `${page.data.length}${page.next ? '+' : ''}` : '');
  const all = [worst, failed, waiting];
  const error = all.find((query) => query.error && !query.data)?.error;
  const nothing = worst.data?.data.length === 0 && failed.data?.data.length === 0 && waiting.data?.data.length === 0;
  return (
    <section className="panel" aria-busy={!error && all.some((query) => query.isPending)}>
      <div className="panel-head"><h2 className={classes.head}>{t('Needs a look')}</h2></div>
      {error && <Failure error={error} retry={() => { for (const query of all) if (query.error) void query.refetch(); }} />}
      {!error && worst.isPending && <div className="panel-body">{Array.from({ length: 5 }, (_, index) => <Skeleton key={index} height={14} my={14} />)}</div>}
      {nothing && <div className={classes.calm}><IconMoodCheck size={24} stroke={1.5} aria-hidden /><span>{t('Nothing at the moment.')}</span></div>}
      {(failed.data?.data.length ?? 0) > 0 && <Link to="/app/calls" search={{ analysis_status: 'failed' } as never} className={classes.line}><IconAlertTriangle size={16} color="var(--error)" aria-hidden />{t('Analyses that failed')}<b>{some(failed.data)}</b></Link>}
      {(waiting.data?.data.length ?? 0) > 0 && <Link to="/app/calls" search={{ analysis_status: 'withheld' } as never} className={classes.line}><IconHourglass size={16} color="var(--warning)" aria-hidden />{t('Calls that wait for the plan')}<b>{some(waiting.data)}</b></Link>}
      {(worst.data?.data.length ?? 0) > 0 && <h3 className={classes.sub}>{t('Most negative, last 28 days')}</h3>}
      <ul className={classes.calls}>
        {worst.data?.data.map((call) => (
          <li key={call.id}>
            <Link to="/app/calls/$id" params={{ id: call.id }} className={classes.call}>
              <span className={classes.who}><span className="foreign-line num">{call.contact?.name ?? customerNumber(call)}</span><span className={`${classes.faint} foreign-line`}>{call.agent_name ?? call.agent ?? '–'} · {shortTime(call.started_at)}</span></span>
              <span className={classes.end}><Mood label={call.sentiment.label} score={call.sentiment.score} /></span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
