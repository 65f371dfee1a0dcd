// The audit logs that the staff reads: the platform's own, and each tenant's.

import { answer, api } from '../api/client';
import type { Log } from '../compliance/AuditLog';

export function staffLog(tenant: string): Log {
  return {
    key: ['tenant', tenant], file: `/admin/v1/tenants/${tenant}/audit/export`,
    page: (q, cursor) => answer(api.GET('/admin/v1/tenants/{id}/audit', { params: { path: { id: tenant }, query: { q, cursor, limit: 50 } } })),
  };
}

export function platformLog(name?: (who: string) => string | undefined): Log {
  return { key: ['platform'], name, page: (q, cursor) => answer(api.GET('/admin/v1/audit', { params: { query: { q, cursor, limit: 50 } } })) };
}
