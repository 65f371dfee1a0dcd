import { describe, expect, it } from 'vitest';
import { touched } from './live';

describe('an event', () => {
  it('makes old what it tells of, and nothing else', () => {
    const event = { data: { call_id: 'c1' } };
    expect(touched('call.analyzed', event)).toContainEqual(['call', 'c1']);
    expect(touched('call.analyzed', event)).toContainEqual(['calls']);
    // New calls never move the rows that somebody reads.
    expect(touched('call.received', event)).not.toContainEqual(['calls']);
    expect(touched('usage.changed', {})).toEqual([['usage']]);
    expect(touched('something.new', event)).toEqual([]);
    expect(touched('call.updated', null)).not.toContainEqual(['call', undefined]);
  });
});
