// Two stretches of days side by side: every figure with both values, what changed, and the way to the calls of each.

import { Button, Skeleton } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { RangeMenu } from '../calls/Filters';
import { spanOf, daysOfSpan, valueOf } from '../calls/filter';
import { count } from '../figure';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import type { Search } from '../search';
import { daysBefore, daysName, type Days } from '../time/range';
import { currentZone } from '../time/zone';
import { many, t } from '../words';
import { Bars } from './Bars';
import { Chips } from './Chips';
import { changeOf, type Figure, figureName, written } from './figure';
import { FILTERS, searchOf, stretchName } from './period';
import { overviewQuery, volumeQuery } from './queries';
import { intervalOf, pointNames } from './point';
import classes from './compare.module.css';

const NAMES = ['range', 'from_day', 'to_day'] as const;

/** The later days stand under their own names, the earlier ones behind `before_`. Nothing said: as many days, just before. */
function halves(search: Search): { now: Search; before: Search } {
  const own = Object.fromEntries(NAMES.flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as Search;
  const other = Object.fromEntries(NAMES.flatMap((name) => (search[`before_${name}`] ? [[name, search[`before_${name}`]]] : []))) as Search;
  if (Object.keys(other).length > 0) return { now: own, before: other };
  const days = daysOfSpan(spanOf(own, '28d'));
  if (!days) return { now: own, before: {} };
  const earlier = daysBefore(days);
  return { now: own, before: { from_day: earlier.from, to_day: earlier.to } };
}

function periodOfHalf(search: Search, filters: Search): Record<string, string> {
  const span = spanOf(search, '28d');
  const query: Record<string, string> = 'days' in span ? { from: span.days.from, to: span.days.to } : { range: span.name };
  for (const name of FILTERS) {
    const value = valueOf(filters, name);
    if (value) query[name] = value;
  }
  return query;
}

export function ComparePage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (next: Search) => void navigate({ to: '/app/compare', search: next as never });
  const { now, before } = halves(search);
  const set = (which: 'now' | 'before') => (half: Search) => {
    const prefix = which === 'before' ? 'before_' : '';
    const rest = Object.fromEntries(Object.entries(search).filter(([name]) => !NAMES.some((each) => name === `${prefix}${each}`)));
    change({ ...rest, ...Object.fromEntries(NAMES.flatMap((name) => (half[name] ? [[`${prefix}${name}`, half[name]]] : which === 'before' && name === 'range' && !half.from_day ? [[`${prefix}range`, '28d']] : []))) });
  };
  const swap = () => change({ ...Object.fromEntries(NAMES.flatMap((name) => (before[name] ? [[name, before[name]]] : []))), ...Object.fromEntries(Object.entries(asDays(now)).map(([name, value]) => [`before_${name}`, value])) });
  const [nowDays, beforeDays] = [daysOfSpan(spanOf(now, '28d')), daysOfSpan(spanOf(before, '28d'))];
  const asked = nowDays && beforeDays && { now: periodOfHalf(now, search), days: nowDays, before: beforeDays };
  return (
    <Page title={t('Compare')} name={t('Compare')}>
      <div className={classes.ask}>
        <div><span className="faint">{t('These days')}</span><RangeMenu search={now} change={set('now')} otherwise="28d" /></div>
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconArrowsExchange size={14} />} onClick={swap}>{t('Swap')}</Button>
        <div><span className="faint">{t('with these')}</span><RangeMenu search={before} change={set('before')} otherwise="28d" /></div>
      </div>
      <Chips search={search} change={change} />
      {asked && <><Table {...asked} /><Lines {...asked} /></>}
    </Page>
  );
}

function asDays(search: Search): Search {
  const days = daysOfSpan(spanOf(search, '28d'));
  return days ? { from_day: days.from, to_day: days.to } : {};
}

type Asked = { now: Record<string, string>; days: Days; before: Days };

/** Asked together: where these days go on, the others are told as far as they have gone. */
function Table({ now, before }: Asked) {
  const query = useQuery({ ...overviewQuery({ ...now, compare: 'custom', compare_from: before.from, compare_to: before.to }), placeholderData: keepPreviousData });
  const { data } = query;
  if (query.error && !data) return <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
  if (!data?.compare) return <Skeleton height={430} radius="md" />;
  return (
    <div className="panel scroll-x" aria-busy={query.isPlaceholderData} style={{ opacity: query.isPlaceholderData ? 0.55 : 1 }}>
      <table className={`rows ${classes.table}`}>
        <thead><tr><th>{t('Figure')}</th><th className="end">{daysName(data.period)}</th><th className="end">{stretchName(data.compare)}</th><th className="end">{t('Difference')}</th></tr></thead>
        <tbody>{data.figures.map((figure) => <Row key={figure.id} figure={figure} />)}</tbody>
      </table>
      <p className={classes.zone}>{data.compare.whole ? '' : `${t('Today goes on: the other days are told as far as today has gone.')} `}{t('Days in {zone}', { zone: currentZone() })}</p>
    </div>
  );
}

function Row({ figure }: { figure: Figure }) {
  const change = changeOf(figure);
  return (
    <tr>
      <th scope="row" title={figure.formula}>{figureName(figure.id)}</th>
      <td className="end num"><Value value={figure.value} unit={figure.unit} calls={figure.calls} /></td>
      <td className="end num">{figure.compare ? <Value value={figure.compare.value} unit={figure.unit} calls={figure.compare.calls} /> : '–'}</td>
      <td className="end num">{change ? <span className={classes.change} data-feels={change.feels}><span aria-hidden>{change.direction === 'up' ? '▲' : change.direction === 'down' ? '▼' : '●'}</span> {change.words}</span> : <span className="faint">–</span>}</td>
    </tr>
  );
}

function Value({ value, unit, calls }: Pick<Figure, 'value' | 'unit' | 'calls'>) {
  const words = written(value, unit);
  return calls ? <Link to="/app/calls" search={searchOf(calls.href) as never} title={many(calls.count, 'Open {n} call', 'Open {n} calls')}>{words}</Link> : <>{words}</>;
}

/** Asked together: a point is as long in both, a day beside a day however long the others are. */
function Lines({ now, days, before }: Asked) {
  const period = { ...now, compare: 'custom', compare_from: before.from, compare_to: before.to, interval: intervalOf(days, before) };
  const { data, error } = useQuery({ ...volumeQuery(period), placeholderData: keepPreviousData });
  const navigate = useNavigate();
  if (!data) return error ? null : <Skeleton height={250} radius="md" />;
  const [points, others] = [data.points, data.compare_points ?? []];
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Calls, day beside day')}</h2><span className={classes.legend}><i />{t('These days')}</span><span className={classes.legend}><i data-dash />{t('with these')}</span></div>
      <div className="panel-body">
        <Bars
          label={t('Calls, day beside day')} unit={count}
          bars={points.map((each, index) => {
            const then = others[index];
            return { key: each.at, ...pointNames(each.at, data.interval), whole: each.complete, open: () => void navigate({ to: '/app/calls', search: searchOf(each.link.href) as never }), compared: then?.calls, comparedTitle: then && pointNames(then.at, data.interval).title, parts: [{ name: t('Calls'), color: 'var(--accent)', value: each.calls }] };
          })}
        />
        {points.length !== others.length && <p className="faint" style={{ margin: '8px 0 0', fontSize: 12.5 }}>{t('The two are not of one length: the first {n} of each stand beside each other.', { n: Math.min(points.length, others.length) })}</p>}
      </div>
    </section>
  );
}
