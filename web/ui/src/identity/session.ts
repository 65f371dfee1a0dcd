// Who is signed in, and what they may do. The server decides; this only hides what it would refuse.

import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { answer, api, Problem, rememberCsrf, type Schemas } from '../api/client';
import { queries } from '../api/queries';
import { wayBack } from '../staff/impersonation';
import { useZoneOf } from '../time/zone';

export type Identity = Schemas['Identity'];

export type Permission =
  | 'calls.read' | 'calls.listen' | 'calls.send' | 'calls.edit' | 'calls.delete' | 'calls.export' | 'calls.share' | 'events.read' | 'usage.read'
  | 'usage.manage' | 'queue.read' | 'queue.manage' | 'team.read' | 'team.manage' | 'keys.manage' | 'settings.read' | 'settings.manage' | 'billing.manage'
  | 'audit.read';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async (): Promise<Identity | null> => {
    try {
      const me = await answer(api.GET('/v1/auth/session'));
      settle(me);
      return me;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
});

function settle(me: Identity): void {
  rememberCsrf(me.csrf_token ?? null);
  useZoneOf(placeOf(me)?.zone ?? 'UTC');
}

/** The tenant of this session. */
export function placeOf(me: Identity): Schemas['Place'] | undefined {
  return me.tenants.find((place) => place.tenant_id === me.tenant_id);
}

let last: Identity | null = null;

/** Inside the app there is somebody; when the session ends meanwhile, the page stays as it was until they are back. */
export function useMe(): Identity {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data) last = data;
  if (!last) throw new Problem(401, 'invalid_session', 'Nobody is signed in.', null, null, {});
  return last;
}

export function useIsSignedOut(): boolean {
  return useQuery(sessionQuery).data === null;
}

export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

export function may(me: Identity | null | undefined, permission: Permission): boolean {
  return me?.permissions.includes(permission) ?? false;
}

export async function signOut(): Promise<void> {
  const me = queries.getQueryData(sessionQuery.queryKey) ?? last;
  await api.POST('/v1/auth/sign-out').catch(() => undefined);
  rememberCsrf(null);
  // Nothing of the last person stays in the memory of the page.
  location.assign(doorAfter(me));
}

/** Somebody of the staff has no password of the member's door: they go back to where they came from. */
export function doorAfter(me: Pick<Identity, 'impersonation'> | null): string {
  return me?.impersonation ? wayBack() : '/sign-in';
}

export function forgetSession(): void {
  queries.setQueryData(sessionQuery.queryKey, null);
}

/** Somebody may do less than was known: what they may is asked anew, once for however many refusals come together. */
export function askWhatOneMay(): void {
  void queries.invalidateQueries({ queryKey: sessionQuery.queryKey }, { cancelRefetch: false });
}
