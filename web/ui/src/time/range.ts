// A stretch of calendar days: by name (`28d`) or by its first and last day. Only here names become days, and days become moments.

import { one, type Search } from '../search';
import { addDays, dayName, dayOf, startOfDay } from './zone';
import { t } from '../words';

export const RANGES = ['today', 'yesterday', '7d', '28d', '91d', 'mtd', 'last_month', 'ytd', '12mo', 'all'] as const;
export type RangeName = (typeof RANGES)[number];

export type Days = { from: string; to: string };

const NAMES: Record<RangeName, string> = {
  today: 'Today', yesterday: 'Yesterday', '7d': 'Last 7 days', '28d': 'Last 28 days', '91d': 'Last 91 days', mtd: 'Month to date',
  last_month: 'Last month', ytd: 'Year to date', '12mo': 'Last 12 months', all: 'All time',
};

function isRange(name: string | undefined): name is RangeName {
  return RANGES.includes(name as RangeName);
}

export function rangeName(name: RangeName): string {
  return t(NAMES[name]);
}

/** The days of a name, counted from today in the tenant's zone; null: no bounds. */
export function daysOf(name: RangeName, today: string = dayOf(new Date())): Days | null {
  const month = `${today.slice(0, 7)}-01`;
  switch (name) {
    case 'today': return { from: today, to: today };
    case 'yesterday': return { from: addDays(today, -1), to: addDays(today, -1) };
    case '7d': return { from: addDays(today, -6), to: today };
    case '28d': return { from: addDays(today, -27), to: today };
    case '91d': return { from: addDays(today, -90), to: today };
    case 'mtd': return { from: month, to: today };
    case 'last_month': {
      const to = addDays(month, -1);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
    case 'ytd': return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case '12mo': return { from: addDays(yearBefore(today), 1), to: today };
    case 'all': return null;
  }
}

/** The same date a year earlier; of a leap day the day before it, as the server reckons. */
function yearBefore(day: string): string {
  return `${Number(day.slice(0, 4)) - 1}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`;
}

/** The same number of days, just before. */
export function daysBefore({ from, to }: Days): Days {
  const length = lengthOf({ from, to });
  return { from: addDays(from, -length), to: addDays(from, -1) };
}

/** As many days, just before or just after; null: they have not begun. */
export function shifted({ from, to }: Days, by: -1 | 1, today: string = dayOf(new Date())): Days | null {
  const moved = { from: addDays(from, by * lengthOf({ from, to })), to: addDays(to, by * lengthOf({ from, to })) };
  return moved.from > today ? null : moved;
}

/** Twice as many days around these, none of them after today. */
export function widened({ from, to }: Days, today: string = dayOf(new Date())): Days {
  const length = lengthOf({ from, to });
  const wanted = addDays(to, Math.ceil(length / 2));
  const end = wanted > today ? (to > today ? to : today) : wanted;
  return { from: addDays(end, 1 - 2 * length), to: end };
}

/** How many days they are. */
export function lengthOf({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

export function momentsOf({ from, to }: Days): { started_from: string; started_before: string } {
  return { started_from: startOfDay(from).toISOString(), started_before: startOfDay(addDays(to, 1)).toISOString() };
}

export function daysName({ from, to }: Days): string {
  return from === to ? dayName(from) : `${dayName(from)} – ${dayName(to)}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day that there is: not February 30. */
export function isDay(text: string | undefined): text is string {
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** Whether a name can be meant where nothing said means `otherwise`: all time only where that may be listed. */
export function isFit(name: string | undefined, otherwise: RangeName): name is RangeName {
  return isRange(name) && (name !== 'all' || otherwise === 'all');
}

/** The address as it is, where its days can be meant; else without them, so that the page shows its own. */
export function withFitDays(search: Search, otherwise: RangeName): Search {
  const unfit = ['', 'before_'].flatMap((half) => {
    const [range, from, to] = ['range', 'from_day', 'to_day'].map((name) => one(search[`${half}${name}`]) || undefined);
    const isStretch = isDay(from) && isDay(to) && from <= to;
    return [
      ...(range && !isFit(range, otherwise) ? [`${half}range`] : []),
      ...((from || to) && !isStretch ? [`${half}from_day`, `${half}to_day`] : []),
    ];
  });
  return unfit.length === 0 ? search : Object.fromEntries(Object.entries(search).filter(([name]) => !unfit.includes(name)));
}
