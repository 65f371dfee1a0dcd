import { afterEach, expect, it } from 'vitest';
import { Kept } from './steps';

afterEach(() => localStorage.clear());

it('what is kept is there once, for whoever reads it, until it is dropped', () => {
  const kept = new Kept('audiapro.test');
  expect(kept.has('a')).toBe(false);
  kept.turn('a', true);
  kept.turn('b', true);
  kept.turn('a', true);
  expect([kept.written(), kept.has('a'), kept.has('b')]).toEqual(['a,b', true, true]);
  kept.turn('a', false);
  expect(new Kept('audiapro.test').written()).toBe('b');
  expect(new Kept('audiapro.other').has('b')).toBe(false);
});
