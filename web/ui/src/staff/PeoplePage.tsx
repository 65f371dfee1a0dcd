// The platform's staff: who is there, in which role, with a second factor or without. Only owners change it.

import { ActionIcon, Button, Group, Menu, Modal, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Face } from '../identity/Face';
import { Secret } from '../identity/Secret';
import { Confirm } from '../shell/Confirm';
import { Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { ago, bothTimes, onlyDay } from '../time/zone';
import { t } from '../words';
import { staffListQuery, type StaffMember } from './people';
import { STAFF_ROLES, useStaff, useStaffMay } from './session';
import classes from './staff.module.css';

const ROLE_SAYS: Record<string, string> = {
  owner: 'Everything, the staff among it', admin: 'Tenants and the platform; sees the staff', support: 'Reads; notes, tags and impersonates',
};
const roles = () => Object.entries(STAFF_ROLES).map(([value, label]) => ({ value, label: `${t(label)} – ${t(ROLE_SAYS[value] ?? '')}` }));

type Doing = { kind: 'edit' | 'suspend' | 'factor'; staff: StaffMember };

export function PeoplePage() {
  const me = useStaff();
  const allowed = useStaffMay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(staffListQuery);
  const [isNew, setIsNew] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [made, setMade] = useState<Schemas['CreatedStaffMember'] | null>(null);
  const again = () => client.invalidateQueries({ queryKey: staffListQuery.queryKey });
  const mayChange = allowed('staff.manage');
  const change = async (staff: StaffMember, body: Schemas['StaffMemberChange']) => { await answer(api.PATCH('/admin/v1/staff/{id}', { params: { path: { id: staff.id } }, body })); await again(); };
  return (
    <Page title={t('Staff')} name={t('Staff')} aside={mayChange && <Button leftSection={<IconPlus size={15} />} onClick={() => setIsNew(true)}>{t('Add somebody')}</Button>}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={220} radius="md" />}
      {data && (
        <div className="panel scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Name')}</th><th>{t('Role')}</th><th>{t('Second factor')}</th><th>{t('Last seen')}</th><th>{t('Since')}</th>{mayChange && <th><span className="unseen">{t('Actions')}</span></th>}</tr></thead>
            <tbody>
              {data.map((staff) => (
                <tr key={staff.id}>
                  <td><Group gap={10} wrap="nowrap"><Face name={staff.name || staff.email} /><div style={{ minWidth: 0 }}><div className="foreign" style={{ fontWeight: 550 }}>{allowed('audit.read') ? <Link to="/staff/people/$id" params={{ id: staff.id }} className={classes.name} title={t('What they did')}>{staff.name || staff.email}</Link> : staff.name || staff.email} {staff.id === me.staff_id && <Tag tone="accent">{t('you')}</Tag>}{staff.status !== 'active' && <Tag tone="warning">{t('Suspended')}</Tag>}</div><div className="faint foreign">{staff.email}</div></div></Group></td>
                  <td title={t(ROLE_SAYS[staff.role] ?? '')}>{t(STAFF_ROLES[staff.role] ?? staff.role)}</td>
                  <td>{staff.second_factor ? <Tag tone="ok">{t('in force')}</Tag> : <Tag tone="warning">{t('none')}</Tag>}</td>
                  <td title={staff.last_seen_at ? bothTimes(staff.last_seen_at) : undefined}>{staff.last_seen_at ? ago(staff.last_seen_at) : <span className="faint">{t('never')}</span>}</td>
                  <td title={bothTimes(staff.created_at)}>{onlyDay(staff.created_at)}</td>
                  {mayChange && (
                    <td className="end">
                      <Menu position="bottom-end" width={230}>
                        <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: staff.name || staff.email })}><IconDots size={16} /></ActionIcon></Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item onClick={() => setDoing({ kind: 'edit', staff })}>{t('Change')}</Menu.Item>
                          {staff.second_factor && staff.id !== me.staff_id && <Menu.Item onClick={() => setDoing({ kind: 'factor', staff })}>{t('Take the second factor away')}</Menu.Item>}
                          {staff.id !== me.staff_id && (staff.status === 'active'
                            ? <Menu.Item color="red" onClick={() => setDoing({ kind: 'suspend', staff })}>{t('Suspend')}</Menu.Item>
                            : <Menu.Item onClick={() => void change(staff, { status: 'active' }).then(() => done(t('Let in again')), failed)}>{t('Let in again')}</Menu.Item>)}
                        </Menu.Dropdown>
                      </Menu>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isNew && <Add close={() => setIsNew(false)} made={(created) => { setMade(created); void again(); }} />}
      {made && <Once made={made} close={() => setMade(null)} />}
      {doing?.kind === 'edit' && <Edit staff={doing.staff} save={(body) => change(doing.staff, body)} close={() => setDoing(null)} />}
      {doing?.kind === 'suspend' && <Confirm title={t('Suspend {name}?', { name: doing.staff.name || doing.staff.email })} action={t('Suspend')} close={() => setDoing(null)} run={async () => { await change(doing.staff, { status: 'suspended' }); done(t('Suspended')); }}>{t('They are signed out within a second, everywhere, and not let in until somebody lets them in again.')}</Confirm>}
      {doing?.kind === 'factor' && <Confirm title={t('Take the second factor of {name} away?', { name: doing.staff.name || doing.staff.email })} action={t('Take away')} close={() => setDoing(null)} run={async () => { await answer(api.DELETE('/admin/v1/staff/{id}/second-factor', { params: { path: { id: doing.staff.id } } })); done(t('The second factor is gone')); await again(); }}>{t('For whoever lost the telephone and the recovery codes. They are signed out; the password alone lets them in until they set up another.')}</Confirm>}
    </Page>
  );
}

function Add({ close, made }: { close: () => void; made: (created: Schemas['CreatedStaffMember']) => void }) {
  const [given, setGiven] = useState({ name: '', email: '', role: 'support' });
  const add = useMutation({
    mutationFn: () => answer(api.POST('/admin/v1/staff', { body: { ...given, email: given.email.trim() } })),
    onSuccess: (created) => { made(created); close(); },
  });
  return (
    <FormDialog holds={given} isSending={add.isPending} close={close} title={t('Add somebody to the staff')}>
      <form onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={200} data-autofocus />
          <TextInput label={t('E-mail')} type="email" value={given.email} onChange={(event) => setGiven({ ...given, email: event.currentTarget.value })} required />
          <Select label={t('Role')} data={roles()} value={given.role} onChange={(role) => role && setGiven({ ...given, role })} allowDeselect={false} />
          {add.error && <div role="alert" style={{ color: 'var(--error)' }}>{(add.error as Problem).detail}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={add.isPending}>{t('Add')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

function Once({ made, close }: { made: Schemas['CreatedStaffMember']; close: () => void }) {
  return (
    <Modal opened onClose={close} title={t('Their first password')} closeOnClickOutside={false} closeOnEscape={false}>
      <Stack gap="sm">
        <div style={{ color: 'var(--warning)' }}>{t('It is shown this once. Hand it to {name}, to be changed after signing in.', { name: made.staff.name })}</div>
        <Secret name={t('Password')} text={made.password} shown="••••••••••••••••" />
        <Group justify="flex-end"><Button onClick={close}>{t('I have it')}</Button></Group>
      </Stack>
    </Modal>
  );
}

function Edit({ staff, save, close }: { staff: StaffMember; save: (body: Schemas['StaffMemberChange']) => Promise<void>; close: () => void }) {
  const [given, setGiven] = useState({ name: staff.name, role: staff.role });
  const change = useMutation({ mutationFn: () => save(given), onSuccess: () => { done(t('Saved')); close(); } });
  return (
    <FormDialog holds={given} isSending={change.isPending} close={close} title={<span className="foreign-line">{staff.name || staff.email}</span>}>
      <form onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={200} data-autofocus />
          <Select label={t('Role')} description={t('Another role signs them out.')} data={roles()} value={given.role} onChange={(role) => role && setGiven({ ...given, role })} allowDeselect={false} />
          {change.error && <div role="alert" style={{ color: 'var(--error)' }}>{(change.error as Problem).detail}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={change.isPending}>{t('Save')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
