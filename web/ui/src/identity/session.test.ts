import { afterEach, expect, it } from 'vitest';
import { rememberWayBack } from '../staff/impersonation';
import { doorAfter, type Identity } from './session';

afterEach(() => sessionStorage.clear());

it('a member who signs out is at the door, and the staff is back where it came from', () => {
  const seen = { impersonation: { staff_name: 'Sam' } as Identity['impersonation'] };
  expect(doorAfter({ impersonation: null })).toBe('/sign-in');
  expect(doorAfter(null)).toBe('/sign-in');
  expect(doorAfter(seen)).toBe('/staff/tenants');
  rememberWayBack('0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11');
  expect(doorAfter(seen)).toBe('/staff/tenants/0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11?tab=members');
});
