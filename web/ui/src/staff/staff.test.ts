import { describe, expect, it } from 'vitest';
import { planeOf } from '../api/client';
import { changesOf } from './EditTenant';
import { choicesOf, countOf, type Heap, justAfter } from './dead_letters';
import { certificateOf } from './Erased';
import { wordsOf } from './FlagsPage';
import { troublesOf } from './JobsPage';
import { staffPath } from './StaffSignIn';
import { tagsAfter } from './TenantTags';
import { filterOf, tagOf, usedShare } from './tenants';

const before = { name: 'Acme', subdomain: '', plan: 'trial', policy: 'store_only', zone: 'UTC', limit: 'plan', calls: 1000, rate: '', concurrent: '' };

describe('changes of a tenant', () => {
  it('are only what is another value than before', () => {
    expect(changesOf(before, before)).toEqual({});
    expect(changesOf(before, { ...before, name: 'Acme Inc.', limit: 'custom', calls: 50 })).toEqual({ name: 'Acme Inc.', calls_limit: 50 });
    expect(changesOf({ ...before, limit: 'custom' }, { ...before, limit: 'unlimited' })).toEqual({ calls_limit: 'unlimited' });
    expect(changesOf({ ...before, rate: 90, subdomain: 'acme' }, { ...before, rate: '', subdomain: '' })).toEqual({ requests_per_minute: null, subdomain: null });
    expect(changesOf(before, { ...before, calls: 7 })).toEqual({});
  });
});

it('a tag is written as the server takes it', () => {
  expect(tagOf(' Big Customer ')).toBe('big-customer');
});

it('tags stand in one order, each once, whatever is put on and taken off', () => {
  expect(tagsAfter(['b', 'a'], { add: ['c', 'a'], remove: ['b'] })).toEqual(['a', 'c']);
});

it('a period without room is used up, and one without a limit never', () => {
  expect([usedShare({ used: 80, period_limit: 100 }), usedShare({ used: 0, period_limit: 0 }), usedShare({ used: 9, period_limit: null })]).toEqual([0.8, 1, null]);
});

it('a certificate is read, and one that is none is not', () => {
  expect(certificateOf('{"reason":"left us","destroyed":{"calls":2}}')).toEqual({ reason: 'left us', destroyed: { calls: 2 } });
  expect([certificateOf('no'), certificateOf('7'), certificateOf('null')]).toEqual([null, null, null]);
});

describe('a flag', () => {
  it('says for whom it is on', () => {
    expect(wordsOf({})).toEqual(['nobody']);
    expect(wordsOf({ percentage: 10, plans: ['enterprise'], tenants: { a: true, b: false } })).toEqual(['10 % of the tenants', 'Enterprise', '1 tenant by name', 'but not 1 tenant']);
    expect(wordsOf({ enabled: true, percentage: 10 })).toEqual(['everybody']);
  });
});

describe('the planes', () => {
  it('are told apart by the path', () => {
    expect(planeOf('/admin/v1/tenants')).toBe('staff');
    expect(planeOf('/v1/calls')).toBe('tenant');
  });

  it('lead nowhere else after signing in', () => {
    expect(staffPath('/staff/flags?x=1')).toBe('/staff/flags?x=1');
    for (const evil of ['https://evil.example', '//evil.example', '/staffx', '/app', '/staff/sign-in?next=/staff', undefined]) expect(staffPath(evil)).toBe('/staff');
  });
});

describe('dead letters', () => {
  const heap = (tenant: string, code: string, n: number): Heap => ({ tenant_id: tenant.toLowerCase(), tenant, code, dead_letters: n });
  const heaps = [heap('Acme', 'timed_out', 4), heap('Bolt', 'timed_out', 2), heap('Bolt', 'worker_panicked', 3)];
  it('are counted by what is filtered, and offered by what there is', () => {
    expect([countOf(heaps, {}), countOf(heaps, { tenant_id: 'bolt' }), countOf(heaps, { tenant_id: 'acme', code: 'worker_panicked' })]).toEqual([9, 5, 0]);
    expect(choicesOf(heaps, {})).toEqual({ tenants: [['bolt', 'Bolt', 5], ['acme', 'Acme', 4]], codes: [['timed_out', 6], ['worker_panicked', 3]] });
    expect(choicesOf(heaps, { tenant_id: 'acme', code: 'worker_panicked' })).toEqual({ tenants: [['bolt', 'Bolt', 3]], codes: [['timed_out', 4]] });
  });
  it('that came while one decided are not meant', () => {
    const at = '2026-11-29T10:00:00.123456Z';
    expect(justAfter(at)).toBe('2026-11-29T10:00:00.124Z');
  });
});

it('of a job the last run is read about if it did not go well, and the last failure before it', () => {
  const run = (id: string, state: string, error: string | null = null) => ({
    id, state, error, tenant_id: null, attempts: 1, attempts_max: 3, node: null, started_at: '2026-11-30T10:00:00Z', finished_at: null,
  });
  const [well, again, failed] = [run('a', 'done', 'once'), run('b', 'waiting', 'away'), run('c', 'failed', 'gone')];
  expect(troublesOf({ last: null, last_failed: null })).toEqual([]);
  expect(troublesOf({ last: well, last_failed: null })).toEqual([]);
  expect(troublesOf({ last: again, last_failed: failed })).toEqual([again, failed]);
  expect(troublesOf({ last: failed, last_failed: failed })).toEqual([failed]);
  expect(troublesOf({ last: well, last_failed: failed })).toEqual([failed]);
});

it('all tenants that fit are those that the list shows', () => {
  expect(filterOf({ q: 'north', status: 'active', plan: 'trial', tag: '', sort: 'name' })).toEqual({ q: 'north', status: 'active', plan: 'trial' });
  expect(filterOf({ status: 'destroyed' })).toEqual({});
});
