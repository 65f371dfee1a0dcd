// One's own account as staff: password and second factor.

import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Face } from '../identity/Face';
import { type FactorDoor, SecondFactor } from '../identity/SecondFactor';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { bothTimes, longTime } from '../time/zone';
import { t } from '../words';
import { STAFF_ROLES, staffQuery, staffSignOut, useStaff } from './session';
import classes from '../identity/team.module.css';

export function ProfilePage() {
  const me = useStaff();
  const client = useQueryClient();
  const door: FactorDoor = {
    has: me.second_factor, isMissing: me.second_factor_missing, leave: () => void staffSignOut(), again: () => void client.invalidateQueries({ queryKey: staffQuery.queryKey }),
    offer: (password) => answer(api.POST('/admin/v1/auth/second-factor', { body: { password } })),
    confirm: (code) => answer(api.POST('/admin/v1/auth/second-factor/confirm', { body: { code } })),
    remove: (body) => answer(api.POST('/admin/v1/auth/second-factor/remove', { body })),
  };
  return (
    <Page title={t('Your profile')} name={t('Your profile')}>
      <section className={`panel ${classes.form}`}>
        <div className={classes.about}><h2>{t('You')}</h2><p>{t('An owner changes name and role.')}</p></div>
        <Group gap="md"><Face name={me.name || me.email} /><div><div className="foreign" style={{ fontWeight: 600 }}>{me.name}</div><div className="faint foreign">{me.email}</div><div className="faint">{t(STAFF_ROLES[me.role] ?? me.role)} · <span title={bothTimes(me.expires_at)}>{t('signed in until {time}', { time: longTime(me.expires_at) })}</span></div></div></Group>
      </section>
      <section className={`panel ${classes.form}`}><div className={classes.about}><h2>{t('Second factor')}</h2><p>{t('A code from your telephone beside the password: whoever learns the password alone is not let in.')}</p></div><SecondFactor door={door} /></section>
      <section className={`panel ${classes.form}`}><div className={classes.about}><h2>{t('Password')}</h2><p>{t('Changing it ends all your other sessions.')}</p></div><Password /></section>
    </Page>
  );
}

function Password() {
  const [given, setGiven] = useState({ current: '', password: '' });
  const change = useMutation({
    mutationFn: () => answer(api.POST('/admin/v1/auth/password', { body: given })),
    onSuccess: () => { done(t('Your password is new')); setGiven({ current: '', password: '' }); },
  });
  const problem = change.error as Problem | null;
  return (
    <form onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
      <Stack gap="sm" maw={360}>
        <PasswordInput label={t('Current password')} autoComplete="current-password" value={given.current} onChange={(event) => setGiven({ ...given, current: event.currentTarget.value })} error={problem?.code === 'wrong_password' ? t('That is not your password.') : undefined} required />
        <PasswordInput label={t('New password')} description={t('At least 10 characters. Passwords known to be stolen are refused.')} autoComplete="new-password" minLength={10} value={given.password} onChange={(event) => setGiven({ ...given, password: event.currentTarget.value })} error={problem && problem.code !== 'wrong_password' ? problem.detail : undefined} required />
        <Group><Button type="submit" loading={change.isPending}>{t('Change password')}</Button></Group>
      </Stack>
    </form>
  );
}
