import { describe, expect, it } from 'vitest';
import type { CallSummary } from './call';
import { without } from './deleted';

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
