import { afterEach, describe, expect, it } from 'vitest';
import { useZoneOf } from '../time/zone';
import { comparedWith } from './period';

afterEach(() => useZoneOf('UTC'));

describe('what a period is compared with', () => {
  const day = { from: '2026-11-27', to: '2026-11-27' };

  it('is said as days', () => {
    expect(comparedWith({ ...day, started_before: '2026-11-27T23:00:00Z', whole: true })).toBe('compared with Nov 27, 2026');
  });

  it('is said with its end on the tenant’s clocks, where today goes on', () => {
    useZoneOf('Europe/Rome');
    const words = comparedWith({ ...day, started_before: '2026-11-27T08:30:00Z', whole: false });
    expect(words).toMatch(/^compared with Nov 27, 2026, until .*09:30 \(as far as today has gone\)$/);
  });
});
