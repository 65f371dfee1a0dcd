// A company signs up. The answer is the same for every address: who has an account is told to nobody.

import { Alert, Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { ZONES } from '../time/zones';
import { many, t } from '../words';
import { Door } from './Door';

export function SignUp() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [given, setGiven] = useState({ company: '', name: '', email: '', password: '', zone: ZONES.includes(own) ? own : 'UTC' });
  const [error, setError] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const set = (name: keyof typeof given) => (event: React.ChangeEvent<HTMLInputElement>) => setGiven({ ...given, [name]: event.currentTarget.value });
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await answer(api.POST('/v1/auth/sign-up', { body: { ...given, email: given.email.trim() } }));
      setSent(true);
    } catch (refused) {
      setError(refused as Problem);
    } finally {
      setBusy(false);
    }
  };
  if (sent) {
    return (
      <Door title={t('Look into your mail')} lead={t('A link was sent to {email}. It is good for a day and once. Nothing came? Look into the folder for junk, or sign up again.', { email: given.email })}
        foot={<Link to="/sign-in">{t('To sign-in')}</Link>} />
    );
  }
  const weak = error?.code === 'weak_password' ? error.detail : undefined;
  return (
    <Door title={t('Create an account')} lead={t('14 days and 100 calls, without a card.')} foot={<span>{t('You have one?')} <Link to="/sign-in">{t('Sign in')}</Link></span>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {error && !weak && <Alert color="red" variant="light" role="alert">{words(error)}</Alert>}
          <TextInput label={t('Company')} name="company" autoComplete="organization" value={given.company} onChange={set('company')} required autoFocus />
          <TextInput label={t('Your name')} name="name" autoComplete="name" value={given.name} onChange={set('name')} required />
          <TextInput label={t('E-mail')} type="email" name="email" autoComplete="username" value={given.email} onChange={set('email')} required />
          <PasswordInput label={t('Password')} description={t('At least 10 characters. Passwords known to be stolen are refused.')} name="password" autoComplete="new-password" minLength={10} value={given.password} onChange={set('password')} error={weak} required />
          <Select label={t('Time zone')} description={t('Days and hours of your figures are counted in it.')} data={ZONES} value={given.zone} onChange={(zone) => setGiven({ ...given, zone: zone ?? 'UTC' })} searchable limit={60} allowDeselect={false} />
          <Button type="submit" loading={busy} fullWidth h={40} mt={4}>{t('Create account')}</Button>
        </Stack>
      </form>
    </Door>
  );
}

function words(problem: Problem): string {
  if (problem.code === 'too_many_attempts' && problem.retryAfterS) {
    return many(Math.ceil(problem.retryAfterS / 60), 'Several mails went to this address already. Try again in {n} minute; nothing of this is kept until then.', 'Several mails went to this address already. Try again in {n} minutes; nothing of this is kept until then.');
  }
  return problem.detail;
}
