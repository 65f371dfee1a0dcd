import { expect, it } from 'vitest';
import { differencesOf } from './AuditRow';

it('what differs is told leaf by leaf', () => {
  expect(differencesOf({ plan: 'trial', limits: { calls: 1, rate: null } }, { plan: 'starter', limits: { calls: 1, rate: 90 } })).toEqual([{ path: 'plan', before: 'trial', after: 'starter' }, { path: 'limits.rate', before: undefined, after: '90' }]);
  expect(differencesOf(null, { tags: ['a', 'b'] })).toEqual([{ path: 'tags', before: undefined, after: '["a","b"]' }]);
  expect(differencesOf(null, null)).toEqual([]);
  expect(differencesOf('a', 'b')).toEqual([{ path: '·', before: 'a', after: 'b' }]);
});
