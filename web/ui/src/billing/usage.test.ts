import { describe, expect, it } from 'vitest';
import { charged, shareUsed } from './usage';

const period = { start: '2026-11-01T00:00:00Z', end: '2026-12-01T00:00:00Z' };

describe('what was charged in a period', () => {
  it('is what its calls say, also where the limit was raised after some went beyond it', () => {
    const usage = { period, used: 600, overage: 0 };
    expect(charged(usage, { period, included: 500, overage: 100 })).toEqual({ included: 500, overage: 100 });
  });
  it('is what the meter says before the period has a row', () => {
    const before = { start: '2026-10-01T00:00:00Z', end: '2026-11-01T00:00:00Z' };
    const usage = { period, used: 12, overage: 2 };
    for (const latest of [{ period: before, included: 500, overage: 100 }, null, undefined]) expect(charged(usage, latest)).toEqual({ included: 10, overage: 2 });
  });
});

describe('the share of a limit', () => {
  it('is of what there is, and whole where there is nothing', () => {
    expect([shareUsed(41, 100), shareUsed(41, null), shareUsed(0, 0)]).toEqual([0.41, 0, 1]);
  });
});
