import { expect, it } from 'vitest';
import { runsOf } from './AuditLog';
import { type AuditEntry, differencesOf } from './AuditRow';

it('what differs is told leaf by leaf', () => {
  expect(differencesOf({ plan: 'trial', limits: { calls: 1, rate: null } }, { plan: 'starter', limits: { calls: 1, rate: 90 } })).toEqual([{ path: 'plan', before: 'trial', after: 'starter' }, { path: 'limits.rate', before: undefined, after: '90' }]);
  expect(differencesOf(null, { tags: ['a', 'b'] })).toEqual([{ path: 'tags', before: undefined, after: '["a","b"]' }]);
  expect(differencesOf(null, null)).toEqual([]);
  expect(differencesOf('a', 'b')).toEqual([{ path: '·', before: 'a', after: 'b' }]);
});

it('entries of several logs stand under the name of theirs', () => {
  const entry = (n: number, tenant: string) => ({ n, tenant }) as unknown as AuditEntry;
  const place = (of: AuditEntry) => { const { tenant } = of as unknown as { tenant: string }; return { id: tenant, name: tenant }; };
  const runs = runsOf([entry(9, 'Acme'), entry(8, 'Acme'), entry(9, 'Bolt'), entry(7, 'Acme')], place);
  expect(runs.map((run) => [run.place.name, run.entries.map(({ n }) => n)])).toEqual([['Acme', [9, 8]], ['Bolt', [9]], ['Acme', [7]]]);
});
