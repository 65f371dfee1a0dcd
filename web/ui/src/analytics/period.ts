// Which days are looked at, which they are compared with, and of which calls: from the address to the API's parameters.

import type { Schemas } from '../api/client';
import { one, type Search } from '../search';
import { spanOf, valueOf } from '../calls/filter';
import { type Days, daysName, isDay } from '../time/range';
import { shortTime } from '../time/zone';
import { t } from '../words';

export const FILTERS = ['agent', 'queue', 'number', 'direction', 'disposition', 'sentiment', 'source_instance', 'after_hours'] as const;
export const COMPARES = { previous: 'vs. the days before', year: 'vs. a year earlier', off: 'No comparison' } as const;
export type CompareName = keyof typeof COMPARES | 'custom';

export function compareOf(search: Search): CompareName {
  const name = one(search.compare);
  if (name === 'custom' && comparedDays(search)) return name;
  return name && name in COMPARES ? (name as CompareName) : 'previous';
}

export const EXCLUDES = { weekends: 'Without weekends', after_hours: 'Without after hours', incomplete: 'Without today' } as const;
export type Excluded = keyof typeof EXCLUDES;

/** What is left out of the days; names that are not known are none. */
export function excludedOf(search: Search): Excluded[] {
  const names = (one(search.exclude) ?? '').split(',');
  return (Object.keys(EXCLUDES) as Excluded[]).filter((name) => names.includes(name));
}

/** What can be left out: after hours only where the company has said when it is open, as its figures tell. */
export function excludable(search: Search, figures: { id: string }[] | undefined): Excluded[] {
  const hasHours = excludedOf(search).includes('after_hours') || figures?.some((figure) => figure.id === 'after_hours');
  return (Object.keys(EXCLUDES) as Excluded[]).filter((name) => name !== 'after_hours' || hasHours);
}

/** The days that are named to be compared with. */
export function comparedDays(search: Search): Days | null {
  const [from, to] = [one(search.compare_from), one(search.compare_to)];
  return isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

type Stretch = Pick<Schemas['AnalyticsPeriod'], 'from' | 'to' | 'started_before' | 'whole'>;

/** The days of figures; of others, as much as today has gone by, also until when. */
export function stretchName(stretch: Stretch): string {
  return stretch.whole ? daysName(stretch) : t('{days}, until {time}', { days: daysName(stretch), time: shortTime(stretch.started_before) });
}

export function comparedWith(stretch: Stretch): string {
  const words = t('compared with {days}', { days: stretchName(stretch) });
  return stretch.whole ? words : `${words} ${t('(as far as today has gone)')}`;
}

/** Days by name stay a name: the server counts them on the tenant's clocks. */
export function periodOf(search: Search): Record<string, string> {
  const span = spanOf(search, '28d');
  const query: Record<string, string> = 'days' in span ? { from: span.days.from, to: span.days.to } : { range: span.name };
  query.compare = compareOf(search);
  const named = query.compare === 'custom' ? comparedDays(search) : null;
  if (named) Object.assign(query, { compare_from: named.from, compare_to: named.to });
  const excluded = excludedOf(search);
  if (excluded.length > 0) query.exclude = excluded.join(',');
  for (const name of FILTERS) {
    const value = valueOf(search, name);
    if (value) query[name] = value;
  }
  return query;
}

/** The list of calls that a link of the API means, as an address of this page. */
export function searchOf(href: string): Record<string, string> {
  return Object.fromEntries(new URL(href, 'http://x').searchParams);
}

/** Those of a link's calls that fit this too: a count among them opens to itself. */
export function amongOf(href: string, filter: Record<string, string>): Record<string, string> {
  return { ...searchOf(href), ...filter };
}
