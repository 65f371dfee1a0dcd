// Name, plan and limits of a tenant. Only what was changed is sent; it is in force within a second.

import { Button, Group, NumberInput, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { ZONES } from '../time/zones';
import { t } from '../words';
import { PLANS, POLICIES, type Tenant, tenantsChanged } from './tenants';

type Given = { name: string; subdomain: string; plan: string; policy: string; zone: string; limit: string; calls: number | string; rate: number | string; concurrent: number | string };

function given(tenant: Tenant): Given {
  return {
    name: tenant.name, subdomain: tenant.subdomain ?? '', plan: tenant.plan, policy: tenant.policy, zone: tenant.zone, limit: tenant.limit_kind, calls: tenant.calls_limit ?? 1000,
    rate: tenant.requests_per_minute ?? '', concurrent: tenant.concurrent_max ?? '',
  };
}

/** Only what is another value than before. */
export function changesOf(before: Given, now: Given): Schemas['TenantChange'] {
  const number = (value: number | string) => (value === '' ? null : Number(value));
  const change: Record<string, unknown> = {};
  for (const name of ['name', 'plan', 'policy', 'zone'] as const) if (before[name] !== now[name]) change[name] = now[name];
  if (before.subdomain !== now.subdomain) change.subdomain = now.subdomain.trim() || null;
  if (before.limit !== now.limit || (now.limit === 'custom' && Number(before.calls) !== Number(now.calls))) change.calls_limit = now.limit === 'custom' ? Number(now.calls) : now.limit;
  if (before.rate !== now.rate) change.requests_per_minute = number(now.rate);
  if (before.concurrent !== now.concurrent) change.concurrent_max = number(now.concurrent);
  return change as Schemas['TenantChange'];
}

export function EditTenant({ tenant, close }: { tenant: Tenant; close: () => void }) {
  const client = useQueryClient();
  const before = given(tenant);
  const [now, setNow] = useState(before);
  const changes = changesOf(before, now);
  const isChanged = Object.keys(changes).length > 0;
  const set = (name: 'name' | 'subdomain') => (event: React.ChangeEvent<HTMLInputElement>) => setNow({ ...now, [name]: event.currentTarget.value });
  const save = useMutation({
    mutationFn: () => answer(api.PATCH('/admin/v1/tenants/{id}', { params: { path: { id: tenant.id } }, body: changes })),
    onSuccess: () => { done(t('Saved')); tenantsChanged(client); close(); },
  });
  const options = (of: Record<string, string>, own: string) => [...Object.entries(of), ...(own in of ? [] : [[own, own]])].map(([value, label]) => ({ value: value ?? own, label: t(label ?? own) }));
  return (
    <FormDialog holds={now} isSending={save.isPending} close={close} title={t('Change {name}', { name: tenant.name })} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <Group grow align="flex-start">
            <TextInput label={t('Company')} value={now.name} onChange={set('name')} required maxLength={200} data-autofocus />
            <TextInput label={t('Sub-domain')} placeholder={t('none')} value={now.subdomain} onChange={set('subdomain')} maxLength={63} />
          </Group>
          <Group grow align="flex-start">
            <Select label={t('Plan')} data={options(PLANS, tenant.plan)} value={now.plan} onChange={(plan) => plan && setNow({ ...now, plan })} allowDeselect={false} />
            <Select label={t('Time zone')} data={ZONES.includes(tenant.zone) ? ZONES : [tenant.zone, ...ZONES]} value={now.zone} onChange={(zone) => zone && setNow({ ...now, zone })} searchable limit={60} allowDeselect={false} />
          </Group>
          <div>
            <div className="faint" style={{ fontSize: 13, marginBottom: 4 }} id="limit-of">{t('Calls a period')}</div>
            <Group gap="sm">
              <SegmentedControl size="sm" aria-labelledby="limit-of" value={now.limit} onChange={(limit) => setNow({ ...now, limit })} data={[{ value: 'plan', label: t('As the plan') }, { value: 'custom', label: t('So many') }, { value: 'unlimited', label: t('Unlimited') }]} />
              {now.limit === 'custom' && <NumberInput aria-label={t('So many calls a period')} value={now.calls} onChange={(calls) => setNow({ ...now, calls })} min={0} allowDecimal={false} thousandSeparator w={130} required />}
            </Group>
          </div>
          <Select label={t('At the limit')} data={options(POLICIES, tenant.policy)} value={now.policy} onChange={(policy) => policy && setNow({ ...now, policy })} allowDeselect={false} />
          <Group grow align="flex-start">
            <NumberInput label={t('Requests a minute')} description={t('Of all its keys and sessions together')} placeholder={t('no limit of its own')} value={now.rate} onChange={(rate) => setNow({ ...now, rate })} min={1} allowDecimal={false} />
            <NumberInput label={t('Analyses at the same time')} description={t('Nothing: as the plan says')} placeholder={t('as the plan')} value={now.concurrent} onChange={(concurrent) => setNow({ ...now, concurrent })} min={1} allowDecimal={false} />
          </Group>
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending} disabled={!isChanged}>{t('Save')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
