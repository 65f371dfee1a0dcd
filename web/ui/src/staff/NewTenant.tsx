// A tenant that the staff makes: its first admin is invited by mail.

import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { ZONES } from '../time/zones';
import { t } from '../words';
import { PLANS, POLICIES, tenantsChanged } from './tenants';

export function NewTenant({ close }: { close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [given, setGiven] = useState({ name: '', admin_email: '', plan: 'trial', policy: 'store_only', zone: 'UTC', subdomain: '' });
  const set = (name: keyof typeof given) => (event: React.ChangeEvent<HTMLInputElement>) => setGiven({ ...given, [name]: event.currentTarget.value });
  const make = useMutation({
    mutationFn: () => answer(api.POST('/admin/v1/tenants', { body: { ...given, admin_email: given.admin_email.trim(), subdomain: given.subdomain.trim() || null } })),
    onSuccess: (tenant) => {
      done(t('{name} is there; its admin is invited', { name: tenant.name }));
      tenantsChanged(client);
      close();
      void navigate({ to: '/staff/tenants/$id', params: { id: tenant.id } });
    },
  });
  return (
    <FormDialog holds={given} isSending={make.isPending} close={close} title={t('New tenant')} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Company')} value={given.name} onChange={set('name')} required maxLength={200} data-autofocus />
          <TextInput label={t('Address of its first admin')} description={t('Gets a link that is good for seven days.')} type="email" value={given.admin_email} onChange={set('admin_email')} required />
          <Group grow align="flex-start">
            <Select label={t('Plan')} data={Object.entries(PLANS).map(([value, label]) => ({ value, label: t(label) }))} value={given.plan} onChange={(plan) => plan && setGiven({ ...given, plan })} allowDeselect={false} />
            <Select label={t('At the limit')} data={Object.entries(POLICIES).map(([value, label]) => ({ value, label: t(label) }))} value={given.policy} onChange={(policy) => policy && setGiven({ ...given, policy })} allowDeselect={false} />
          </Group>
          <Group grow align="flex-start">
            <Select label={t('Time zone')} data={ZONES} value={given.zone} onChange={(zone) => zone && setGiven({ ...given, zone })} searchable limit={60} allowDeselect={false} />
            <TextInput label={t('Sub-domain')} placeholder={t('none')} value={given.subdomain} onChange={set('subdomain')} maxLength={63} />
          </Group>
          {make.error && <div role="alert" style={{ color: 'var(--error)' }}>{(make.error as Problem).detail}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={make.isPending}>{t('Make tenant')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
