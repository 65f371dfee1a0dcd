// Deleting a tenant: its name is typed, a grace is given, and until it is over everything can be restored.

import { NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { t } from '../words';
import type { Tenant } from './tenants';
import { WithReason } from './WithReason';

export function CloseTenant({ tenant, done, close }: { tenant: Tenant; done: () => void; close: () => void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState<number | string>(30);
  const grace = Number(days);
  return (
    <WithReason
      title={t('Delete {name}', { name: tenant.name })} action={t('Delete')} color="red" close={close} ready={name.trim() === tenant.name.trim() && days !== '' && Number.isInteger(grace)}
      says={t('From here on nothing of it is taken or shown. When the grace is over everything is destroyed for good: calls, recordings, transcripts, people, keys. A signed certificate of that stays.')}
      run={async (reason) => { await answer(api.POST('/admin/v1/tenants/{id}/close', { params: { path: { id: tenant.id } }, body: { reason, grace_days: grace } })); done(); }}
    >
      <NumberInput label={t('Grace')} suffix={t(' days')} description={grace === 0 ? t('None: it is destroyed within minutes.') : t('Until then it can be restored.')} value={days} onChange={setDays} min={0} max={365} allowDecimal={false} w={160} />
      <TextInput label={<>{t('Type its name:')} <span className="foreign">{tenant.name}</span></>} value={name} onChange={(event) => setName(event.currentTarget.value)} autoComplete="off" required />
    </WithReason>
  );
}
