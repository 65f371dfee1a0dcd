import { describe, expect, it } from 'vitest';
import { amongOf, comparedDays, compareOf, excludable, excludedOf, periodOf } from './period';
import { daysOfPoints, intervalOf } from './point';

const at = (...days: string[]) => days.map((day) => ({ at: day }));
const march = { from: '2026-03-03', to: '2026-03-31' };

describe('points of a chart', () => {
  it('are the days from the first to the one before the next', () => {
    expect(daysOfPoints(at('2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'), 1, 2, march)).toEqual({ from: '2026-03-04', to: '2026-03-05' });
    expect(daysOfPoints(at('2026-03-02', '2026-03-09', '2026-03-16'), 0, 1, march)).toEqual({ from: '2026-03-03', to: '2026-03-15' });
    expect(daysOfPoints(at('2026-03-23', '2026-03-30'), 0, 1, march)).toEqual({ from: '2026-03-23', to: '2026-03-31' });
  });
  it('of hours are the days that they are of', () => {
    expect(daysOfPoints(at('2026-03-03T22:00:00+01:00', '2026-03-03T23:00:00+01:00', '2026-03-04T00:00:00+01:00'), 0, 1, march)).toEqual({ from: '2026-03-03', to: '2026-03-03' });
  });
});

describe('two stretches of days beside each other', () => {
  const day = { from: '2026-03-03', to: '2026-03-03' };
  const year = { from: '2025-04-01', to: '2026-03-31' };
  it('have points of one length, those that suit the shorter one', () => {
    expect(intervalOf(day, { from: '2026-03-02', to: '2026-03-02' })).toBe('hour');
    expect([intervalOf(day, march), intervalOf(march, year), intervalOf(year, march)]).toEqual(['day', 'day', 'day']);
    expect(intervalOf(year, { from: '2024-04-01', to: '2025-03-31' })).toBe('week');
  });
  it('are never so many points that the server tells of none', () => {
    expect(intervalOf(march, { from: '2018-01-01', to: '2026-01-01' })).toBe('week');
    expect(intervalOf({ from: '2010-01-01', to: '2017-12-31' }, { from: '2018-01-01', to: '2026-01-01' })).toBe('month');
  });
});

describe('what is left out', () => {
  it('is asked for as the API names it', () => {
    expect(excludedOf({ exclude: 'incomplete,mondays,weekends' })).toEqual(['weekends', 'incomplete']);
    expect(periodOf({ range: '7d', compare: 'off', exclude: 'weekends' })).toEqual({ range: '7d', compare: 'off', exclude: 'weekends' });
    expect(periodOf({ range: '7d', compare: 'off', exclude: 'mondays' })).toEqual({ range: '7d', compare: 'off' });
    expect(periodOf({ range: '7d', compare: 'off', exclude: 'after_hours', number: '+391' })).toEqual({ range: '7d', compare: 'off', exclude: 'after_hours', number: '+391' });
    // Who has not said when they are open has nothing after hours, and may still take back what stands in the address.
    expect(excludable({}, [{ id: 'calls' }])).toEqual(['weekends', 'incomplete']);
    expect(excludable({}, [{ id: 'calls' }, { id: 'after_hours' }])).toEqual(['weekends', 'after_hours', 'incomplete']);
    expect(excludable({ exclude: 'after_hours' }, undefined)).toEqual(['weekends', 'after_hours', 'incomplete']);
  });
});

describe('a filter that stands twice in the address', () => {
  it('means either, as in the list of calls, where the API takes several', () => {
    expect(periodOf({ range: '7d', compare: 'off', direction: ['inbound', 'outbound'], agent: ['201', '202'] })).toEqual({ range: '7d', compare: 'off', direction: 'inbound,outbound', agent: '201' });
  });
});

describe('the days compared with', () => {
  it('are by name, or named ones', () => {
    const named = { compare: 'custom', compare_from: '2025-11-01', compare_to: '2025-11-28' };
    expect([compareOf({}), compareOf({ compare: 'year' }), compareOf({ compare: 'often' }), compareOf(named)]).toEqual(['previous', 'year', 'previous', 'custom']);
    expect(periodOf({ range: '7d', ...named })).toEqual({ range: '7d', ...named });
    expect(periodOf({ range: '7d', compare_from: '2025-11-01' })).toEqual({ range: '7d', compare: 'previous' });
  });
  it('that are damaged are none', () => {
    const damaged = { compare: 'custom', compare_from: '2025-11-28', compare_to: '2025-11-01' };
    expect([comparedDays(damaged), compareOf(damaged), comparedDays({ compare_from: 'x', compare_to: '2025-11-01' })]).toEqual([null, 'previous', null]);
  });
});

describe('a count among the calls of a link', () => {
  it('opens to itself, whatever the link was narrowed by', () => {
    expect(amongOf('/v1/calls?agent=201&disposition=answered,missed&as_of=2026-03-01T00:00:00Z', { disposition: 'answered' })).toEqual({ agent: '201', disposition: 'answered', as_of: '2026-03-01T00:00:00Z' });
  });
});
