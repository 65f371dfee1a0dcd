// Who is in a tenant, and looking over somebody's shoulder: with a reason, for half an hour, reading only, under both names.

import { Button, Group, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconEye, IconSearch, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { Face } from '../identity/Face';
import { MEMBER_STATES, SCOPES } from '../identity/team';
import { Empty, Failure } from '../shell/Failure';
import { Tag } from '../shell/Tag';
import { ago, bothTimes, onlyDay } from '../time/zone';
import { many, t } from '../words';
import { rememberWayBack } from './impersonation';
import { peopleQuery, useNames } from './names';
import { SeenNow } from './SeenNow';
import { useStaffMay } from './session';
import type { Tenant } from './tenants';
import { WithReason } from './WithReason';

type Person = Schemas['TenantPerson'];

const ROLES: Record<string, string> = { admin: 'Admin', manager: 'Manager', agent: 'Agent', viewer: 'Viewer', custom: 'A role of its own' };

export function TenantPeople({ tenant }: { tenant: Tenant }) {
  const allowed = useStaffMay();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 150);
  const [seen, setSeen] = useState<Person | null>(null);
  const names = useNames(tenant.id);
  const { data, error, refetch } = useQuery({ ...peopleQuery(tenant.id, q), placeholderData: keepPreviousData });
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={240} radius="md" />;
  const maySee = allowed('impersonate') && tenant.status === 'active';
  return (
    <>
      <SeenNow tenant={tenant.id} name={names} />
      <Group mb="sm" justify="space-between">
        <TextInput leftSection={<IconSearch size={14} />} placeholder={t('Find a member')} aria-label={t('Find a member')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} w={240} />
        <span className="faint num" role="status">{many(data.length, '{n} member', '{n} members')}</span>
      </Group>
      <div className="panel scroll-x">
        {data.length === 0
          ? <Empty icon={<IconUsers size={26} stroke={1.5} aria-hidden />} title={q ? t('No member matches') : t('Nobody is there yet')}>{!q && t('Its first admin may still have to take the invitation up.')}</Empty>
          : (
            <table className="rows">
              <thead><tr><th>{t('Member')}</th><th>{t('Role')}</th><th>{t('Sees')}</th><th>{t('Last seen')}</th><th>{t('Since')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
              <tbody>
                {data.map((person) => (
                  <tr key={person.id}>
                    <td><Group gap={10} wrap="nowrap"><Face name={person.name || person.email} /><div style={{ minWidth: 0 }}><div className="foreign" style={{ fontWeight: 550 }}>{person.name || person.email}{person.status !== 'active' && <> <Tag>{t(MEMBER_STATES[person.status] ?? person.status)}</Tag></>}</div><div className="faint foreign">{person.email}</div></div></Group></td>
                    <td>{t(ROLES[person.role] ?? person.role)}</td>
                    <td>{t(SCOPES[person.row_scope] ?? person.row_scope)}</td>
                    <td title={person.last_seen_at ? bothTimes(person.last_seen_at) : undefined}>{person.last_seen_at ? ago(person.last_seen_at) : <span className="faint">{t('never')}</span>}</td>
                    <td title={bothTimes(person.created_at)}>{onlyDay(person.created_at)}</td>
                    <td className="end">{maySee && person.status === 'active' && <Button variant="subtle" size="compact-sm" leftSection={<IconEye size={14} />} onClick={() => setSeen(person)} aria-label={t('See as {name}', { name: person.name || person.email })}>{t('See as')}</Button>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
      </div>
      {seen && (
        <WithReason
          title={t('See what {name} sees', { name: seen.name || seen.email })} action={t('Begin')} close={() => setSeen(null)}
          says={t('For half an hour you see calls, figures, team and settings as they do. Nothing is heard, changed or taken along. It ends a session that this browser has as a member, and another impersonation of yours.')}
          read={t('{company} reads it in its audit log, with your name, and {member} is told that you looked.', { company: tenant.name, member: seen.name || seen.email })}
          run={async (reason) => {
            await answer(api.POST('/admin/v1/impersonations', { body: { tenant_id: tenant.id, person_id: seen.id, reason, session: 'cookie' } }));
            rememberWayBack(tenant.id);
            location.assign('/app');
          }}
        />
      )}
    </>
  );
}
