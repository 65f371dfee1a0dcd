// The audit logs that the staff reads: the platform's own, and each tenant's.

import { answer, api } from '../api/client';
import type { Log } from '../compliance/AuditLog';

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
