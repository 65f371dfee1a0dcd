// Who was invited and has not come yet; inviting many at once, with a look at what would happen first; open links.

import { ActionIcon, Button, Group as Row, Menu, Modal, NumberInput, SegmentedControl, Select, Skeleton, Stack, Textarea } from '@mantine/core';
import { IconDots, IconMailPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done, failed } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { Secret } from './Secret';
import { addressesOf } from './addresses';
import { invitationsQuery, rolesQuery, SCOPES, useRoleName } from './team';

type Invitation = Schemas['Invitation'];

export function Invitations() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(invitationsQuery);
  const roleName = useRoleName();
  const [isNew, setIsNew] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<Invitation | null>(null);
  const again = () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
  const renew = useMutation({
    mutationFn: (id: string) => answer(api.POST('/v1/team/invitations/{id}/renew', { params: { path: { id } } })),
    onSuccess: (made) => { if (made.link) setLink(made.link); else done(t('Sent again; the old link is good no more')); void again(); },
    onError: (refused) => failed(refused),
  });
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={200} radius="md" />;
  const invite = <Button leftSection={<IconMailPlus size={15} />} onClick={() => setIsNew(true)}>{t('Invite')}</Button>;
  return (
    <>
      {data.length > 0 && <Row justify="flex-end" mb="sm">{invite}</Row>}
      <div className="panel scroll-x">
        {data.length === 0
          ? <Empty icon={<IconMailPlus size={26} stroke={1.5} aria-hidden />} title={t('Nobody is expected')} action={invite}>{t('Whoever is invited gets a link that is good once, for a week.')}</Empty>
          : (
            <table className="rows">
              <thead><tr><th>{t('Invited')}</th><th>{t('Role')}</th><th>{t('Sees')}</th><th>{t('Since')}</th><th>{t('Good until')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
              <tbody>
                {data.map((one) => (
                  <tr key={one.id}>
                    <td><span className="foreign" style={{ fontWeight: 550 }}>{one.email ?? t('an open link')}</span> {one.expired && <Tag tone="warning">{t('expired')}</Tag>}{!one.email && <div className="faint">{one.uses_max ? t('asked for {n} of {max} times', { n: one.uses, max: one.uses_max }) : many(one.uses, 'asked for {n} time', 'asked for {n} times')}</div>}</td>
                    <td>{roleName(one.role)}</td>
                    <td>{t(SCOPES[one.row_scope] ?? one.row_scope)}</td>
                    <td title={bothTimes(one.created_at)}>{ago(one.created_at)}</td>
                    <td title={bothTimes(one.expires_at)}>{ago(one.expires_at)}</td>
                    <td className="end">
                      <Menu position="bottom-end" width={170}>
                        <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: one.email ?? t('an open link') })}><IconDots size={16} /></ActionIcon></Menu.Target>
                        <Menu.Dropdown><Menu.Item onClick={() => renew.mutate(one.id)}>{one.email ? t('Send again') : t('New link')}</Menu.Item><Menu.Item color="red" onClick={() => setRevoked(one)}>{t('Revoke')}</Menu.Item></Menu.Dropdown>
                      </Menu>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
      </div>
      {isNew && <Invite close={() => setIsNew(false)} made={(made) => { if (made) setLink(made); void again(); }} />}
      {link && <Modal opened onClose={() => setLink(null)} title={t('An open link')} size="lg" closeOnClickOutside={false} closeOnEscape={false}><Stack gap="sm"><div className="faint">{t('Who has it asks for an invitation to their own address. It is shown this once.')}</div><Secret name={t('Link')} text={link} /><Row justify="flex-end"><Button onClick={() => setLink(null)}>{t('I have it')}</Button></Row></Stack></Modal>}
      {revoked && <Confirm title={t('Revoke the invitation of {name}?', { name: revoked.email ?? t('an open link') })} action={t('Revoke')} close={() => setRevoked(null)} run={async () => { await answer(api.DELETE('/v1/team/invitations/{id}', { params: { path: { id: revoked.id } } })); done(t('Revoked')); await again(); }}>{t('Its link is good no more.')}</Confirm>}
    </>
  );
}

const OUTCOMES: Record<string, [string, 'ok' | 'warning' | 'error']> = {
  invited: ['invited', 'ok'], would_be_invited: ['will be invited', 'ok'], member_already: ['is a member already', 'warning'], twice: ['stands twice', 'warning'], invalid: ['is no address', 'error'], forbidden: ['more than you may', 'error'],
};

function Invite({ close, made }: { close: () => void; made: (link: string | null) => void }) {
  const { data: roles } = useQuery(rolesQuery);
  const roleName = useRoleName();
  const [kind, setKind] = useState('mail');
  const [text, setText] = useState('');
  const [role, setRole] = useState('viewer');
  const [uses, setUses] = useState<number | string>(10);
  const [told, setTold] = useState<Schemas['Outcome'][] | null>(null);
  const addresses = addressesOf(text);
  const ask = useMutation({
    mutationFn: async (dry_run: boolean) => {
      if (kind === 'link') {
        const link = await answer(api.POST('/v1/team/invitations', { body: { role, uses_max: uses === '' ? null : Number(uses) } }));
        made(link.link ?? null);
        return close();
      }
      const outcomes = await answer(api.POST('/v1/team/invitations/bulk', { body: { dry_run, invitations: addresses.map((email) => ({ email, role })) } }));
      setTold(outcomes.data);
      if (!dry_run) {
        done(many(outcomes.invited, '{n} invitation is on its way', '{n} invitations are on their way'));
        made(null);
        if (outcomes.data.every((one) => one.outcome === 'invited')) close();
      }
    },
  });
  const fits = told?.filter((one) => one.outcome === 'would_be_invited').length ?? 0;
  const isSent = told?.some((one) => one.outcome === 'invited') ?? false;
  return (
    <FormDialog holds={kind === 'mail' && !isSent ? text : ''} isSending={ask.isPending} close={close} title={t('Invite to the team')} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); ask.mutate(kind === 'mail' && !told); }}>
        <Stack gap="sm">
          <SegmentedControl size="sm" aria-label={t('How')} value={kind} onChange={(now) => { setKind(now); setTold(null); }} data={[{ value: 'mail', label: t('By mail') }, { value: 'link', label: t('By an open link') }]} />
          <Select label={t('Role')} data={(roles ?? []).map((each) => ({ value: each.id, label: roleName(each.id) }))} value={role} onChange={(now) => { if (now) { setRole(now); setTold(null); } }} allowDeselect={false} />
          {kind === 'mail'
            ? <Textarea label={t('Addresses')} description={t('As many as 500: one a line, with commas, or as they are copied out of a mail.')} value={text} onChange={(event) => { setText(event.currentTarget.value); setTold(null); }} autosize minRows={3} maxRows={10} required data-autofocus />
            : <NumberInput label={t('How many may ask with it')} value={uses} onChange={setUses} min={1} max={1000} allowDecimal={false} w={200} />}
          {told && (
            <div className="panel scroll-x" style={{ maxHeight: 260, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={t('What would happen')}>
              <table className="rows"><tbody>{told.map((one) => { const [words, tone] = OUTCOMES[one.outcome] ?? [one.outcome, 'warning']; return <tr key={one.index}><td className="foreign">{one.email}</td><td><Tag tone={tone}>{t(words)}</Tag> {one.detail && <span className="faint foreign">{one.detail}</span>}</td></tr>; })}</tbody></table>
            </div>
          )}
          {ask.error && <div role="alert" style={{ color: 'var(--error)' }}>{(ask.error as Problem).detail}</div>}
          <Row justify="flex-end">
            <Cancel />
            {kind === 'link' ? <Button type="submit" loading={ask.isPending}>{t('Make link')}</Button>
              : told ? <Button type="submit" loading={ask.isPending} disabled={fits === 0}>{many(fits, 'Invite {n}', 'Invite {n}')}</Button>
                : <Button type="submit" loading={ask.isPending} disabled={addresses.length === 0}>{many(addresses.length, 'Check {n} address', 'Check {n} addresses')}</Button>}
          </Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
