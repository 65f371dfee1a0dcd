// A call shown to others: the link for colleagues, who sign in; and links for people outside, which expire, show what they are to show, and
// note who came.

import { Alert, Button, Checkbox, Group, NumberInput, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { IconClock, IconLink, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Secret } from '../identity/Secret';
import { useMay } from '../identity/session';
import { copy } from '../shell/copy';
import { Failure } from '../shell/Failure';
import { FormDialog } from '../shell/FormDialog';
import { done, failed } from '../shell/notice';
import { clock } from '../time/length';
import { longTime } from '../time/zone';
import { many, t } from '../words';
import type { Call, Leg } from './call';
import { addressOf, momentNow } from './moment';
import classes from './share.module.css';

type Share = Schemas['Share'];

const LASTS: [string, string][] = [['24', 'A day'], ['168', 'A week'], ['720', 'A month'], ['8784', 'A year']];

export default function ShareDialog({ call, leg, close }: { call: Call; leg: Leg | undefined; close: () => void }) {
  const allowed = useMay();
  const [typed, setTyped] = useState('');
  // Where one listens as this opens: whoever follows the link begins there.
  const [moment] = useState(() => { const now = momentNow(); return now && now.leg === leg?.id && now.ms >= 1000 ? now : null; });
  const take = async (at?: typeof moment) => { if (await copy(`${location.origin}${addressOf(call.id, at)}`)) done(t('The link is copied')); };
  return (
    <FormDialog holds={typed} close={close} title={t('Share this call')} size={560}>
      <Stack gap="lg">
        <section aria-label={t('With colleagues')}>
          <h3 className={classes.head}>{t('With colleagues')}</h3>
          <p className="faint">{t('Whoever may see this call opens it after signing in.')}</p>
          <Group gap="sm">
            <Button variant="default" leftSection={<IconLink size={15} />} onClick={() => void take()}>{t('Copy the link')}</Button>
            {moment && <Button variant="default" leftSection={<IconClock size={15} />} onClick={() => void take(moment)}>{t('Copy a link to {time}', { time: clock(moment.ms) })}</Button>}
          </Group>
        </section>
        {allowed('calls.share') && leg && <Outside call={call} leg={leg} typed={setTyped} />}
      </Stack>
    </FormDialog>
  );
}

function Outside({ call, leg, typed }: { call: Call; leg: Leg; typed: (text: string) => void }) {
  const query = useQuery({ queryKey: ['shares', call.id], queryFn: () => answer(api.GET('/v1/calls/{id}/shares', { params: { path: { id: call.id } } })) });
  const [made, setMade] = useState<Share | null>(null);
  const [areAll, setAreAll] = useState(false);
  const [open, over] = [query.data?.data.filter((share) => share.is_open) ?? [], query.data?.data.filter((share) => !share.is_open) ?? []];
  return (
    <section aria-label={t('With people outside')}>
      <h3 className={classes.head}>{t('With people outside')}</h3>
      <p className="faint">{t('They see what you choose and nothing else of the call. Each opening is noted.')}</p>
      {made?.link ? <Made share={made} again={() => setMade(null)} /> : <Make call={call} leg={leg} made={setMade} typed={typed} />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {open.length > 0 && <ul className={classes.list}>{open.map((share) => <One key={share.id} share={share} />)}</ul>}
      {/* Who came to a link is asked afterwards, too. */}
      {over.length > 0 && <Button variant="subtle" color="gray" size="compact-sm" mt="sm" aria-expanded={areAll} onClick={() => setAreAll(!areAll)}>{many(over.length, '{n} link that is good no more', '{n} links that are good no more')}</Button>}
      {areAll && over.length > 0 && <ul className={classes.list}>{over.map((share) => <One key={share.id} share={share} />)}</ul>}
    </section>
  );
}

function Made({ share, again }: { share: Share; again: () => void }) {
  return (
    <Stack gap="xs">
      <Alert color="blue" variant="light">{t('This is the link. It is shown this once.')}</Alert>
      <Secret text={share.link ?? ''} name={t('Link')} />
      <Button variant="subtle" size="compact-sm" onClick={again} style={{ alignSelf: 'flex-start' }}>{t('Make another')}</Button>
    </Stack>
  );
}

function Make({ call, leg, made, typed }: { call: Call; leg: Leg; made: (share: Share) => void; typed: (text: string) => void }) {
  const allowed = useMay();
  const client = useQueryClient();
  const [wanted, setWanted] = useState({ words: Boolean(leg.analysis), sound: false, hours: '168', password: '', label: '', from: '' as string | number, to: '' as string | number });
  const set = (change: Partial<typeof wanted>) => setWanted({ ...wanted, ...change });
  // The dialog around it asks before this is lost; once the link is made, nothing is.
  const text = [wanted.label, wanted.password, wanted.from, wanted.to].join(' ').trim();
  useEffect(() => { typed(text); return () => typed(''); }, [text, typed]);
  const ms = (seconds: string | number) => (seconds === '' ? undefined : Math.round(Number(seconds) * 1000));
  const order = useMutation<Share, Problem>({
    mutationFn: () => answer(api.POST('/v1/calls/{id}/shares', {
      params: { path: { id: call.id } },
      body: { leg_id: leg.id, words: wanted.words, sound: wanted.sound, hours: Number(wanted.hours), password: wanted.password || undefined, label: wanted.label.trim() || undefined, from_ms: ms(wanted.from), to_ms: ms(wanted.to) },
    })) as Promise<Share>,
    onSuccess: (share) => { made(share); void client.invalidateQueries({ queryKey: ['shares', call.id] }); },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); order.mutate(); }}>
      <Stack gap="sm">
        <Group gap="lg">
          <Checkbox label={t('What was said')} checked={wanted.words} disabled={!leg.analysis} onChange={(event) => set({ words: event.currentTarget.checked })} />
          <Checkbox label={t('The recording')} checked={wanted.sound} disabled={!leg.recording || !allowed('calls.listen')} onChange={(event) => set({ sound: event.currentTarget.checked })} />
        </Group>
        <Group grow align="flex-start">
          <Select label={t('Good for')} data={LASTS.map(([value, label]) => ({ value, label: t(label) }))} value={wanted.hours} onChange={(hours) => hours && set({ hours })} allowDeselect={false} />
          <PasswordInput label={t('Password, if it is to have one')} autoComplete="new-password" value={wanted.password} onChange={(event) => set({ password: event.currentTarget.value })} />
        </Group>
        <Group grow align="flex-start">
          <NumberInput label={t('From second')} min={0} value={wanted.from} onChange={(from) => set({ from })} placeholder={t('begin')} />
          <NumberInput label={t('To second')} min={0} value={wanted.to} onChange={(to) => set({ to })} placeholder={t('end')} />
        </Group>
        <TextInput label={t('Shown as')} maxLength={200} value={wanted.label} onChange={(event) => set({ label: event.currentTarget.value })} placeholder={t('Your call with us')} />
        {order.error && <div role="alert" style={{ color: 'var(--error)' }} className="foreign">{order.error.detail}</div>}
        <Button type="submit" loading={order.isPending} disabled={!wanted.words && !wanted.sound} style={{ alignSelf: 'flex-start' }}>{t('Make a link')}</Button>
      </Stack>
    </form>
  );
}

