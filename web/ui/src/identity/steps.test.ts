import { afterEach, expect, it } from 'vitest';
import { heightOf, keepHeight, Kept } from './steps';

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

it('the height of a list is kept for the one that was seen last', () => {
  expect(heightOf('a')).toBe(0);
  keepHeight('a', 212);
  expect([heightOf('a'), heightOf('b')]).toEqual([212, 0]);
  keepHeight('b', 90);
  expect([heightOf('a'), heightOf('b')]).toEqual([0, 90]);
  keepHeight('b', 0);
  expect(heightOf('b')).toBe(0);
});
