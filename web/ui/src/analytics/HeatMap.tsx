// The week in hours, as a table with figures: the stronger the more, by quantile, as the line beneath says, and each cell opens its calls. One cell of it is reached by Tab,
// the others from there by arrow keys.

import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { count } from '../figure';
import { dateFormat } from '../format';
import { many, t } from '../words';
import { Panel } from './Panel';
import { searchOf } from './period';
import { hoursQuery } from './queries';
import classes from './heat.module.css';

type Cell = Schemas['HourCell'];

export function HeatMap({ period }: { period: Record<string, string> }) {
  const query = useQuery({ ...hoursQuery(period), placeholderData: keepPreviousData });
  return <Panel title={t('When calls come')} query={query} height={250}>{(data) => (data.cells.some((cell) => cell.calls > 0) ? <Week cells={data.cells} /> : <p className="faint">{t('No call began in these days.')}</p>)}</Panel>;
}

const nameOf = (cell: Pick<Cell, 'weekday' | 'hour'>) => `${cell.weekday}-${cell.hour}`;

function Week({ cells }: { cells: Cell[] }) {
  const [at, setAt] = useState('');
  const some = cells.filter((cell) => cell.calls > 0);
  const now = some.find((cell) => nameOf(cell) === at) ?? some[0];
  const values = cells.map((cell) => cell.calls);
  const levels = levelsOf(values);
  const weekday = (day: number) => dateFormat({ weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));
  const keys = (event: React.KeyboardEvent<HTMLTableElement>) => {
    const next = now && beside(some, now, event.key);
    if (!next) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLAnchorElement>(`[data-at="${nameOf(next)}"] a`)?.focus();
  };
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('Calls by weekday and hour')}>
        <table className={classes.heat} onKeyDown={keys}>
          <thead><tr><th><span className="unseen">{t('Day')}</span></th>{Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col">{hour % 3 === 0 ? hour : <span className="unseen">{hour}</span>}</th>)}</tr></thead>
          <tbody>
            {[...new Set(cells.map((cell) => cell.weekday))].map((day) => (
              <tr key={day}>
                <th scope="row">{weekday(day)}</th>
                {cells.filter((cell) => cell.weekday === day).map((cell) => (
                  <td key={cell.hour} data-level={levels(cell.calls)} data-at={nameOf(cell)}>
                    {cell.calls > 0 ? <Link to="/app/calls" search={searchOf(cell.link.href) as never} tabIndex={cell === now ? 0 : -1} onFocus={() => setAt(nameOf(cell))} title={many(cell.calls, '{day} {hour}:00, {n} call', '{day} {hour}:00, {n} calls', { day: weekday(day), hour: String(cell.hour) })}>{cell.calls}</Link> : <span className="unseen">0</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className={classes.scale} aria-hidden>{stretchesOf(values).map(({ level, from, to }) => <li key={level} data-level={level} className="num">{from === to ? count(from) : `${count(from)}–${count(to)}`}</li>)}</ul>
    </>
  );
}

/** The next cell with calls in the direction of an arrow; none: there it ends. */
export function beside<T extends Pick<Cell, 'weekday' | 'hour'>>(some: T[], from: T, key: string): T | undefined {
  switch (key) {
    case 'ArrowRight': return some.filter((cell) => cell.weekday === from.weekday && cell.hour > from.hour).sort((a, b) => a.hour - b.hour)[0];
    case 'ArrowLeft': return some.filter((cell) => cell.weekday === from.weekday && cell.hour < from.hour).sort((a, b) => b.hour - a.hour)[0];
    case 'ArrowDown': return some.filter((cell) => cell.hour === from.hour && cell.weekday > from.weekday).sort((a, b) => a.weekday - b.weekday)[0];
    case 'ArrowUp': return some.filter((cell) => cell.hour === from.hour && cell.weekday < from.weekday).sort((a, b) => b.weekday - a.weekday)[0];
    default: return undefined;
  }
}

/** 0 for nothing, then 1 to 5 by quantile of what is not nothing: one crowded hour does not make all others pale. */
export function levelsOf(values: number[]): (value: number) => number {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b);
  return (value) => (value <= 0 || some.length === 0 ? 0 : 1 + Math.min(4, Math.floor((some.filter((each) => each < value).length / some.length) * 5)));
}

/** What each level stands for: from its least to its most. */
export function stretchesOf(values: number[]): { level: number; from: number; to: number }[] {
  const level = levelsOf(values);
  return [1, 2, 3, 4, 5].flatMap((each) => {
    const of = values.filter((value) => level(value) === each);
    return of.length > 0 ? [{ level: each, from: Math.min(...of), to: Math.max(...of) }] : [];
  });
}
