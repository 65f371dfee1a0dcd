// The week in hours, as a table with figures: darker is more, by quantile, and each cell opens its calls.

import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { many, spoken, t } from '../words';
import { Panel } from './Panel';
import { searchOf } from './period';
import { hoursQuery } from './queries';
import classes from './heat.module.css';

export function HeatMap({ period }: { period: Record<string, string> }) {
  const query = useQuery({ ...hoursQuery(period), placeholderData: keepPreviousData });
  const weekday = (day: number) => new Intl.DateTimeFormat(spoken(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));
  return (
    <Panel title={t('When calls come')} query={query} height={250}>
      {(data) => {
        const levels = levelsOf(data.cells.map((cell) => cell.calls));
        return (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('Calls by weekday and hour')}>
            <table className={classes.heat}>
              <thead><tr><th><span className="unseen">{t('Day')}</span></th>{Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col">{hour % 3 === 0 ? hour : <span className="unseen">{hour}</span>}</th>)}</tr></thead>
              <tbody>
                {Array.from({ length: 7 }, (_, index) => index + 1).map((day) => (
                  <tr key={day}>
                    <th scope="row">{weekday(day)}</th>
                    {data.cells.filter((cell) => cell.weekday === day).map((cell) => (
                      <td key={cell.hour} data-level={levels(cell.calls)}>
                        {cell.calls > 0 ? <Link to="/app/calls" search={searchOf(cell.link.href) as never} tabIndex={-1} title={many(cell.calls, '{day} {hour}:00, {n} call', '{day} {hour}:00, {n} calls', { day: weekday(day), hour: String(cell.hour) })}>{cell.calls}</Link> : <span className="unseen">0</span>}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      }}
    </Panel>
  );
}

/** 0 for nothing, then 1 to 5 by quantile of what is not nothing: one crowded hour does not make all others pale. */
export function levelsOf(values: number[]): (value: number) => number {
  const some = values.filter((value) => value > 0).sort((a, b) => a - b);
  return (value) => (value <= 0 || some.length === 0 ? 0 : 1 + Math.min(4, Math.floor((some.filter((each) => each < value).length / some.length) * 5)));
}
