// One's own: name, address, password, second factor, sessions.

import { Button, Group as Row, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { Face } from './Face';
import { SecondFactor, useOwnDoor } from './SecondFactor';
import { OwnSessions } from './Sessions';
import { sessionQuery, useMe } from './session';
import { useRoleName } from './team';
import classes from './team.module.css';

export function ProfilePage() {
  const me = useMe();
  const door = useOwnDoor();
  return (
    <Page title={t('Your profile')} name={t('Your profile')}>
      <section className={`panel ${classes.form}`}>
        <div className={classes.about}><h2>{t('You')}</h2><p>{t('Name and address stand in every company you belong to.')}</p></div>
        <Stack gap="md">
          <Row gap="md"><Face name={me.name || me.email} /><div><div className="foreign" style={{ fontWeight: 600 }}>{me.name}</div><div className="faint foreign">{me.email}</div>{!me.second_factor_missing && <RoleName role={me.role} />}</div></Row>
          <Name /><Address />
        </Stack>
      </section>
      <section className={`panel ${classes.form}`}><div className={classes.about}><h2>{t('Second factor')}</h2><p>{t('A code from your telephone beside the password: whoever learns the password alone is not let in.')}</p></div><SecondFactor door={door} /></section>
      <section className={`panel ${classes.form}`}><div className={classes.about}><h2>{t('Password')}</h2><p>{t('Changing it ends all your other sessions.')}</p></div><Password /></section>
      <section className={`panel ${classes.form}`}><div className={classes.about}><h2>{t('Sessions')}</h2><p>{t('Wherever you are signed in, in all companies.')}</p></div><div><OwnSessions /></div></section>
    </Page>
  );
}

function RoleName({ role }: { role: string }) {
  const name = useRoleName();
  return <div className="faint">{name(role)}</div>;
}

function Name() {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const change = useMutation({
    mutationFn: (wanted: string) => answer(api.PATCH('/v1/auth/profile', { body: { name: wanted } })),
    onSuccess: (_, wanted) => { done(t('Saved')); client.setQueryData(sessionQuery.queryKey, (now) => now && { ...now, name: wanted }); void client.invalidateQueries({ queryKey: sessionQuery.queryKey }); },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); change.mutate(name.trim()); }}>
      <Unsaved when={name.trim() !== me.name} />
      <Row align="flex-end" gap="sm" maw={440}>
        <TextInput label={t('Your name')} autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} error={(change.error as Problem | null)?.detail} maxLength={200} required style={{ flex: 1 }} />
        <Button type="submit" variant="default" loading={change.isPending} disabled={!name.trim() || name.trim() === me.name}>{t('Save')}</Button>
      </Row>
    </form>
  );
}

/** Another address: confirmed by a link that is sent there. */
function Address() {
  const [open, setOpen] = useState(false);
  const [given, setGiven] = useState({ email: '', password: '' });
  const ask = useMutation({
    mutationFn: () => answer(api.POST('/v1/auth/email', { body: { ...given, email: given.email.trim() } })),
    onSuccess: () => { done(t('A link was sent to {email}', { email: given.email.trim() })); setGiven({ email: '', password: '' }); setOpen(false); },
  });
  const problem = ask.error as Problem | null;
  if (!open) return <Row><Button variant="default" onClick={() => setOpen(true)}>{t('Change address')}</Button></Row>;
  return (
    <form onSubmit={(event) => { event.preventDefault(); ask.mutate(); }}>
      <Stack gap="sm" maw={360}>
        <TextInput label={t('New address')} description={t('In force once the link that is sent there was followed.')} type="email" value={given.email} onChange={(event) => setGiven({ ...given, email: event.currentTarget.value })} error={problem && problem.code !== 'wrong_password' ? problem.detail : undefined} required autoFocus />
        <PasswordInput label={t('Your password')} autoComplete="current-password" value={given.password} onChange={(event) => setGiven({ ...given, password: event.currentTarget.value })} error={problem?.code === 'wrong_password' ? t('That is not your password.') : undefined} required />
        <Row><Button type="submit" loading={ask.isPending}>{t('Send the link')}</Button><Button variant="default" onClick={() => setOpen(false)}>{t('Cancel')}</Button></Row>
      </Stack>
    </form>
  );
}

function Password() {
  const [given, setGiven] = useState({ current: '', password: '' });
  const change = useMutation({
    mutationFn: () => answer(api.POST('/v1/auth/password', { body: given })),
    onSuccess: () => { done(t('Your password is new')); setGiven({ current: '', password: '' }); },
  });
  const problem = change.error as Problem | null;
  return (
    <form onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
      <Stack gap="sm" maw={360}>
        <PasswordInput label={t('Current password')} autoComplete="current-password" value={given.current} onChange={(event) => setGiven({ ...given, current: event.currentTarget.value })} error={problem?.code === 'wrong_password' ? t('That is not your password.') : undefined} required />
        <PasswordInput label={t('New password')} description={t('At least 10 characters. Passwords known to be stolen are refused.')} autoComplete="new-password" minLength={10} value={given.password} onChange={(event) => setGiven({ ...given, password: event.currentTarget.value })} error={problem && problem.code !== 'wrong_password' ? problem.detail : undefined} required />
        <Row><Button type="submit" loading={change.isPending}>{t('Change password')}</Button></Row>
      </Stack>
    </form>
  );
}
