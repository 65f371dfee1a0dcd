// Where the links of mails lead: a confirmed address, a new password, an account unlocked. The secret stands behind the `#`, so that it
// reaches no server's log; opening a link changes nothing until the button is pressed, because programs open links too.

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { t } from '../words';
import { Door } from './Door';

export function tokenOf(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
}

export function useOrder(order: () => Promise<unknown>) {
  const [state, setState] = useState<'open' | 'busy' | 'done'>('open');
  const [error, setError] = useState<Problem | null>(null);
  const run = async (event?: React.FormEvent) => {
    event?.preventDefault();
    setState('busy');
    setError(null);
    try {
      await order();
      setState('done');
    } catch (refused) {
      setError(refused as Problem);
      setState('open');
    }
  };
  return { state, error, run };
}

export function Refused({ error }: { error: Problem | null }) {
  if (!error) return null;
  return <Alert color="red" variant="light" role="alert">{error.code === 'invalid_link' ? t('This link was used already, or is too old. Ask for a new one.') : error.detail}</Alert>;
}

const toSignIn = () => <Link to="/sign-in">{t('To sign-in')}</Link>;

export function Verify() {
  const { state, error, run } = useOrder(() => answer(api.POST('/v1/auth/verify', { body: { token: tokenOf() } })));
  if (state === 'done') {
    return <Door title={t('Your account is there')} lead={t('Sign in with your address and password.')}><Button component="a" href="/sign-in" fullWidth h={40}>{t('Sign in')}</Button></Door>;
  }
  return (
    <Door title={t('Confirm your address')} lead={t('One press, and your company has its account.')} foot={<Link to="/sign-up">{t('Sign up again')}</Link>}>
      <Stack gap="sm">
        <Refused error={error} />
        <Button onClick={() => void run()} loading={state === 'busy'} fullWidth h={40} disabled={!tokenOf()}>{t('Confirm')}</Button>
        {!tokenOf() && <Alert color="orange" variant="light">{t('The link is not whole. Open it from the mail again, or copy all of it.')}</Alert>}
      </Stack>
    </Door>
  );
}

export function Forgot() {
  const [email, setEmail] = useState('');
  const { state, error, run } = useOrder(() => answer(api.POST('/v1/auth/password/forgot', { body: { email: email.trim() } })));
  if (state === 'done') {
    return <Door title={t('Look into your mail')} lead={t('If {email} has an account, a link is on its way. It is good for an hour and once.', { email })} foot={toSignIn()} />;
  }
  return (
    <Door title={t('A new password')} lead={t('We send a link to your address.')} foot={toSignIn()}>
      <form onSubmit={run}>
        <Stack gap="sm">
          <Refused error={error} />
          <TextInput label={t('E-mail')} type="email" name="email" autoComplete="username" value={email} onChange={(event) => setEmail(event.currentTarget.value)} required autoFocus size="md" />
          <Button type="submit" loading={state === 'busy'} fullWidth h={40}>{t('Send the link')}</Button>
        </Stack>
      </form>
    </Door>
  );
}

export function Reset() {
  const [password, setPassword] = useState('');
  const { state, error, run } = useOrder(() => answer(api.POST('/v1/auth/password/reset', { body: { token: tokenOf(), password } })));
  if (state === 'done') {
    return <Door title={t('Your password is new')} lead={t('Every session of yours was ended; sign in again.')}><Button component="a" href="/sign-in" fullWidth h={40}>{t('Sign in')}</Button></Door>;
  }
  const weak = error?.code === 'weak_password' ? error.detail : undefined;
  return (
    <Door title={t('A new password')} lead={t('It ends every session you have anywhere.')} foot={<Link to="/forgot">{t('Ask for a new link')}</Link>}>
      <form onSubmit={run}>
        <Stack gap="sm">
          <Refused error={weak ? null : error} />
          <PasswordInput label={t('New password')} description={t('At least 10 characters. Passwords known to be stolen are refused.')} name="password" autoComplete="new-password" minLength={10} value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={weak} required autoFocus size="md" />
          <Button type="submit" loading={state === 'busy'} fullWidth h={40} disabled={!tokenOf()}>{t('Set password')}</Button>
          {!tokenOf() && <Alert color="orange" variant="light">{t('The link is not whole. Open it from the mail again, or copy all of it.')}</Alert>}
        </Stack>
      </form>
    </Door>
  );
}

export function Unlock() {
  const { state, error, run } = useOrder(() => answer(api.POST('/v1/auth/unlock', { body: { token: tokenOf() } })));
  if (state === 'done') return <Door title={t('Unlocked')} lead={t('You can sign in again.')}><Button component="a" href="/sign-in" fullWidth h={40}>{t('Sign in')}</Button></Door>;
  return (
    <Door title={t('Unlock your account')} lead={t('Somebody typed a wrong password too often. Was it not you? Then choose a new password.')} foot={<Link to="/forgot">{t('A new password')}</Link>}>
      <Stack gap="sm">
        <Refused error={error} />
        <Button onClick={() => void run()} loading={state === 'busy'} fullWidth h={40} disabled={!tokenOf()}>{t('Unlock')}</Button>
      </Stack>
    </Door>
  );
}

export function ConfirmAddress() {
  const { state, error, run } = useOrder(() => answer(api.POST('/v1/auth/email/confirm', { body: { token: tokenOf() } })));
  if (state === 'done') return <Door title={t('Your address is new')} lead={t('Sign in with it from now on.')}><Button component="a" href="/sign-in" fullWidth h={40}>{t('Sign in')}</Button></Door>;
  return (
    <Door title={t('Confirm your new address')} lead={t('Mails go there, and you sign in with it.')} foot={toSignIn()}>
      <Stack gap="sm">
        <Refused error={error} />
        <Button onClick={() => void run()} loading={state === 'busy'} fullWidth h={40} disabled={!tokenOf()}>{t('Confirm')}</Button>
      </Stack>
    </Door>
  );
}
