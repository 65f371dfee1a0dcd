// What the pages about tenants ask for, and the words for how they stand.

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { one, type Search } from '../search';
import { count } from '../figure';
import { t } from '../words';

export type Tenant = Schemas['Tenant'];
export type TenantDetail = Schemas['TenantDetail'];

/** The plans that the product comes with. */
export const PLANS: Record<string, string> = { trial: 'Trial', starter: 'Starter', professional: 'Professional', enterprise: 'Enterprise' };
export const STATUSES: Record<string, string> = { active: 'Active', suspended: 'Suspended', closed: 'Closed' };
/** No status of a tenant that is there: what is left of one is a certificate. */
export const DESTROYED = 'destroyed';
export const TONES: Record<string, 'ok' | 'warning' | 'error'> = { active: 'ok', suspended: 'warning', closed: 'error' };
export const POLICIES: Record<string, string> = { store_only: 'Keep, do not analyse', queue: 'Keep, analyse in the next period', overage: 'Analyse, charge as overage', reject: 'Refuse' };
export const SORTS = [['-created_at', 'Newest first'], ['created_at', 'Oldest first'], ['name', 'By name'], ['-name', 'By name, backwards'], ['-used', 'Most calls used'], ['-members', 'Most members']] as const;

export const FILTERS = ['q', 'status', 'plan', 'tag'] as const;

export type TenantFilter = Partial<Record<(typeof FILTERS)[number], string>>;

/** Which tenants the list would show. */
export function filterOf(search: Search): TenantFilter {
  const filter: TenantFilter = {};
  for (const name of FILTERS) {
    const value = one(search[name]);
    if (value && (name !== 'status' || value in STATUSES)) filter[name] = value;
  }
  return filter;
}

export const countQuery = (filter: TenantFilter) => queryOptions({
  queryKey: ['staff', 'tenants', 'count', filter],
  queryFn: async () => (await answer(api.GET('/admin/v1/tenants/count', { params: { query: filter } }))).count,
});

export function tenantsQuery(search: Search) {
  const query: TenantFilter & { sort?: string } = filterOf(search);
  const sort = one(search.sort);
  if (sort && SORTS.some(([name]) => name === sort)) query.sort = sort;
  return infiniteQueryOptions({
    queryKey: ['staff', 'tenants', query],
    queryFn: ({ pageParam }) => answer(api.GET('/admin/v1/tenants', { params: { query: { ...query, limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export const tenantQuery = (id: string) => queryOptions({
  queryKey: ['staff', 'tenant', id],
  queryFn: () => answer(api.GET('/admin/v1/tenants/{id}', { params: { path: { id } } })),
  // One whose grace is over is destroyed in the background: its page becomes that of its certificate.
  refetchInterval: ({ state: { data } }) => (data?.tenant.erase_after && Date.parse(data.tenant.erase_after) <= Date.now() ? 15_000 : false),
});

/** A tag as the staff writes it: small letters, no spaces. What else is wrong the server tells. */
export function tagOf(typed: string): string {
  return typed.trim().toLowerCase().replace(/\s+/g, '-');
}

/** After something was done to one of them. */
export function tenantsChanged(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ['staff', 'tenants'] });
  void client.invalidateQueries({ queryKey: ['staff', 'tenant'] });
}

/** How much of its period is used; null where there is no limit. */
export function usedShare({ used, period_limit: limit }: Pick<Tenant, 'used' | 'period_limit'>): number | null {
  if (limit === null || limit === undefined) return null;
  return limit === 0 ? 1 : used / limit;
}

/** As the bar of a period is coloured. */
export function usedTone(share: number): string {
  return share >= 1 ? 'var(--error)' : share >= 0.8 ? 'var(--warning)' : 'var(--accent)';
}

export function limitWords(tenant: Pick<Tenant, 'limit_kind' | 'calls_limit'>): string {
  if (tenant.limit_kind === 'unlimited') return t('unlimited');
  return tenant.limit_kind === 'custom' ? count(tenant.calls_limit) : t('as the plan');
}
