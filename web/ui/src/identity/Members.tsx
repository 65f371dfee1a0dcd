// Who is in the company: role, whose calls they see, and what telephone systems call them.

import { ActionIcon, Button, Group as Row, Menu, Select, Skeleton, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconDots, IconMailPlus, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done, failed } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { Face } from './Face';
import { useMay, useMe } from './session';
import { type Member, MEMBER_STATES, membersQuery, rolesQuery, SCOPES, useRoleName } from './team';

export function Members() {
  const { data, error, refetch } = useQuery(membersQuery);
  const allowed = useMay();
  const roleName = useRoleName();
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<Member | null>(null);
  const [removed, setRemoved] = useState<Member | null>(null);
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={240} radius="md" />;
  const shown = data.filter((member) => `${member.name} ${member.email} ${member.agents.join(' ')}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <>
      <Row mb="sm" justify="space-between">
        <TextInput leftSection={<IconSearch size={14} />} placeholder={t('Find a member')} aria-label={t('Find a member')} value={text} onChange={(event) => setText(event.currentTarget.value)} w={240} />
        <Row gap="sm"><span className="faint num" role="status">{many(shown.length, '{n} member', '{n} members')}</span>{allowed('team.manage') && <Button component={Link} to="/app/team" search={{ tab: 'invitations' } as never} leftSection={<IconMailPlus size={15} />}>{t('Invite')}</Button>}</Row>
      </Row>
      <div className="panel scroll-x">
        <table className="rows">
          <thead><tr><th>{t('Member')}</th><th>{t('Role')}</th><th>{t('Sees')}</th><th>{t('Extensions')}</th><th>{t('Last seen')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
          <tbody>
            {shown.map((member) => (
              <tr key={member.id}>
                <td><Row gap={10} wrap="nowrap"><Face name={member.name || member.email} /><div style={{ minWidth: 0 }}><div className="foreign" style={{ fontWeight: 550 }}>{member.name || member.email}{member.status !== 'active' && <> <Tag>{t(MEMBER_STATES[member.status] ?? member.status)}</Tag></>}</div><div className="faint foreign">{member.email}</div></div></Row></td>
                <td>{roleName(member.role)}</td>
                <td>{t(SCOPES[member.row_scope] ?? member.row_scope)}</td>
                <td className="foreign">{member.agents.join(', ') || <span className="faint">–</span>}</td>
                <td title={member.last_seen_at ? bothTimes(member.last_seen_at) : undefined}>{member.last_seen_at ? ago(member.last_seen_at) : <span className="faint">{t('never')}</span>}</td>
                <td className="end">{allowed('team.manage') && <Actions member={member} edit={() => setEdited(member)} remove={() => setRemoved(member)} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <Empty title={t('No member matches')} action={<Button variant="default" onClick={() => setText('')}>{t('Show all')}</Button>} />}
      </div>
      {edited && <Edit member={edited} close={() => setEdited(null)} />}
      {removed && <Remove member={removed} close={() => setRemoved(null)} />}
    </>
  );
}

function Actions({ member, edit, remove }: { member: Member; edit: () => void; remove: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const out = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/team/members/{id}/sessions', { params: { path: { id: member.id } } })),
    onSuccess: ({ ended }) => { done(many(ended, '{n} session ended', '{n} sessions ended')); void client.invalidateQueries({ queryKey: ['team-sessions'] }); },
    onError: (error) => failed(error),
  });
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: member.name || member.email })}><IconDots size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={edit}>{t('Change')}</Menu.Item>
        <Menu.Item onClick={() => out.mutate()}>{t('Sign out everywhere')}</Menu.Item>
        {member.id !== me.person_id && <Menu.Item color="red" onClick={remove}>{t('Remove from the team')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function Edit({ member, close }: { member: Member; close: () => void }) {
  const client = useQueryClient();
  const { data: roles } = useQuery(rolesQuery);
  const roleName = useRoleName();
  const [given, setGiven] = useState({ role: member.role, row_scope: member.row_scope, status: member.status, agents: member.agents });
  const save = useMutation({
    mutationFn: () => answer(api.PATCH('/v1/team/members/{id}', { params: { path: { id: member.id } }, body: given as Schemas['MemberChange'] })),
    onSuccess: () => { done(t('Saved')); void client.invalidateQueries({ queryKey: membersQuery.queryKey }); close(); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={<span className="foreign-line">{member.name || member.email}</span>}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <Select label={t('Role')} data={(roles ?? []).map((role) => ({ value: role.id, label: roleName(role.id) }))} value={given.role} onChange={(role) => role && setGiven({ ...given, role, row_scope: roles?.find((each) => each.id === role)?.row_scope ?? given.row_scope })} allowDeselect={false} />
          <Select label={t('Sees')} data={Object.entries(SCOPES).map(([value, label]) => ({ value, label: t(label) }))} value={given.row_scope} onChange={(row_scope) => row_scope && setGiven({ ...given, row_scope })} allowDeselect={false} />
          <TagsInput label={t('Extensions')} description={t('What telephone systems call this person. Their own calls are found by it.')} value={given.agents} onChange={(agents) => setGiven({ ...given, agents })} />
          <Select label={t('State')} data={Object.entries(MEMBER_STATES).map(([value, label]) => ({ value, label: t(label) }))} value={given.status} onChange={(status) => status && setGiven({ ...given, status })} allowDeselect={false} />
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}

function Remove({ member, close }: { member: Member; close: () => void }) {
  const client = useQueryClient();
  return (
    <Confirm
      title={t('Remove {name} from the team?', { name: member.name || member.email })} action={t('Remove')} close={close}
      run={async () => { await answer(api.DELETE('/v1/team/members/{id}', { params: { path: { id: member.id } } })); done(t('Removed')); await client.invalidateQueries({ queryKey: membersQuery.queryKey }); }}
    >{t('Their sessions end within a second. Their calls, notes and entries in the audit stay.')}</Confirm>
  );
}
