import { afterEach, describe, expect, it } from 'vitest';
import type { Search } from '../search';
import { addDays, dayOf, offsetMinutes, onlyDay, startOfDay, useZoneOf } from './zone';
import { daysBefore, daysOf, isDay, momentsOf, shifted, widened, withFitDays } from './range';

afterEach(() => useZoneOf('UTC'));

describe('a day', () => {
  it('is written by one’s own clocks, or by those of whom it is about', () => {
    useZoneOf('Asia/Tokyo');
    expect([onlyDay('2026-12-29T23:59:59Z'), onlyDay('2026-12-29T23:59:59Z', 'UTC'), onlyDay('2026-12-29T23:59:59Z', 'nowhere')]).toEqual(['Dec 30, 2026', 'Dec 29, 2026', 'Dec 30, 2026']);
  });
});

describe('days of the tenant', () => {
  it('begin where the zone says, on days of 23 and 25 hours too', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin').toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-03-30', 'Europe/Berlin').toISOString()).toBe('2026-03-29T22:00:00.000Z');
    expect(startOfDay('2026-10-25', 'Europe/Berlin').toISOString()).toBe('2026-10-24T22:00:00.000Z');
    expect(startOfDay('2026-10-26', 'Europe/Berlin').toISOString()).toBe('2026-10-25T23:00:00.000Z');
    expect(startOfDay('2026-01-01', 'Asia/Kolkata').toISOString()).toBe('2025-12-31T18:30:00.000Z');
    expect(startOfDay('2026-01-01', 'Pacific/Auckland').toISOString()).toBe('2025-12-31T11:00:00.000Z');
  });

  it('begin with their first minute where midnight is skipped', () => {
    const start = startOfDay('2026-09-06', 'America/Santiago');
    expect(dayOf(start, 'America/Santiago')).toBe('2026-09-06');
    expect(dayOf(new Date(start.getTime() - 1000), 'America/Santiago')).toBe('2026-09-05');
  });

  it('are those of the zone and not of the browser', () => {
    expect(dayOf(new Date('2026-11-28T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-29');
    expect(offsetMinutes(new Date('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe(120);
  });

  it('of a name are counted from today, both ends in', () => {
    expect(daysOf('7d', '2026-03-03')).toEqual({ from: '2026-02-25', to: '2026-03-03' });
    expect(daysOf('last_month', '2026-03-03')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(daysOf('12mo', '2026-03-03')).toEqual({ from: '2025-03-04', to: '2026-03-03' });
    // A year with a leap day has 366 days.
    expect(daysOf('12mo', '2028-03-15')).toEqual({ from: '2027-03-16', to: '2028-03-15' });
    expect(daysOf('12mo', '2028-02-29')).toEqual({ from: '2027-03-01', to: '2028-02-29' });
    expect(daysOf('12mo', '2029-02-28')).toEqual({ from: '2028-02-29', to: '2029-02-28' });
    expect(daysOf('all', '2026-03-03')).toBeNull();
    expect(daysBefore({ from: '2026-02-25', to: '2026-03-03' })).toEqual({ from: '2026-02-18', to: '2026-02-24' });
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('are shifted by their own length, and doubled, never beyond today', () => {
    const week = { from: '2026-02-23', to: '2026-03-01' };
    expect(shifted(week, -1, '2026-03-03')).toEqual({ from: '2026-02-16', to: '2026-02-22' });
    expect(shifted(week, 1, '2026-03-03')).toEqual({ from: '2026-03-02', to: '2026-03-08' });
    expect(shifted(week, 1, '2026-03-01')).toBeNull();
    expect(widened(week, '2026-03-31')).toEqual({ from: '2026-02-20', to: '2026-03-05' });
    expect(widened(week, '2026-03-03')).toEqual({ from: '2026-02-18', to: '2026-03-03' });
    expect(widened({ from: '2026-03-03', to: '2026-03-03' }, '2026-03-03')).toEqual({ from: '2026-03-02', to: '2026-03-03' });
  });

  it('end where the next day begins', () => {
    useZoneOf('Europe/Berlin');
    expect(momentsOf({ from: '2026-03-29', to: '2026-03-29' })).toEqual({ started_from: '2026-03-28T23:00:00.000Z', started_before: '2026-03-29T22:00:00.000Z' });
  });
});

describe('days in an address', () => {
  it('stay as they are where they can be meant', () => {
    const fit: Search[] = [{}, { range: '7d', agent: '201' }, { from_day: '2026-02-01', to_day: '2026-02-03' }, { before_range: '12mo' }, { range: '' }];
    for (const search of fit) expect(withFitDays(search, '28d')).toBe(search);
    const all: Search = { range: 'all' };
    expect(withFitDays(all, 'all')).toBe(all);
  });

  it('go where they cannot, and nothing else goes with them', () => {
    expect(withFitDays({ range: 'all', agent: '201' }, '28d')).toEqual({ agent: '201' });
    expect(withFitDays({ range: 'eternity', before_range: 'all', before_from_day: '2026-02-01' }, '28d')).toEqual({});
    expect(withFitDays({ from_day: '2026-02-30', to_day: '2026-03-01', sort: 'talk_s' }, 'all')).toEqual({ sort: 'talk_s' });
    expect(withFitDays({ from_day: '2026-03-02', to_day: '2026-03-01' }, 'all')).toEqual({});
  });

  it('are days that there are', () => {
    expect(['2028-02-29', '2026-02-29', '2026-02-30', '2026-13-01', '26-01-01', undefined].map(isDay)).toEqual([true, false, false, false, false, false]);
  });
});
