// Who of the platform's staff is signed in: another session than a tenant's, with permissions of its own. The server decides; this only
// hides what it would refuse.

import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { answer, api, Problem, rememberCsrf, type Schemas } from '../api/client';
import { queries } from '../api/queries';
import { useZoneOf } from '../time/zone';

export type StaffIdentity = Schemas['StaffIdentity'];

export type StaffPermission =
  | 'tenants.read' | 'tenants.note' | 'tenants.manage' | 'tenants.erase' | 'tenants.export' | 'impersonate' | 'audit.read' | 'platform.read' | 'platform.manage'
  | 'staff.read' | 'staff.manage';

export const staffQuery = queryOptions({
  queryKey: ['staff', 'session'],
  staleTime: 60_000,
  queryFn: async (): Promise<StaffIdentity | null> => {
    try {
      const me = await answer(api.GET('/admin/v1/auth/session'));
      rememberCsrf(me.csrf_token ?? null, 'staff');
      // Tenants have zones of their own; who looks at many of them reads the times of the own desk.
      useZoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone);
      return me;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

let last: StaffIdentity | null = null;

/** Inside the staff's pages there is somebody; when the session ends meanwhile, the page stays until they are back. */
export function useStaff(): StaffIdentity {
  const { data } = useSuspenseQuery(staffQuery);
  if (data) last = data;
  if (!last) throw new Problem(401, 'invalid_session', 'Nobody of the staff is signed in.', null, null, {});
  return last;
}

export function useIsStaffOut(): boolean {
  return useQuery(staffQuery).data === null;
}

export function useStaffMay(): (permission: StaffPermission) => boolean {
  const { permissions } = useStaff();
  return (permission) => permissions.includes(permission);
}

export function staffMay(me: StaffIdentity | null | undefined, permission: StaffPermission): boolean {
  return me?.permissions.includes(permission) ?? false;
}

export async function staffSignIn(given: { email: string; password: string; code?: string }): Promise<void> {
  const begun = await answer(api.POST('/admin/v1/auth/sign-in', { body: { ...given, session: 'cookie' } }));
  rememberCsrf(begun.csrf_token ?? null, 'staff');
  await queries.fetchQuery({ ...staffQuery, staleTime: 0 });
}

export async function staffSignOut(): Promise<void> {
  await api.POST('/admin/v1/auth/sign-out').catch(() => undefined);
  rememberCsrf(null, 'staff');
  location.assign('/staff/sign-in');
}

export function forgetStaff(): void {
  queries.setQueryData(staffQuery.queryKey, null);
}

export function askWhatStaffMay(): void {
  void queries.invalidateQueries({ queryKey: staffQuery.queryKey }, { cancelRefetch: false });
}

export const STAFF_ROLES: Record<string, string> = { owner: 'Owner', admin: 'Admin', support: 'Support' };
