import { expect, it } from 'vitest';
import { isReadingOn } from './queries';

it('a list that cannot be read on is told from one that cannot be read', () => {
  const more = { fetchMore: { direction: 'forward' } };
  expect(isReadingOn({ data: { pages: [] }, fetchMeta: more })).toBe(true);
  expect(isReadingOn({ data: undefined, fetchMeta: null }), 'its first page').toBe(false);
  expect(isReadingOn({ data: { pages: [] }, fetchMeta: null }), 'all of it anew').toBe(false);
});
