// Sign in: address and password, then the second factor where there is one. One field takes its code or a recovery code.

import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../api/client';
import { one } from '../search';
import { many, t } from '../words';
import { Door } from './Door';
import { signIn } from './sign_in';

export function SignIn() {
  const search = useSearch({ strict: false }) as Record<string, string | string[]>;
  const navigate = useNavigate();
  const [given, setGiven] = useState({ email: '', password: '', code: '' });
  const [asksCode, setAsksCode] = useState(false);
  const [error, setError] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (name: keyof typeof given) => (event: React.ChangeEvent<HTMLInputElement>) => setGiven({ ...given, [name]: event.currentTarget.value });
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn({ email: given.email.trim(), password: given.password, code: given.code.trim() || undefined, tenant_id: one(search.tenant) });
      // As it is written: its question and its place in the page go along.
      await navigate({ href: ownPath(one(search.next)) } as never);
    } catch (refused) {
      const problem = refused instanceof Problem ? refused : null;
      // The first time it is a question and no failure.
      if (problem?.code === 'second_factor_needed' && !asksCode) setAsksCode(true);
      else setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Door
      title={asksCode ? t('One more step') : t('Sign in')}
      lead={asksCode ? t('The code that your authenticator app shows, or one of your recovery codes.') : t('Welcome back.')}
      foot={asksCode
        ? <Anchor component="button" type="button" onClick={() => { setAsksCode(false); setError(null); setGiven({ ...given, code: '', password: '' }); }}>{t('Use another account')}</Anchor>
        : <><span>{t('New here?')} <Link to="/sign-up">{t('Create an account')}</Link></span></>}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          {error && <Alert color="red" variant="light" role="alert"><span className="foreign">{words(error)}</span></Alert>}
          {!asksCode && <>
            <TextInput label={t('E-mail')} type="email" name="email" autoComplete="username" value={given.email} onChange={set('email')} required autoFocus size="md" />
            <div>
              <PasswordInput label={t('Password')} name="password" autoComplete="current-password" value={given.password} onChange={set('password')} required size="md" />
              <Anchor component={Link} to="/forgot" size="sm" mt={6} display="inline-block">{t('Forgot your password?')}</Anchor>
            </div>
          </>}
          {asksCode && <TextInput label={t('Code')} name="code" autoComplete="one-time-code" value={given.code} onChange={set('code')} required autoFocus size="md" styles={{ input: { letterSpacing: '0.18em', fontVariantNumeric: 'tabular-nums' } }} />}
          <Button type="submit" loading={busy} fullWidth size="md" h={40} mt={4}>{asksCode ? t('Continue') : t('Sign in')}</Button>
        </Stack>
      </form>
    </Door>
  );
}

function words(problem: Problem): string {
  if (problem.code === 'wrong_credentials') return t('The address or the password is wrong.');
  if (problem.code === 'second_factor_needed') return t('That code is wrong, or was used already.');
  if (problem.code === 'too_many_attempts' && problem.retryAfterS) {
    return many(Math.ceil(problem.retryAfterS / 60), 'Too many attempts. Try again in {n} minute, or follow the link in the mail that was sent.', 'Too many attempts. Try again in {n} minutes, or follow the link in the mail that was sent.');
  }
  return problem.detail;
}

/** Only a path of this very site is followed. */
export function ownPath(next: string | undefined): string {
  return next && /^\/app(?:[/?#]|$)/.test(next) ? next : '/app';
}
