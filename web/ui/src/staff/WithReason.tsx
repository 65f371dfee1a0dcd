// An order that asks why, with what else it needs; the refusal stays in view.

import { Button, Group, Stack, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Problem } from '../api/client';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { t } from '../words';

type Props = { title: string; says: ReactNode; action: string; color?: string; read?: string; children?: ReactNode; ready?: boolean; run: (reason: string) => Promise<unknown>; close: () => void };

export function WithReason({ title, says, action, color, read, children, ready = true, run, close }: Props) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await run(reason.trim());
      close();
    } catch (refused) {
      setError(refused instanceof Problem ? refused.detail : String(refused));
      setBusy(false);
    }
  };
  return (
    <FormDialog holds={reason} isSending={busy} close={close} title={<span className="foreign-line">{title}</span>}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div className="faint">{says}</div>
          {children}
          <Textarea label={t('Reason')} description={read ?? t('It stands in the audit log of the tenant.')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required maxLength={500} autosize minRows={2} maxRows={6} data-autofocus />
          {error && <div role="alert" style={{ color: 'var(--error)' }}>{error}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" color={color} loading={busy} disabled={!ready || !reason.trim()}>{action}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
