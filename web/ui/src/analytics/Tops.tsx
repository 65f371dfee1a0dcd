// Who takes calls, and who calls: the busiest first; few calls say little and look so. A press filters the page.

import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Mood } from '../calls/Mood';
import { count, percent } from '../figure';
import { span } from '../time/length';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { Panel } from './Panel';
import { FILTERS, searchOf } from './period';
import { agentsQuery, callersQuery } from './queries';
import classes from './overview.module.css';

const SHOWN = 8;

/** The same days and filters, as an address of these pages has them. */
function sameOf(period: Record<string, string>): Record<string, string> {
  const { range, from, to, exclude } = period;
  const days: Record<string, string> = from && to ? { from_day: from, to_day: to } : range && range !== '28d' ? { range } : {};
  return { ...days, ...(exclude ? { exclude } : {}), ...Object.fromEntries(FILTERS.flatMap((name) => { const value = period[name]; return value ? [[name, value]] : []; })) };
}

export function labelOf(score: number | null | undefined): 'negative' | 'neutral' | 'positive' | null {
  return score === null || score === undefined ? null : score >= 1 ? 'positive' : score <= -1 ? 'negative' : 'neutral';
}

export function TopAgents({ period, filter }: { period: Record<string, string>; filter: (agent: string) => void }) {
  const query = useQuery({ ...agentsQuery(period, SHOWN), placeholderData: keepPreviousData });
  return (
    <Panel title={t('Agents')} query={query} height={260} aside={query.data && <Link to="/app/analytics" search={sameOf(period) as never} className={`${classes.all} num`}>{many(query.data.agents, '{n} agent', '{n} agents')}</Link>}>
      {(data) => data.data.length === 0 ? <p className="faint">{t('No agent took a call in these days.')}</p> : (
        <div className="scroll-x">
          <table className={`rows ${classes.tight}`}>
            <thead><tr><th>{t('Agent')}</th><th className="end">{t('Calls')}</th><th className="end">{t('Answered')}</th><th className="end">{t('Handle time')}</th><th className="end">{t('Sentiment')}</th></tr></thead>
            <tbody>
              {data.data.map((agent) => (
                <tr key={agent.agent} data-few={agent.few || undefined} title={agent.few ? t('Fewer than ten calls: the figures say little') : undefined}>
                  <td><button type="button" className={classes.pick} onClick={() => filter(agent.agent)}><span className="foreign-line">{agent.agent}</span></button></td>
                  <td className="end num"><Link to="/app/calls" search={searchOf(agent.link.href) as never}>{count(agent.calls)}</Link></td>
                  <td className="end num">{percent(agent.calls > 0 ? agent.answered / agent.calls : null, 0)}</td>
                  <td className="end num">{span(agent.aht_s)}</td>
                  <td className="end"><Mood label={labelOf(agent.score)} score={agent.score} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

export function TopCallers({ period, filter }: { period: Record<string, string>; filter: (number: string) => void }) {
  const query = useQuery({ ...callersQuery(period, SHOWN), placeholderData: keepPreviousData });
  return (
    <Panel title={t('Callers')} query={query} height={260} aside={query.data && <Link to="/app/analytics" search={{ ...sameOf(period), tab: 'callers' } as never} className={`${classes.all} num`}>{many(query.data.callers, '{n} number', '{n} numbers')}{query.data.calls > 0 && `, ${t('{share} withheld', { share: percent(query.data.withheld_share, 0) })}`}</Link>}>
      {(data) => data.data.length === 0 ? <p className="faint">{t('Nobody called in with a number in these days.')}</p> : (
        <div className="scroll-x">
          <table className={`rows ${classes.tight}`}>
            <thead><tr><th>{t('Number')}</th><th className="end">{t('Calls')}</th><th className="end">{t('Talk')}</th><th className="end">{t('Last')}</th><th className="end">{t('Sentiment')}</th></tr></thead>
            <tbody>
              {data.data.map((caller) => (
                <tr key={caller.number}>
                  <td><button type="button" className={classes.pick} onClick={() => filter(caller.number)}><span className="num foreign-line">{caller.number}</span></button>{caller.contact && <> <span className="faint foreign">{caller.contact.name}</span></>}</td>
                  <td className="end num"><Link to="/app/calls" search={searchOf(caller.link.href) as never}>{count(caller.calls)}</Link></td>
                  <td className="end num">{span(caller.talk_s)}</td>
                  <td className="end" title={bothTimes(caller.last_at)}>{ago(caller.last_at)}</td>
                  <td className="end"><Mood label={labelOf(caller.score)} score={caller.score} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
