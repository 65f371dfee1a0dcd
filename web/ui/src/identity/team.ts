// What the pages of the team ask for, and the words for roles and scopes.

import { queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { t } from '../words';
import { useMay } from './session';

export type Member = Schemas['Member'];
export type Role = Schemas['Role'];
export type Group = Schemas['Group'];

/** All pages of them: a team fits into the memory of a page. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => {
    const all: Member[] = [];
    let cursor: string | undefined;
    do {
      const page = await answer(api.GET('/v1/team/members', { params: { query: { cursor, limit: 200 } } }));
      all.push(...page.data);
      cursor = page.next ?? undefined;
    } while (cursor);
    return all;
  },
});
export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: async () => (await answer(api.GET('/v1/team/roles'))).data });
export const groupsQuery = queryOptions({ queryKey: ['groups'], queryFn: async () => (await answer(api.GET('/v1/team/groups'))).data });
export const invitationsQuery = queryOptions({ queryKey: ['invitations'], queryFn: async () => (await answer(api.GET('/v1/team/invitations'))).data });
export const permissionsQuery = queryOptions({ queryKey: ['permissions'], queryFn: async () => (await answer(api.GET('/v1/team/permissions'))).data, staleTime: Infinity });

const OWN: Record<string, string> = { admin: 'Admin', manager: 'Manager', agent: 'Agent', viewer: 'Viewer' };

export function useRoleName(): (id: string) => string {
  const mayRead = useMay()('team.read');
  const { data } = useQuery({ ...rolesQuery, enabled: mayRead });
  return (id) => (OWN[id] ? t(OWN[id]) : data?.find((role) => role.id === id)?.name ?? (mayRead ? id : t('A role of your company’s own')));
}

export const SCOPES: Record<string, string> = { all: 'All calls', group: 'Calls of their groups', own: 'Their own calls' };
export const MEMBER_STATES: Record<string, string> = { active: 'Active', inactive: 'Inactive', suspended: 'Suspended' };
