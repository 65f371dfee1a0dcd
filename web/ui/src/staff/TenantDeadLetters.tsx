// What of a tenant was given up, and its lanes' way on: tried again or dropped by the staff, under its name.

import { answer, api } from '../api/client';
import { DeadLetters, type Desk } from '../platform/DeadLetters';
import { readLetter } from './dead_letters';
import { useStaffMay } from './session';
import type { Tenant } from './tenants';

export function TenantDeadLetters({ tenant }: { tenant: Tenant }) {
  const allowed = useStaffMay();
  const path = { id: tenant.id };
  const desk: Desk = {
    key: ['staff', 'dead-letters', tenant.id], beside: [['staff', 'queue'], ['audit']], mayDo: allowed('tenants.manage'), opensCalls: false,
    list: (cursor) => answer(api.GET('/admin/v1/tenants/{id}/dead-letters', { params: { path, query: { limit: 50, cursor } } })),
    settle: (what, body) => answer(what === 'retry'
      ? api.POST('/admin/v1/tenants/{id}/dead-letters/retry', { params: { path }, body })
      : api.POST('/admin/v1/tenants/{id}/dead-letters/discard', { params: { path }, body })),
    read: (letter) => readLetter(tenant.id, letter),
  };
  return <DeadLetters desk={desk} />;
}
