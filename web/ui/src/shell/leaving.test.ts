import { describe, expect, it } from 'vitest';
import { isLeaving, written } from './leaving';

const at = (pathname: string, search = {}) => ({ pathname, search });

describe('leaving', () => {
  it('is another page or another tab, and no filter', () => {
    expect(isLeaving(at('/app/settings'), at('/app/settings/company'))).toBe(true);
    expect(isLeaving(at('/app/settings/sources/1', { tab: 'access' }), at('/app/settings/sources/1'))).toBe(true);
    expect(isLeaving(at('/app/calls/1', { at: '500' }), at('/app/calls/1'))).toBe(false);
    expect(isLeaving(at('/app/settings'), at('/app/settings'))).toBe(false);
  });
});

describe('what a form holds', () => {
  const first = written({ name: 'Sales', members: ['a', 'b'], limit: '', rule: { plans: [] } });
  const differs = (now: unknown) => written(now) !== first;

  it('is missed when a word, a choice or a figure of it is gone', () => {
    expect(differs({ name: 'Sales of the south', members: ['a', 'b'], limit: '', rule: { plans: [] } })).toBe(true);
    expect(differs({ name: 'Sales', members: ['a'], limit: '', rule: { plans: [] } })).toBe(true);
    expect(differs({ name: 'Sales', members: ['a', 'b'], limit: 5, rule: { plans: [] } })).toBe(true);
    expect(differs({ name: 'Sales', members: ['a', 'b'], limit: '', rule: { plans: ['trial'] } })).toBe(true);
  });

  it('is not missed when it says what it said at first, blanks aside', () => {
    expect(differs({ name: 'Sales', members: ['a', 'b'], limit: '', rule: { plans: [] } })).toBe(false);
    expect(differs({ name: ' Sales  ', members: ['a', 'b'], limit: ' ', rule: { plans: [] } })).toBe(false);
    expect(written(undefined)).toBe(written(undefined));
    expect(written('')).not.toBe(written('a'));
  });
});
