// The way back from a member's pages to the staff's.

const KEY = 'audiapro.impersonated-tenant';

export function rememberWayBack(tenant: string): void {
  sessionStorage.setItem(KEY, tenant);
}

export function wayBack(): string {
  const tenant = sessionStorage.getItem(KEY);
  return tenant && /^[0-9a-f-]{36}$/.test(tenant) ? `/staff/tenants/${tenant}?tab=members` : '/staff/tenants';
}
