// Names for the ids that logs speak of: of the staff, and of the people of one tenant.

import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answer, api } from '../api/client';
import { staffListQuery } from './people';
import { useStaff, useStaffMay } from './session';

export const peopleQuery = (tenant: string, q = '') => queryOptions({
  queryKey: ['staff', 'tenant', tenant, 'members', q],
  queryFn: async () => (await answer(api.GET('/admin/v1/tenants/{id}/members', { params: { path: { id: tenant }, query: { q: q || undefined } } }))).data,
});

/** Of the tenants that a page of the platform's log speaks of, the latest 500. */
export function useTenantNames(): (who: string) => string | undefined {
  const allowed = useStaffMay();
  const { data } = useQuery({
    queryKey: ['staff', 'tenants', 'names'], enabled: allowed('tenants.read'), staleTime: 60_000,
    queryFn: async () => (await answer(api.GET('/admin/v1/tenants', { params: { query: { limit: 500 } } }))).data,
  });
  return useMemo(() => {
    const names = new Map((data ?? []).map((one): [string, string] => [`tenant:${one.id}`, one.name]));
    return (who) => names.get(who);
  }, [data]);
}

export function useNames(tenant?: string): (who: string) => string | undefined {
  const me = useStaff();
  const allowed = useStaffMay();
  const { data: staff } = useQuery({ ...staffListQuery, enabled: allowed('staff.read') });
  const { data: people } = useQuery({ ...peopleQuery(tenant ?? ''), enabled: Boolean(tenant) && allowed('tenants.read') });
  return useMemo(() => {
    const names = new Map([
      [`staff:${me.staff_id}`, me.name || me.email],
      ...(staff ?? []).map((one): [string, string] => [`staff:${one.id}`, one.name || one.email]),
      ...(people ?? []).map((one): [string, string] => [`person:${one.id}`, one.name || one.email]),
    ]);
    return (who) => names.get(who);
  }, [me, staff, people]);
}
