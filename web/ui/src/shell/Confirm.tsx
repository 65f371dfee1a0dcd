// Asks before what cannot be taken back, says what will happen, and keeps the refusal in view.

import { Button, Group, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Problem } from '../api/client';
import { t } from '../words';
import { Question } from './Question';

export function Confirm({ title, children, action, color = 'red', run, close }: { title: string; children?: ReactNode; action: string; color?: string; run: () => Promise<unknown>; close: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await run();
      close();
    } catch (refused) {
      setError(refused instanceof Problem ? refused.detail : String(refused));
      setBusy(false);
    }
  };
  return (
    <Question title={title} close={close}>
      <Stack gap="md">
        {children && <div className="faint">{children}</div>}
        {error && <div role="alert" style={{ color: 'var(--error)' }}>{error}</div>}
        <Group justify="flex-end"><Button variant="default" onClick={close}>{t('Cancel')}</Button><Button color={color} loading={busy} onClick={() => void go()}>{action}</Button></Group>
      </Stack>
    </Question>
  );
}
