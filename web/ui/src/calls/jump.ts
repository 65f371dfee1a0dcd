// The list from a day on, in its own order: what comes before that day in it is out of the way. Pure.

import { one, type Search } from '../search';
import { addDays, startOfDay } from '../time/zone';
import { daysOfSpan, SORT_DEFAULT, spanOf } from './filter';

/** Whether days stand one after the other in this order. */
export function canJump(search: Search): boolean {
  return ['-started_at', 'started_at'].includes(one(search.sort) || SORT_DEFAULT);
}

/** Within the days that are asked for they are only cut; a day outside of them stands for itself. */
export function jumpTo(search: Search, day: string): Search {
  const newestFirst = (one(search.sort) || SORT_DEFAULT) === '-started_at';
  const { peek: _, range: _range, from_day: _from, to_day: _to, ...rest } = search;
  const days = daysOfSpan(spanOf(search, 'all'));
  if (days && days.from <= day && day <= days.to) return { ...rest, ...(newestFirst ? { from_day: days.from, to_day: day } : { from_day: day, to_day: days.to }) };
  const { started_from: __, started_before: ___, ...free } = rest;
  return newestFirst ? { ...free, started_before: startOfDay(addDays(day, 1)).toISOString() } : { ...free, started_from: startOfDay(day).toISOString() };
}
