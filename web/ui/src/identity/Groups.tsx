// Who belongs together: members of a group see its calls where their role's scope says so.

import { Button, Group as Row, MultiSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { many, t } from '../words';
import { useMay } from './session';
import { type Group, groupsQuery, membersQuery } from './team';

export function Groups() {
  const { data, error, refetch } = useQuery(groupsQuery);
  const { data: members } = useQuery(membersQuery);
  const allowed = useMay();
  const client = useQueryClient();
  const [edited, setEdited] = useState<Group | 'new' | null>(null);
  const [removed, setRemoved] = useState<Group | null>(null);
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={200} radius="md" />;
  const name = (id: string) => { const member = members?.find((each) => each.id === id); return member?.name || member?.email || '…'; };
  const make = allowed('team.manage') && <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New group')}</Button>;
  return (
    <>
      {data.length > 0 && <Row justify="flex-end" mb="sm">{make}</Row>}
      <div className="panel scroll-x">
        {data.length === 0
          ? <Empty icon={<IconUsersGroup size={26} stroke={1.5} aria-hidden />} title={t('There is no group yet')} action={make}>{t('A group lets its members see each other’s calls, and no others.')}</Empty>
          : (
            <table className="rows">
              <thead><tr><th>{t('Group')}</th><th>{t('Members')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
              <tbody>
                {data.map((group) => (
                  <tr key={group.id}>
                    <td className="foreign" style={{ fontWeight: 550 }}>{group.name}</td>
                    <td><span className="faint">{many(group.members.length, '{n} member', '{n} members')}</span> <span className="foreign">{group.members.slice(0, 4).map(name).join(', ')}{group.members.length > 4 ? ' …' : ''}</span></td>
                    <td className="end">{allowed('team.manage') && <><Button variant="subtle" size="compact-sm" onClick={() => setEdited(group)}>{t('Change')}</Button><Button variant="subtle" color="red" size="compact-sm" onClick={() => setRemoved(group)}>{t('Delete')}</Button></>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
      </div>
      {edited && <EditGroup group={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Delete the group {name}?', { name: removed.name })} action={t('Delete')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/v1/team/groups/{id}', { params: { path: { id: removed.id } } })); done(t('Deleted')); await client.invalidateQueries({ queryKey: groupsQuery.queryKey }); }}
        >{t('Its members stay in the team, but see each other’s calls no longer.')}</Confirm>
      )}
    </>
  );
}

function EditGroup({ group, close }: { group: Group | null; close: () => void }) {
  const client = useQueryClient();
  const { data: members } = useQuery(membersQuery);
  const [given, setGiven] = useState({ name: group?.name ?? '', members: group?.members ?? [] });
  const save = useMutation({
    mutationFn: (): Promise<unknown> => (group
      ? answer(api.PATCH('/v1/team/groups/{id}', { params: { path: { id: group.id } }, body: given }))
      : answer(api.POST('/v1/team/groups', { body: given }))),
    onSuccess: () => { done(t('Saved')); void client.invalidateQueries({ queryKey: groupsQuery.queryKey }); close(); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={group ? t('Change the group') : t('New group')}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={100} data-autofocus />
          <MultiSelect label={t('Members')} data={(members ?? []).map((member) => ({ value: member.id, label: member.name || member.email }))} value={given.members} onChange={(chosen) => setGiven({ ...given, members: chosen })} searchable />
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
