import { describe, expect, it } from 'vitest';
import { touched, turnsOf } from './live';

describe('an event', () => {
  it('makes old what it tells of, and nothing else', () => {
    const event = { data: { call_id: 'c1' } };
    expect(touched('call.analyzed', event)).toContainEqual(['call', 'c1']);
    expect(touched('call.analyzed', event)).toContainEqual(['calls']);
    expect(touched('call.deleted', event)).toContainEqual(['call', 'c1']);
    expect(touched('call.deleted', event)).toContainEqual(['calls']);
    expect(touched('call.deleted', event)).not.toContainEqual(['trace', 'c1']);
    // New calls never move the rows that somebody reads.
    expect(touched('call.received', event)).not.toContainEqual(['calls']);
    // What was put away or tagged together is so in every list, and in how many there are.
    for (const key of ['calls', 'calls-total', 'tags', 'latest', 'attention']) expect(touched('calls.updated', { data: { call_ids: ['c1'], count: 900 } })).toContainEqual([key]);
    expect(touched('note.created', event)).toEqual([['notes', 'c1'], ['notifications']]);
    expect(touched('usage.changed', {})).toEqual([['usage']]);
    expect(touched('usage.threshold_reached', {})).toContainEqual(['notifications']);
    expect(touched('something.new', event)).toEqual([]);
    expect(touched('call.updated', null)).not.toContainEqual(['call', undefined]);
  });
});

describe('what became old', () => {
  const keys = new Map([['calls', ['calls']], ['call/c1', ['call', 'c1']]]);
  it('is read anew at once, and what is being read once that answer is there', () => {
    const { now, later } = turnsOf(keys, ([name]) => name === 'calls');
    expect(now).toEqual([['call', 'c1']]);
    expect([...later.values()]).toEqual([['calls']]);
    expect(turnsOf(later, () => false)).toEqual({ now: [['calls']], later: new Map() });
  });
});
