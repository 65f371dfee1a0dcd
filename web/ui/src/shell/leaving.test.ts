import { describe, expect, it } from 'vitest';
import { isLeaving } from './leaving';

const at = (pathname: string, search = {}) => ({ pathname, search });

describe('leaving', () => {
  it('is another page or another tab, and no filter', () => {
    expect(isLeaving(at('/app/settings'), at('/app/settings/company'))).toBe(true);
    expect(isLeaving(at('/app/settings/sources/1', { tab: 'access' }), at('/app/settings/sources/1'))).toBe(true);
    expect(isLeaving(at('/app/calls/1', { at: '500' }), at('/app/calls/1'))).toBe(false);
    expect(isLeaving(at('/app/settings'), at('/app/settings'))).toBe(false);
  });
});
