// What each agent did, sorted by the server; few calls say little, and look so.

import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api, type Schemas } from '../api/client';
import { Mood } from '../calls/Mood';
import { count, percent } from '../figure';
import { one, type Search } from '../search';
import { span } from '../time/length';
import { many, t } from '../words';
import { type Cell, saveCsv } from './csv';
import { reckoned } from './figure';
import { Panel } from './Panel';
import { amongOf, searchOf } from './period';
import { labelOf } from './Tops';
import classes from './analytics.module.css';

const COLUMNS: [string, string, string][] = [
  ['calls', 'Calls', 'In which this agent took part'], ['answered', 'Answered', 'Answered calls of those'], ['talk_s', 'Talk', 'The agent’s own part of answered calls'],
  ['aht_s', 'Handle time', 'Mean of the calls that this agent answered'], ['asa_s', 'Speed of answer', 'Mean wait of the calls that this agent answered, where it is known'], ['score', 'Sentiment', 'Mean score of calls that have one'],
];
const SHOWN = 500;

export function Agents({ period, search, change }: { period: Record<string, string>; search: Search; change: (next: Search) => void }) {
  const asked = one(search.sort) ?? '';
  const sort = COLUMNS.some(([name]) => asked === name || asked === `-${name}`) ? asked : '-calls';
  const query = useQuery({
    queryKey: ['analytics', 'agents', period, sort], placeholderData: keepPreviousData,
    queryFn: () => answer(api.GET('/v1/analytics/agents', { params: { query: { ...period, sort, limit: SHOWN } as never } })),
  });
  const by = (name: string) => change({ ...search, sort: sort === `-${name}` ? name : name === 'calls' && sort !== '-calls' ? '' : `-${name}` });
  return (
    <Panel title={t('Agents')} query={query} height={320} aside={query.data && <><span className={`${classes.aside} num`}>{many(query.data.agents, '{n} agent', '{n} agents')}</span><Save agents={query.data.data} /></>}>
      {(data) => data.data.length === 0 ? <p className="faint">{t('No agent took a call in these days.')}</p> : (
        <div className="scroll-x">
          <table className={`rows ${classes.table}`}>
            <thead>
              <tr>
                <th>{t('Agent')}</th>
                {COLUMNS.map(([name, title, says]) => (
                  <th key={name} className="end" aria-sort={sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : undefined} title={t(says)}>
                    <button type="button" className={classes.sort} onClick={() => by(name)}>{t(title)}{sort === name ? <IconChevronUp size={12} aria-hidden /> : sort === `-${name}` ? <IconChevronDown size={12} aria-hidden /> : null}</button>
                  </th>
                ))}
                <th className="end" title={t('Of calls that have a label')}>{t('Negative')}</th>
              </tr>
            </thead>
            <tbody>
              {data.data.map((agent) => (
                <tr key={agent.agent} data-few={agent.few || undefined} title={agent.few ? t('Fewer than ten calls: the figures say little') : undefined}>
                  <td className="foreign">{agent.agent}</td>
                  <td className="end num"><Link to="/app/calls" search={searchOf(agent.link.href) as never}>{count(agent.calls)}</Link></td>
                  <td className="end num">{agent.answered > 0 ? <Link to="/app/calls" search={amongOf(agent.link.href, { disposition: 'answered' }) as never}>{count(agent.answered)}</Link> : '0'} <span className="faint">{percent(agent.calls > 0 ? agent.answered / agent.calls : null, 0)}</span></td>
                  <td className="end num">{span(agent.talk_s)}</td>
                  <td className="end num" title={how(agent.talk_s, agent.handled)}>{span(agent.aht_s)}</td>
                  <td className="end num" title={how(agent.wait_s, agent.waits)}>{span(agent.asa_s)}</td>
                  <td className="end" title={how(agent.score_sum, agent.labelled)}><Mood label={labelOf(agent.score)} score={agent.score} /></td>
                  <td className="end num">{agent.negative_share ? <Link to="/app/calls" search={amongOf(agent.link.href, { sentiment: 'negative' }) as never}>{percent(agent.negative_share, 0)}</Link> : percent(agent.negative_share, 0)} <span className="faint">{agent.labelled > 0 ? t('of {n}', { n: agent.labelled }) : ''}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
          <Formulas formulas={data.formulas} />
          {data.agents > data.data.length && <p className="faint" style={{ fontSize: 12.5 }}>{t('The first {n} of {all} are shown.', { n: data.data.length, all: data.agents })}</p>}
        </div>
      )}
    </Panel>
  );
}

/** What is divided by what; nothing where nothing is. */
function how(numerator: number, denominator: number): string | undefined {
  return denominator > 0 ? reckoned({ numerator, denominator }) : undefined;
}

/** What is shown, as a file: each figure whole. */
function Save({ agents }: { agents: Schemas['AgentFigures'][] }) {
  const rows = (): Cell[][] => [
    ['agent', 'calls', 'answered', 'handled', 'talk_s', 'aht_s', 'wait_s', 'waits', 'asa_s', 'score_sum', 'score', 'negative', 'negative_share', 'labelled'],
    ...agents.map((one): Cell[] => [one.agent, one.calls, one.answered, one.handled, one.talk_s, one.aht_s, one.wait_s, one.waits, one.asa_s, one.score_sum, one.score, one.negative, one.negative_share, one.labelled]),
  ];
  return <Button variant="subtle" color="gray" size="compact-xs" className="no-print" leftSection={<IconDownload size={13} />} disabled={agents.length === 0} onClick={() => saveCsv('agents', rows())} aria-label={t('CSV: agents')}>{t('CSV')}</Button>;
}

const TITLES = Object.fromEntries([...COLUMNS.map(([name, title]) => [name, title]), ['negative_share', 'Negative']]) as Record<string, string>;

/** By which formula each column is reckoned. */
function Formulas({ formulas }: { formulas: Schemas['ColumnFormula'][] }) {
  return (
    <details className={classes.formulas}>
      <summary>{t('How these are calculated')}</summary>
      <dl>{formulas.map((one) => <div key={one.name}><dt>{t(TITLES[one.name] ?? one.name)} <span className="mono">{one.formula_id}</span></dt><dd>{one.formula}</dd></div>)}</dl>
    </details>
  );
}
