import { expect, it } from 'vitest';
import { isSoon } from './EndsSoon';

it('a session ends soon when there are five minutes left, and not before', () => {
  const end = '2026-11-28T12:00:00Z';
  expect(isSoon(end, Date.parse('2026-11-28T11:54:59Z'))).toBe(false);
  expect(isSoon(end, Date.parse('2026-11-28T11:55:01Z'))).toBe(true);
  expect(isSoon(end, Date.parse('2026-11-28T12:01:00Z'))).toBe(true);
});
