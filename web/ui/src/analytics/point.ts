// What a point of a series is called: it is a day or an hour of the tenant's own calendar, and read as such.

import { dateFormat } from '../format';
import { type Days, lengthOf } from '../time/range';
import { addDays } from '../time/zone';
import { t } from '../words';

export function pointNames(at: string, interval: string): { title: string; short: string } {
  const [day = at, clock = ''] = at.split('T');
  const date = new Date(`${day}T00:00:00Z`);
  const format = (options: Intl.DateTimeFormatOptions) => dateFormat({ ...options, timeZone: 'UTC' }).format(date);
  const hour = clock.slice(0, 5);
  switch (interval) {
    case 'hour': return { title: `${format({ weekday: 'short', month: 'short', day: 'numeric' })}, ${hour}`, short: hour };
    case 'month': return { title: format({ month: 'long', year: 'numeric' }), short: format({ month: 'short' }) };
    case 'week': return { title: t('Week of {day}', { day: format({ month: 'short', day: 'numeric', year: 'numeric' }) }), short: format({ month: 'short', day: 'numeric' }) };
    default: return { title: format({ weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' }), short: format({ month: 'short', day: 'numeric' }) };
  }
}

/** The whole days of some points that stand beside each other: a point ends where the next one begins, and within the days that are looked at. */
export function daysOfPoints(points: { at: string }[], first: number, last: number, { from, to }: Days): Days {
  const dayOf = (index: number) => points[index]?.at.slice(0, 10);
  const [begin, next] = [dayOf(first) ?? from, dayOf(last + 1)];
  const isHour = (points[last]?.at.length ?? 0) > 10;
  const end = isHour ? dayOf(last) ?? to : next ? addDays(next, -1) : to;
  return { from: begin < from ? from : begin, to: end > to ? to : end };
}

/** How long a point is where two stretches of days stand beside each other: what suits the shorter one, of which all is seen, and no more points than the server tells of. */
export function intervalOf(one: Days, other: Days): 'hour' | 'day' | 'week' | 'month' {
  const [shorter, longer] = [Math.min(lengthOf(one), lengthOf(other)), Math.max(lengthOf(one), lengthOf(other))];
  if (longer <= 2) return 'hour';
  if (shorter <= 92 && longer <= 2_000) return 'day';
  return shorter <= 400 ? 'week' : 'month';
}
