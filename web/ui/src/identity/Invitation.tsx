// Somebody was invited: who invites to what, and joining; or, with an open link, asking for an invitation to one's own address.

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../api/client';
import type { Problem } from '../api/client';
import { t } from '../words';
import { Door } from './Door';
import { Refused, tokenOf, useOrder } from './Links';

function useInvitation() {
  const token = tokenOf();
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: () => answer(api.POST('/v1/auth/invitation', { body: { token } })),
    enabled: token !== '',
    retry: false,
  });
}

const toSignIn = () => <Link to="/sign-in">{t('To sign-in')}</Link>;

export function Invitation() {
  const invitation = useInvitation();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const shown = invitation.data;
  const { state, error, run } = useOrder(() =>
    answer(api.POST('/v1/auth/invitation/accept', { body: { token: tokenOf(), ...(shown?.known ? {} : { name, password }) } })),
  );
  if (state === 'done') {
    return <Door title={t('Welcome')} lead={t('Sign in with your address and password.')}><Button component="a" href="/sign-in" fullWidth h={40}>{t('Sign in')}</Button></Door>;
  }
  if (!shown) {
    const wrong = invitation.error as Problem | null;
    return <Door title={t('Your invitation')} lead={wrong || !tokenOf() ? undefined : t('One moment.')} foot={toSignIn()}>{wrong || !tokenOf() ? <Refused error={wrong} /> : null}{!tokenOf() && <Alert color="orange" variant="light">{t('The link is not whole. Open it from the mail again, or copy all of it.')}</Alert>}</Door>;
  }
  const weak = error?.code === 'weak_password' ? error.detail : undefined;
  return (
    <Door title={t('Join {company}', { company: shown.company })} lead={t('{email} is invited as {role}.', { email: shown.email ?? '', role: shown.role })} foot={toSignIn()}>
      <form onSubmit={run}>
        <Stack gap="sm">
          <Refused error={weak ? null : error} />
          {!shown.known && (
            <>
              <TextInput label={t('Your name')} name="name" autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} required autoFocus />
              <PasswordInput label={t('Password')} description={t('At least 10 characters. Passwords known to be stolen are refused.')} name="password" autoComplete="new-password" minLength={10} value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={weak} required />
            </>
          )}
          {shown.known && <Alert color="blue" variant="light">{t('You have an account already: it is used here too.')}</Alert>}
          <Button type="submit" loading={state === 'busy'} fullWidth h={40}>{t('Join')}</Button>
        </Stack>
      </form>
    </Door>
  );
}

export function Join() {
  const invitation = useInvitation();
  const [email, setEmail] = useState('');
  const { state, error, run } = useOrder(() => answer(api.POST('/v1/auth/invitation/ask', { body: { token: tokenOf(), email: email.trim() } })));
  if (state === 'done') {
    return <Door title={t('Look into your mail')} lead={t('An invitation for {email} is on its way. It is good for a week and once.', { email })} foot={toSignIn()} />;
  }
  return (
    <Door title={invitation.data ? t('Join {company}', { company: invitation.data.company }) : t('Your invitation')} lead={t('We send an invitation to your address.')} foot={toSignIn()}>
      <form onSubmit={run}>
        <Stack gap="sm">
          <Refused error={error ?? (invitation.error as Problem | null)} />
          <TextInput label={t('E-mail')} type="email" name="email" autoComplete="username" value={email} onChange={(event) => setEmail(event.currentTarget.value)} required autoFocus size="md" />
          <Button type="submit" loading={state === 'busy'} fullWidth h={40} disabled={!invitation.data}>{t('Send the invitation')}</Button>
        </Stack>
      </form>
    </Door>
  );
}
