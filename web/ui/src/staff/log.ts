// The audit logs that the staff reads: the platform's own, each tenant's, and what one of the staff did in all of them.

import { answer, api, type Schemas } from '../api/client';
import type { Log } from '../compliance/AuditLog';
import { t } from '../words';

export function staffLog(tenant: string, name?: Log['name']): Log {
  return {
    key: ['tenant', tenant], name, file: `/admin/v1/tenants/${tenant}/audit/export`,
    page: (q, cursor) => answer(api.GET('/admin/v1/tenants/{id}/audit', { params: { path: { id: tenant }, query: { q, cursor, limit: 50 } } })),
  };
}

export function platformLog(name?: Log['name']): Log {
  return {
    key: ['platform'], name, file: '/admin/v1/audit/export',
    page: (q, cursor) => answer(api.GET('/admin/v1/audit', { params: { query: { q, cursor, limit: 50 } } })),
  };
}

/** The platform's own chain is no tenant's. */
const PLATFORM = '00000000-0000-0000-0000-000000000000';

export function actionsLog(staff: string, name?: Log['name']): Log {
  return {
    key: ['of-staff', staff], name,
    page: (q, cursor) => answer(api.GET('/admin/v1/staff/{id}/actions', { params: { path: { id: staff }, query: { q, cursor, limit: 50 } } })),
    place: (entry) => {
      const { tenant_id: id, tenant } = entry as Schemas['StaffAction'];
      return id === PLATFORM ? { id, name: t('The platform') } : { id, name: tenant ?? id, to: `/staff/tenants/${id}` };
    },
  };
}
