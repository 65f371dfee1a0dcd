// A session that ended under an open page, or is about to: sign in on the spot, and nothing that was typed is lost. Of which plane it was, others say.

import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../api/client';
import { t } from '../words';

type Props = {
  opened: boolean; email: string; begin: (given: { password: string; code?: string }) => Promise<unknown>;
  leave: () => void;
  /** There is still one: it may be left for later. */
  isEarly?: boolean;
};

export function Ended({ opened, email, begin, leave, isEarly = false }: Props) {
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const [error, setError] = useState<{ of: 'password' | 'code'; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await begin({ password, code: code || undefined });
      // What could not be asked meanwhile is asked now.
      void client.invalidateQueries();
      setPassword('');
      setCode('');
      setAsksCode(false);
      if (isEarly) leave();
    } catch (refused) {
      const isOfCode = refused instanceof Problem && refused.code === 'second_factor_needed';
      if (isOfCode) setAsksCode(true);
      // The first time it is a question and no failure. What is wrong stands where it was typed.
      if (isOfCode) setError(code ? { of: 'code', text: t('That code is wrong, or was used already.') } : null);
      else setError({ of: 'password', text: refused instanceof Problem ? refused.detail : String(refused) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={isEarly ? leave : () => undefined} withCloseButton={isEarly} closeOnClickOutside={false} closeOnEscape={isEarly} title={isEarly ? t('Renew your session') : t('Your session has ended')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div className="faint">{t('Sign in as {email} to go on where you were. Nothing on this page is lost.', { email })}</div>
          <PasswordInput label={t('Password')} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={error?.of === 'password' && error.text} data-autofocus required />
          {asksCode && <TextInput label={t('Code of your second factor')} autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.currentTarget.value)} error={error?.of === 'code' && error.text} autoFocus required />}
          <Group justify="space-between">
            <Button variant="subtle" color="gray" onClick={leave}>{isEarly ? t('Not now') : t('Somebody else')}</Button>
            <Button type="submit" loading={busy}>{t('Sign in')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
