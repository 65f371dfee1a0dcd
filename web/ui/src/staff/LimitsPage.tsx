// How many requests are let in: what holds for everybody, and the tenants that have it otherwise or ran into it.

import { Button, Group, NumberInput, Skeleton, Stack } from '@mantine/core';
import { IconGauge, IconPlus } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { count } from '../figure';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { t } from '../words';
import { FindTenant } from './FindTenant';
import { useStaffMay } from './session';
import { tenantsChanged } from './tenants';
import classes from './staff.module.css';

type Limited = Schemas['LimitedTenant'];

const query = queryOptions({ queryKey: ['staff', 'limits'], queryFn: () => answer(api.GET('/admin/v1/platform/limits')), refetchInterval: 15_000 });

export function LimitsPage() {
  const mayChange = useStaffMay()('tenants.manage');
  const { data, error, refetch } = useQuery(query);
  // Null: of a tenant that is still to be chosen.
  const [changed, setChanged] = useState<Limited | null | undefined>();
  return (
    <Page title={t('Rate limits')} name={t('Rate limits')} aside={mayChange && data && <Button leftSection={<IconPlus size={15} />} onClick={() => setChanged(null)}>{t('Limit a tenant')}</Button>}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={300} radius="md" />}
      {data && (
        <>
          <section className="panel scroll-x" aria-label={t('Of everybody')}>
            <table className="rows">
              <thead><tr><th>{t('Of everybody')}</th><th className="end">{t('At once')}</th><th className="end">{t('A minute')}</th></tr></thead>
              <tbody>
                <Everybody name={t('Each key and each session')} says={t('Where a key has no rate of its own.')} rate={data.key} />
                <Everybody name={t('Each address that is not signed in')} says={t('Signing in and up, links to shared calls.')} rate={data.door} />
              </tbody>
            </table>
          </section>
          <p className="faint" style={{ margin: 0, fontSize: 13 }}>{t('The configuration says them (bounds). One request too many is answered with 429 and the seconds to wait.')}</p>
          <Tenants tenants={data.tenants} days={data.days} change={mayChange ? setChanged : undefined} />
        </>
      )}
      {changed !== undefined && <Change tenant={changed} close={() => setChanged(undefined)} />}
    </Page>
  );
}

function Everybody({ name, says, rate }: { name: string; says: string; rate: Schemas['RequestRate'] }) {
  return <tr><td><div style={{ fontWeight: 550 }}>{name}</div><div className="faint">{says}</div></td><td className="end num">{count(rate.burst)}</td><td className="end num">{count(rate.per_minute)}</td></tr>;
}

function Tenants({ tenants, days, change }: { tenants: Limited[]; days: number; change?: (tenant: Limited) => void }) {
  if (tenants.length === 0) return <div className="panel"><Empty icon={<IconGauge size={26} stroke={1.5} aria-hidden />} title={t('All tenants have the same')}>{t('None has limits of its own, and no request was one too many in {days} days.', { days })}</Empty></div>;
  return (
    <section className="panel scroll-x" aria-label={t('Tenants')}>
      <table className="rows">
        <thead>
          <tr>
            <th>{t('Tenant')}</th><th className="end">{t('Requests a minute')}</th><th className="end">{t('Analyses at the same time')}</th><th className="end">{t('Requests, {days} days', { days })}</th><th className="end">{t('One too many')}</th>
            {change && <th><span className="unseen">{t('Actions')}</span></th>}
          </tr>
        </thead>
        <tbody>
          {tenants.map((tenant) => (
            <tr key={tenant.tenant_id}>
              <td className={classes.nameCell}><Link to="/staff/tenants/$id" params={{ id: tenant.tenant_id }} className={`${classes.name} foreign-line`}>{tenant.name}</Link></td>
              <td className="end num">{own(tenant.requests_per_minute)}</td><td className="end num">{own(tenant.concurrent_max)}</td>
              <td className="end num">{count(tenant.requests)}</td><td className="end num" style={tenant.limited > 0 ? { color: 'var(--warning)' } : undefined}>{count(tenant.limited)}</td>
              {change && <td className="end"><Button variant="default" size="compact-sm" onClick={() => change(tenant)} aria-label={t('Change the limits of {name}', { name: tenant.name })}>{t('Change')}</Button></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function own(limit: number | null) {
  return limit === null ? <span className="faint">{t('none of its own')}</span> : count(limit);
}

/** Of a tenant, or of one that is chosen first. Nothing: as all have it. */
function Change({ tenant, close }: { tenant: Limited | null; close: () => void }) {
  const client = useQueryClient();
  const [id, setId] = useState(tenant?.tenant_id ?? null);
  const [rate, setRate] = useState<number | string>(tenant?.requests_per_minute ?? '');
  const [concurrent, setConcurrent] = useState<number | string>(tenant?.concurrent_max ?? '');
  const limit = (value: number | string) => (value === '' ? null : Number(value));
  const save = useMutation({
    mutationFn: (of: string) => answer(api.PATCH('/admin/v1/tenants/{id}', { params: { path: { id: of } }, body: changes(tenant, limit(rate), limit(concurrent)) })),
    onSuccess: () => { done(t('In force within a second')); tenantsChanged(client); void client.invalidateQueries({ queryKey: query.queryKey }); close(); },
  });
  const isChanged = Object.keys(changes(tenant, limit(rate), limit(concurrent))).length > 0;
  return (
    <FormDialog holds={{ id, rate, concurrent }} isSending={save.isPending} close={close} title={<span className="foreign-line">{tenant ? t('Limits of {name}', { name: tenant.name }) : t('Limit a tenant')}</span>} size={460}>
      <form onSubmit={(event) => { event.preventDefault(); if (id) save.mutate(id); }}>
        <Stack gap="sm">
          {!tenant && <FindTenant value={id} choose={setId} />}
          <NumberInput label={t('Requests a minute')} description={t('Of all its keys and sessions together')} placeholder={t('no limit of its own')} value={rate} onChange={setRate} min={1} allowDecimal={false} thousandSeparator />
          <NumberInput label={t('Analyses at the same time')} description={t('Nothing: as the plan says')} placeholder={t('as the plan')} value={concurrent} onChange={setConcurrent} min={1} allowDecimal={false} />
          {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{save.error instanceof Problem ? save.error.detail : String(save.error)}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" disabled={!id || !isChanged} loading={save.isPending}>{t('Save')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

/** Only what is another limit than before; of a tenant whose limits nobody looked at, what was typed. */
function changes(tenant: Limited | null, rate: number | null, concurrent: number | null): Schemas['TenantChange'] {
  return {
    ...(rate !== (tenant?.requests_per_minute ?? null) ? { requests_per_minute: rate } : {}),
    ...(concurrent !== (tenant?.concurrent_max ?? null) ? { concurrent_max: concurrent } : {}),
  };
}
