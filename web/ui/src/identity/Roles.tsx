// What each role may do, as one matrix. The roles that come with the product stand as they are; own ones are made and changed here.

import { Button, Checkbox, Group as Row, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { t } from '../words';
import { useMay } from './session';
import { permissionsQuery, type Role, rolesQuery, SCOPES, useRoleName } from './team';
import classes from './team.module.css';

export function Roles() {
  const roles = useQuery(rolesQuery);
  const permissions = useQuery(permissionsQuery);
  const allowed = useMay();
  const [edited, setEdited] = useState<Role | 'new' | null>(null);
  const [removed, setRemoved] = useState<Role | null>(null);
  const roleName = useRoleName();
  const client = useQueryClient();
  const error = roles.error ?? permissions.error;
  if (error && !(roles.data && permissions.data)) return <div className="panel"><Failure error={error} retry={() => { void roles.refetch(); void permissions.refetch(); }} /></div>;
  if (!roles.data || !permissions.data) return <Skeleton height={420} radius="md" />;
  return (
    <>
      {allowed('team.manage') && <Row justify="flex-end" mb="sm"><Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New role')}</Button></Row>}
      <div className="panel scroll-x" tabIndex={0} role="region" aria-label={t('Roles and permissions')}>
        <table className={`rows ${classes.matrix}`}>
          <thead>
            <tr>
              <th>{t('Permission')}</th>
              {roles.data.map((role) => (
                <th key={role.id} scope="col">
                  <span className="foreign">{roleName(role.id)}</span>
                  <div className={classes.scope}>{t(SCOPES[role.row_scope] ?? role.row_scope)}</div>
                  {role.custom && allowed('team.manage') && <div><Button variant="subtle" size="compact-xs" onClick={() => setEdited(role)}>{t('Change')}</Button><Button variant="subtle" color="red" size="compact-xs" onClick={() => setRemoved(role)}>{t('Delete')}</Button></div>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.data.map((permission) => (
              <tr key={permission.name}>
                <th scope="row"><span className="mono">{permission.name}</span><div className={classes.does}>{permission.does}</div></th>
                {roles.data.map((role) => <td key={role.id}>{role.permissions.includes(permission.name) ? <IconCheck size={16} color="var(--ok)" aria-label={t('may')} /> : <span className="faint"><span aria-hidden>·</span><span className="unseen">{t('may not')}</span></span>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edited && <EditRole role={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Delete the role {name}?', { name: removed.name })} action={t('Delete')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/v1/team/roles/{id}', { params: { path: { id: removed.id } } })); done(t('Deleted')); await client.invalidateQueries({ queryKey: rolesQuery.queryKey }); }}
        >{t('Only a role that nobody has can be deleted.')}</Confirm>
      )}
    </>
  );
}

function EditRole({ role, close }: { role: Role | null; close: () => void }) {
  const client = useQueryClient();
  const { data: permissions } = useQuery(permissionsQuery);
  const [given, setGiven] = useState({ name: role?.name ?? '', permissions: role?.permissions ?? ['calls.read'], row_scope: role?.row_scope ?? 'own' });
  const save = useMutation({
    mutationFn: (): Promise<unknown> => (role
      ? answer(api.PATCH('/v1/team/roles/{id}', { params: { path: { id: role.id } }, body: given }))
      : answer(api.POST('/v1/team/roles', { body: given }))),
    onSuccess: () => { done(role ? t('Saved') : t('The role is there')); void client.invalidateQueries({ queryKey: rolesQuery.queryKey }); close(); },
  });
  const before = new Set(role?.permissions ?? []);
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={role ? t('Change the role') : t('New role')} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <Row grow align="flex-start">
            <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={60} />
            <Select label={t('Sees')} data={Object.entries(SCOPES).map(([value, label]) => ({ value, label: t(label) }))} value={given.row_scope} onChange={(scope) => scope && setGiven({ ...given, row_scope: scope })} allowDeselect={false} />
          </Row>
          <Checkbox.Group value={given.permissions} onChange={(chosen) => setGiven({ ...given, permissions: chosen })} label={t('May')}>
            <div className={classes.choices}>
              {(permissions ?? []).map((permission) => {
                const changed = role && before.has(permission.name) !== given.permissions.includes(permission.name);
                return <Checkbox key={permission.name} value={permission.name} size="xs" label={<><span className="mono">{permission.name}</span>{changed && <span className={classes.changed}>{given.permissions.includes(permission.name) ? t('added') : t('taken')}</span>}</>} description={permission.does} />;
              })}
            </div>
          </Checkbox.Group>
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
