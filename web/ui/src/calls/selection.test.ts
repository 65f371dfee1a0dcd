import { describe, expect, it } from 'vitest';
import { hasAny, isChosen, NONE, parts, toggled } from './selection';

const shown = ['a', 'b', 'c', 'd', 'e'];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort();

describe('a selection', () => {
  it('takes one after the other, and lets go of it', () => {
    const one = toggled(NONE, shown, 1, false);
    expect(ids(one)).toEqual(['b']);
    expect(hasAny(toggled(one, shown, 1, false))).toBe(false);
  });

  it('takes all between the last one and this one, in both directions, and lets go of them so', () => {
    const range = toggled(toggled(NONE, shown, 3, false), shown, 1, true);
    expect(ids(range)).toEqual(['b', 'c', 'd']);
    expect(ids(toggled(range, shown, 3, true))).toEqual([]);
  });

  it('of all becomes one of those shown when one is let go of', () => {
    const all = { ...NONE, all: true };
    expect(isChosen(all, 'not shown')).toBe(true);
    expect(ids(toggled(all, shown, 0, false))).toEqual(['b', 'c', 'd', 'e']);
  });

  it('is sent in parts', () => {
    expect(parts(shown, 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(parts([], 2)).toEqual([]);
  });
});
