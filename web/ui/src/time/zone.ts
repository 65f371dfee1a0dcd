// Days and hours of the tenant, not of the browser: somebody who travels sees the same day as the office.

import { dateFormat } from '../format';
import { spoken } from '../words';

let zone = 'UTC';

export function useZoneOf(name: string): void {
  zone = isZone(name) ? name : 'UTC';
}

export function currentZone(): string {
  return zone;
}

export function isZone(name: string): boolean {
  try {
    dateFormat({ timeZone: name }, 'en');
    return true;
  } catch {
    return false;
  }
}

/** Minutes that the zone is ahead of UTC at that moment. */
export function offsetMinutes(at: Date, name: string): number {
  const parts = dateFormat({
    timeZone: name, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }, 'en-US').formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return Math.round((local - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

/** The moment at which a calendar day (`2026-03-29`) begins in the zone. */
export function startOfDay(day: string, name: string = zone): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const first = midnight - offsetMinutes(new Date(midnight), name) * 60_000;
  const second = midnight - offsetMinutes(new Date(first), name) * 60_000;
  // Where midnight is skipped, the day begins with its first minute that there is.
  return new Date(dayOf(new Date(second), name) < day ? Math.max(first, second) : second);
}

/** The calendar day of a moment in the zone. */
export function dayOf(at: Date, name: string = zone): string {
  return dateFormat({ timeZone: name, year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA').format(at);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function format(options: Intl.DateTimeFormatOptions, name: string = zone): Intl.DateTimeFormat {
  return dateFormat({ ...options, timeZone: name });
}

/** `14:03` today, `Nov 2, 14:03` this year, with the year before that. */
export function shortTime(text: string, now: Date = new Date()): string {
  const at = new Date(text);
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  const [day, today] = [dayOf(at), dayOf(now)];
  if (day === today) return clock;
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric';
  return `${format({ month: 'short', day: 'numeric', year }).format(at)}, ${clock}`;
}

export function longTime(text: string): string {
  return format({ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(text));
}

export function dayName(day: string): string {
  return dateFormat({ timeZone: 'UTC', month: 'short', day: 'numeric', year: 'numeric' }).format(new Date(`${day}T00:00:00Z`));
}

/** The day of a moment; of another's clocks where they are named. */
export function onlyDay(text: string, name: string = zone): string {
  return format({ year: 'numeric', month: 'short', day: 'numeric' }, isZone(name) ? name : zone).format(new Date(text));
}

/** `3 min ago`, `2 d ago`. */
export function ago(text: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(text) - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(spoken(), { numeric: 'auto', style: 'short' });
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, 'second');
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.trunc(seconds / 3600), 'hour');
  if (size < 86_400 * 60) return relative.format(Math.trunc(seconds / 86_400), 'day');
  return relative.format(Math.trunc(seconds / (86_400 * 30)), 'month');
}

/** What is worth a title: UTC beside the tenant's own. */
export function bothTimes(text: string): string {
  return `${longTime(text)} (${zone})\n${new Date(text).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}
