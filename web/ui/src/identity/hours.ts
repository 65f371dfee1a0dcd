// Business hours while they are edited: by weekday, and holidays that may have hours of their own. Quarters of an hour; midnight ends a day.

import type { Schemas } from '../api/client';

export type BusinessHours = Schemas['BusinessHours'];
export type Span = { from: string; to: string };
export type Holiday = { day: string; name: string; yearly: boolean; span: Span | null };
export type Edited = { week: Span[][]; holidays: Holiday[] };

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `24:00` is what a clock shows as `00:00` at the end of a day. */
const shown = (to: string) => (to === '24:00' ? '00:00' : to);
const stored = (to: string) => (to === '00:00' ? '24:00' : to);

/** Any will do; not each has a 29th of February. */
const yearWith = (day: string) => (day === '02-29' ? 2028 : new Date().getFullYear());

export function edited(hours: BusinessHours): Edited {
  const week: Span[][] = WEEKDAYS.map((_, index) => hours.week.filter((span) => span.weekday === index + 1).map((span) => ({ from: span.from, to: shown(span.to) })));
  const holidays = (hours.holidays ?? []).map((holiday) => ({
    name: holiday.name, yearly: holiday.day.length === 5, day: holiday.day.length === 5 ? `${yearWith(holiday.day)}-${holiday.day}` : holiday.day,
    span: holiday.from && holiday.to ? { from: holiday.from, to: shown(holiday.to) } : null,
  }));
  return { week, holidays };
}

export function businessHours(hours: Edited): BusinessHours {
  return {
    week: hours.week.flatMap((spans, index) => spans.map((span) => ({ weekday: index + 1, from: span.from, to: stored(span.to) }))),
    holidays: hours.holidays.map((holiday) => ({
      day: holiday.yearly ? holiday.day.slice(5) : holiday.day, name: holiday.name.trim(),
      ...(holiday.span ? { from: holiday.span.from, to: stored(holiday.span.to) } : {}),
    })),
  };
}

export const OFFICE: Edited = { week: WEEKDAYS.map((_, index) => (index < 5 ? [{ from: '09:00', to: '17:00' }] : [])), holidays: [] };
