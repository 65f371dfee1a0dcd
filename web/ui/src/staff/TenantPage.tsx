// One tenant: how it stands, who is there, what it used, what the staff wrote about it, and what was done to it.

import { Button, Menu, Skeleton, Tabs } from '@mantine/core';
import { IconArrowLeft, IconDots, IconDownload, IconEraser, IconPencil, IconPlayerPause, IconPlayerPlay, IconRestore, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { useCommands } from '../shell/commands';
import { Confirm } from '../shell/Confirm';
import { done } from '../shell/notice';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { one, type Search, stringifySearch } from '../search';
import { ago, bothTimes, longTime } from '../time/zone';
import { many, t } from '../words';
import { staffLog } from './log';
import { useNames } from './names';
import { TenantOverview } from './TenantOverview';
import { useStaffMay } from './session';
import { PLANS, STATUSES, type Tenant, tenantQuery, tenantsChanged, TONES } from './tenants';
import { WithReason } from './WithReason';
import call from '../calls/call.module.css';
import classes from './staff.module.css';

const TenantPeople = lazy(async () => ({ default: (await import('./TenantPeople')).TenantPeople }));
const TenantDeadLetters = lazy(async () => ({ default: (await import('./TenantDeadLetters')).TenantDeadLetters }));
const AuditLog = lazy(async () => ({ default: (await import('../compliance/AuditLog')).AuditLog }));
const EditTenant = lazy(async () => ({ default: (await import('./EditTenant')).EditTenant }));
const Erased = lazy(async () => ({ default: (await import('./Erased')).Erased }));
const CloseTenant = lazy(async () => ({ default: (await import('./CloseTenant')).CloseTenant }));

const TABS = [['overview', 'Overview', 'tenants.read'], ['members', 'Members', 'tenants.read'], ['given-up', 'Given up', 'tenants.read'], ['audit', 'Audit', 'audit.read']] as const;

export function TenantPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const allowed = useStaffMay();
  const names = useNames(id);
  const query = useQuery(tenantQuery(id));
  // Deleted for good, it may be while one looked on: what is left is its certificate.
  if (query.error instanceof Problem && query.error.status === 404) return <Suspense fallback={null}><Erased id={id} missing={query.error} retry={() => void query.refetch()} /></Suspense>;
  if (query.error && !query.data) return <Page title={t('Tenant')} name={t('Tenant')}><div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div></Page>;
  if (!query.data) return <Page key={id} title={<Skeleton height={18} width={180} />} name={t('Tenant')}><Skeleton height={340} radius="md" /></Page>;
  const { tenant } = query.data;
  const tabs = TABS.filter(([, , needs]) => allowed(needs));
  const tab = tabs.find(([name]) => name === one(search.tab))?.[0] ?? 'overview';
  return (
    <Page key={id} name={tenant.name} title={<Title tenant={tenant} />} aside={<Actions tenant={tenant} demo={query.data.demo_calls} />}>
      <Standing tenant={tenant} />
      <Tabs value={tab} onChange={(next) => void navigate({ to: '/staff/tenants/$id', params: { id }, search: (next === 'overview' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">{tabs.map(([name, title]) => <Tabs.Tab key={name} value={name}>{t(title)}</Tabs.Tab>)}</Tabs.List>
        <Suspense fallback={<Skeleton height={260} radius="md" />}>
          <Tabs.Panel value="overview"><TenantOverview detail={query.data} names={names} /></Tabs.Panel>
          <Tabs.Panel value="members"><TenantPeople tenant={tenant} /></Tabs.Panel>
          <Tabs.Panel value="given-up"><TenantDeadLetters tenant={tenant} /></Tabs.Panel>
          <Tabs.Panel value="audit"><AuditLog log={staffLog(tenant.id, names)} /></Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  );
}

function Title({ tenant }: { tenant: Tenant }) {
  return (
    <span className={call.title}>
      <Link to="/staff/tenants" className={`${call.back} no-print`} aria-label={t('Back to the tenants')}><IconArrowLeft size={17} /></Link>
      <span className="foreign-line">{tenant.name}</span>
      <Tag tone={TONES[tenant.status]}>{t(STATUSES[tenant.status] ?? tenant.status)}</Tag>
      <span className={`${classes.plan} faint`}>{t(PLANS[tenant.plan] ?? tenant.plan)}</span>
    </span>
  );
}

/** What is not as usual: since when, why, and what follows. */
function Standing({ tenant }: { tenant: Tenant }) {
  if (tenant.status === 'active') return null;
  const isClosed = tenant.status === 'closed';
  return (
    <div className={classes.standing} data-tone={isClosed ? 'error' : 'warning'} role="status">
      <div>
        <strong>{isClosed ? t('Closed') : t('Suspended')}{tenant.status_changed_at && <> <span title={bothTimes(tenant.status_changed_at)}>{ago(tenant.status_changed_at)}</span></>}</strong>
        {tenant.status_reason && <>: <span className="foreign">{tenant.status_reason}</span></>}
      </div>
      <div>
        {isClosed
          ? tenant.erase_after ? t('Nothing is taken or shown. Everything is destroyed on {time}, unless it is restored before.', { time: longTime(tenant.erase_after) }) : t('Nothing is taken or shown.')
          : t('Nobody of it signs in or reads, and nothing is analysed. Records and recordings are still taken.')}
      </div>
    </div>
  );
}

type Doing = 'edit' | 'suspend' | 'activate' | 'close' | 'restore' | 'take' | 'demo';

/** A file of any size goes past the page, straight to the disk. */
function download(address: string) {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

/** Some thousand calls are gone by then: the figures are asked for once more. */
const SOON_MS = 8_000;

type Offer = { doing: Doing; title: string; icon: typeof IconPencil; keys?: string; red?: boolean };

/** What somebody may do to a tenant that stands so: the menu and the palette offer the same. */
function offersOf(tenant: Tenant, demo: number, allowed: ReturnType<typeof useStaffMay>): Offer[] {
  const [manage, erase] = [allowed('tenants.manage'), allowed('tenants.erase')];
  const all: [boolean, Offer][] = [
    [manage && tenant.status !== 'closed', { doing: 'edit', title: t('Change'), icon: IconPencil, keys: 'e' }],
    [manage && tenant.status === 'active', { doing: 'suspend', title: t('Suspend'), icon: IconPlayerPause }],
    [manage && tenant.status === 'suspended', { doing: 'activate', title: t('Activate'), icon: IconPlayerPlay }],
    [erase && tenant.status === 'closed', { doing: 'restore', title: t('Restore'), icon: IconRestore }],
    [manage && demo > 0, { doing: 'demo', title: t('Remove demo calls'), icon: IconEraser }],
    [allowed('tenants.export'), { doing: 'take', title: t('Take all data along'), icon: IconDownload }],
    [erase && tenant.status !== 'closed', { doing: 'close', title: t('Delete'), icon: IconTrash, red: true }],
  ];
  return all.filter(([isOffered]) => isOffered).map(([, offer]) => offer);
}

function Actions({ tenant, demo }: { tenant: Tenant; demo: number }) {
  const allowed = useStaffMay();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing | null>(null);
  const path = { params: { path: { id: tenant.id } } };
  const end = (words: string) => { done(words); tenantsChanged(client); void client.invalidateQueries({ queryKey: ['audit'] }); };
  const close = () => setDoing(null);
  const offers = offersOf(tenant, demo, allowed);
  useCommands(offers.map(({ doing: what, title, keys }) => ({ id: `tenant.${what}`, title: `${title}: ${tenant.name}`, group: t('This tenant'), keys, run: () => setDoing(what) })));
  if (offers.length === 0) return null;
  const more = offers.filter((offer) => offer.doing !== 'edit');
  return (
    <>
      {offers.length > more.length && <Button variant="default" leftSection={<IconPencil size={15} />} onClick={() => setDoing('edit')}>{t('Change')}</Button>}
      {more.length > 0 && (
        <Menu position="bottom-end" width={190}>
          <Menu.Target><Button variant="default" px={8} aria-label={t('More')}><IconDots size={16} /></Button></Menu.Target>
          <Menu.Dropdown>{more.map((offer) => <Menu.Item key={offer.doing} color={offer.red ? 'red' : undefined} leftSection={<offer.icon size={15} />} onClick={() => setDoing(offer.doing)}>{offer.title}</Menu.Item>)}</Menu.Dropdown>
        </Menu>
      )}
      <Suspense fallback={null}>
        {doing === 'edit' && <EditTenant tenant={tenant} close={close} />}
        {doing === 'close' && <CloseTenant tenant={tenant} done={() => end(t('Closed; it can be restored until its grace is over'))} close={close} />}
      </Suspense>
      {doing === 'demo' && <Confirm title={t('Remove the demo calls of {name}?', { name: tenant.name })} action={t('Remove')} run={async () => { const { calls } = await answer(api.DELETE('/admin/v1/tenants/{id}/demo-calls', path)); end(many(calls, '{n} demo call is being removed', '{n} demo calls are being removed')); setTimeout(() => tenantsChanged(client), SOON_MS); }} close={close}>{many(demo, '{n} call that was made to be looked at goes for good, with its transcript, its notes and what it counts. Calls of its own stay.', '{n} calls that were made to be looked at go for good, with their transcripts, their notes and what they count. Calls of its own stay.')}</Confirm>}
      {doing === 'suspend' && <WithReason title={t('Suspend {name}', { name: tenant.name })} action={t('Suspend')} color="red" says={t('Within a second, everywhere: nobody of it signs in or reads, and nothing is analysed. Records and recordings are still taken.')} run={async (reason) => { await answer(api.POST('/admin/v1/tenants/{id}/suspend', { ...path, body: { reason } })); end(t('Suspended')); }} close={close} />}
      {doing === 'activate' && <WithReason title={t('Activate {name}', { name: tenant.name })} action={t('Activate')} says={t('Everybody is let in again, and what waits is analysed.')} run={async (reason) => { await answer(api.POST('/admin/v1/tenants/{id}/activate', { ...path, body: { reason } })); end(t('Active again')); }} close={close} />}
      {doing === 'take' && <WithReason title={t('All data of {name}', { name: tenant.name })} action={t('Download')} says={t('One tar file: every row as JSON, transcripts and notes in the open, recordings as they came, the audit chain with its proof, and a signed list of it all.')} run={async (reason) => { download(`/admin/v1/tenants/${tenant.id}/bundle${stringifySearch({ reason })}`); }} close={close} />}
      {doing === 'restore' && <WithReason title={t('Restore {name}', { name: tenant.name })} action={t('Restore')} says={t('It is active again, with everything that it had.')} run={async (reason) => { await answer(api.POST('/admin/v1/tenants/{id}/restore', { ...path, body: { reason } })); end(t('Restored')); }} close={close} />}
    </>
  );
}
