// The keys of the days: `t d` today, `t ←` the days before, `t z` twice as many.

import { daysOfSpan, spanOf } from '../calls/filter';
import { useCommands } from '../shell/commands';
import type { Search } from '../search';
import { type Days, shifted, widened } from '../time/range';
import { dayOf } from '../time/zone';
import { t } from '../words';

export function useRangeKeys(search: Search, change: (next: Search) => void): void {
  const group = t('Days');
  const days = daysOfSpan(spanOf(search, '28d'));
  const today = dayOf(new Date());
  const go = (to: Days | null) => { if (to) change({ ...search, range: '', from_day: to.from, to_day: to.to }); };
  useCommands([
    ...([['t d', 'today', t('Today')], ['t w', '7d', t('Last 7 days')], ['t m', '28d', t('Last 28 days')], ['t y', '12mo', t('Last 12 months')]] as const).map(([keys, name, title]) => ({ id: `range.${name}`, title, group, keys, run: () => change({ ...search, range: name === '28d' ? '' : name, from_day: '', to_day: '' }) })),
    { id: 'range.before', title: t('As many days, just before'), group, keys: 't arrowleft', run: () => go(days && shifted(days, -1, today)) },
    { id: 'range.after', title: t('As many days, just after'), group, keys: 't arrowright', run: () => go(days && shifted(days, 1, today)) },
    { id: 'range.wider', title: t('Twice as many days'), group, keys: 't z', words: 'zoom out', run: () => go(days && widened(days, today)) },
  ]);
}
