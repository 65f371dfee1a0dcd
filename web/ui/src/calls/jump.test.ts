import { describe, expect, it } from 'vitest';
import { canJump, jumpTo } from './jump';

describe('a jump to a day', () => {
  it('cuts the days that are asked for, at the side where the list begins', () => {
    const days = { from_day: '2026-03-01', to_day: '2026-03-31', agent: '201', peek: 'a' };
    expect(jumpTo(days, '2026-03-10')).toEqual({ agent: '201', from_day: '2026-03-01', to_day: '2026-03-10' });
    expect(jumpTo({ ...days, sort: 'started_at' }, '2026-03-10')).toEqual({ agent: '201', sort: 'started_at', from_day: '2026-03-10', to_day: '2026-03-31' });
  });
  it('goes anywhere in a list of all days, and out of the days that are asked for', () => {
    expect(jumpTo({ queue: 'sales' }, '2026-03-10')).toEqual({ queue: 'sales', started_before: '2026-03-11T00:00:00.000Z' });
    expect(jumpTo({ sort: 'started_at' }, '2026-03-10')).toEqual({ sort: 'started_at', started_from: '2026-03-10T00:00:00.000Z' });
    expect(jumpTo({ from_day: '2026-03-01', to_day: '2026-03-31', started_before: '2026-03-05T00:00:00Z' }, '2026-01-02')).toEqual({ started_before: '2026-01-03T00:00:00.000Z' });
  });
  it('is of an order by time', () => {
    expect([canJump({}), canJump({ sort: 'started_at' }), canJump({ sort: '-talk_s' })]).toEqual([true, true, false]);
  });
});
