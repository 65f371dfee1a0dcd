// The bars of a chart as rows, with the same figures and the same way to their calls; and all of it as a file.

import { t } from '../words';
import type { Bar } from './Bars';
import type { Cell } from './csv';
import classes from './bars.module.css';

/** What each bar amounts to. */
export function totalOf(bar: Pick<Bar, 'parts'>): number {
  return bar.parts.reduce((sum, part) => sum + part.value, 0);
}

/** Rows of a file: the machine's own name of each bar, and every figure as it is. */
export function rowsOf(bars: Bar[], head: string): Cell[][] {
  const parts = bars[0]?.parts ?? [];
  const isCompared = bars.some((bar) => bar.compared !== undefined);
  const isGoing = bars.some((bar) => !bar.whole);
  const titles: Cell[] = [head, ...parts.map((part) => part.name), ...(parts.length > 1 ? [t('All')] : []), ...(isCompared ? [t('Before')] : []), ...(isGoing ? [t('Over')] : [])];
  return [titles, ...bars.map((bar): Cell[] => [bar.key, ...bar.parts.map((part) => part.value), ...(parts.length > 1 ? [totalOf(bar)] : []), ...(isCompared ? [bar.compared] : []), ...(isGoing ? [bar.whole] : [])])];
}

export function BarsTable({ bars, label, head, unit }: { bars: Bar[]; label: string; head: string; unit: (value: number) => string }) {
  const parts = bars[0]?.parts ?? [];
  const isCompared = bars.some((bar) => bar.compared !== undefined);
  return (
    <div className={`${classes.table} scroll-x`} tabIndex={0} role="region" aria-label={label}>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {parts.map((part) => <th key={part.name} scope="col" className="end">{part.name}</th>)}
            {parts.length > 1 && <th scope="col" className="end">{t('All')}</th>}
            {isCompared && <th scope="col" className="end">{t('Before')}</th>}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.key}>
              <th scope="row">{bar.open ? <button type="button" className={classes.row} onClick={bar.open}>{bar.title}</button> : bar.title}{!bar.whole && <span className="faint"> · {t('not over')}</span>}</th>
              {bar.parts.map((part) => <td key={part.name} className="end num">{unit(part.value)}</td>)}
              {parts.length > 1 && <td className="end num">{unit(totalOf(bar))}</td>}
              {isCompared && <td className="end num" title={bar.comparedTitle}>{bar.compared === null || bar.compared === undefined ? '–' : unit(bar.compared)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