function One({ share }: { share: Share }) {
  const client = useQueryClient();
  const [shown, setShown] = useState(false);
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/calls/{id}/shares/{share_id}', { params: { path: { id: share.call_id, share_id: share.id } } })),
    onSuccess: () => { done(t('The link is good no more')); void client.invalidateQueries({ queryKey: ['shares', share.call_id] }); },
    onError: (error) => failed(error),
  });
  const what = [share.words && t('words'), share.sound && t('recording'), share.has_password && t('password'), share.from_ms !== null || share.to_ms !== null ? `${clock(share.from_ms ?? 0)}–${share.to_ms === null ? t('end') : clock(share.to_ms)}` : false];
  return (
    <li className={classes.one}>
      <div className={classes.line}>
        <span className="foreign-line">{share.label ?? t('Without a name')}</span>
        <span className="faint">{what.filter(Boolean).join(' · ')}</span>
        <Button variant="subtle" size="compact-sm" aria-expanded={shown} onClick={() => setShown(!shown)}>{many(share.views, '{n} view', '{n} views')}</Button>
        {share.is_open && <Button variant="subtle" color="red" size="compact-sm" loading={revoke.isPending} leftSection={<IconTrash size={14} />} onClick={() => revoke.mutate()}>{t('Revoke')}</Button>}
      </div>
      <div className="faint"><small>{share.revoked_at ? t('revoked {time}', { time: longTime(share.revoked_at) }) : t('until {time}', { time: longTime(share.expires_at) })}</small></div>
      {shown && <Views share={share} />}
    </li>
  );
}

function Views({ share }: { share: Share }) {
  const query = useQuery({
    queryKey: ['share views', share.id],
    queryFn: () => answer(api.GET('/v1/calls/{id}/shares/{share_id}/views', { params: { path: { id: share.call_id, share_id: share.id } } })),
    staleTime: 0,
  });
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const views = query.data?.data;
  if (!views) return null;
  if (views.length === 0) return <p className="faint">{t('Nobody came yet.')}</p>;
  return (
    <table className="rows">
      <thead><tr><th>{t('When')}</th><th>{t('What')}</th><th>{t('Address')}</th><th>{t('Program')}</th></tr></thead>
      <tbody>
        {views.slice(0, 50).map((view) => (
          <tr key={view.at}>
            <td className="num">{longTime(view.at)}</td>
            <td>{view.outcome === 'opened' ? (view.played ? t('Opened and heard') : t('Opened')) : t('Wrong password')}</td>
            <td className="mono">{view.address}</td>
            <td className={`foreign-line ${classes.program}`} title={view.user_agent}>{view.user_agent}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
