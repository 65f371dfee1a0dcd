import { describe, expect, it } from 'vitest';
import { noteClock, serverNow } from '../time/clock';
import type { CallSummary } from './call';
import { knownAt, without } from './deleted';

const call = (id: string) => ({ id }) as CallSummary;

describe('a list of which a call is deleted', () => {
  it('is without it on whichever page, and goes on where it was', () => {
    const list = { pages: [{ data: [call('a'), call('b')], next: 'x' }, { data: [call('c')], next: null }], pageParams: [undefined, 'x'] };
    const { pages } = without(list, 'c');
    expect(pages.map(({ data }) => data.map(({ id }) => id))).toEqual([['a', 'b'], []]);
    expect(pages.map(({ next }) => next)).toEqual(['x', null]);
    expect(without(list, 'z')).toEqual(list);
  });
});

describe('a filter of calls that are to go', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  it('leaves out what comes while one is asked', () => {
    expect(knownAt('queue=bulk%20a&archived=false', now)).toBe('queue=bulk+a&archived=false&as_of=2026-03-02T10%3A00%3A00.000Z');
    expect(knownAt('', now)).toBe('as_of=2026-03-02T10%3A00%3A00.000Z');
  });
  it('says the moment by the server’s clock, however wrong the computer’s is', () => {
    noteClock('Mon, 02 Mar 2026 10:00:00 GMT', Date.parse('2026-03-02T10:05:00Z'));
    noteClock(null);
    noteClock('some time');
    expect(knownAt('', serverNow(Date.parse('2026-03-02T10:05:10Z')))).toBe('as_of=2026-03-02T10%3A00%3A10.000Z');
    noteClock(new Date().toUTCString());
  });
  it('keeps the moment that it has', () => {
    expect(knownAt('as_of=2026-01-01T00%3A00%3A00Z', now)).toBe('as_of=2026-01-01T00%3A00%3A00Z');
  });
});
