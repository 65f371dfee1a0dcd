// All tenants: found as one types, filtered in the address, changed one by one or many at once.

import { ActionIcon, Button, Checkbox, Menu, Select, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconArrowsSort, IconBuildingSkyscraper, IconCheck, IconFilterOff, IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { count, percent } from '../figure';
import { useCommands } from '../shell/commands';
import { Empty, Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { one, type Search } from '../search';
import { bothTimes, onlyDay } from '../time/zone';
import { many, t } from '../words';
import { NewTenant } from './NewTenant';
import { TenantBulk } from './TenantBulk';
import { useStaffMay } from './session';
import { DESTROYED, filterOf, FILTERS, PLANS, SORTS, STATUSES, type Tenant, tenantsQuery, TONES, usedShare, usedTone } from './tenants';
import classes from './staff.module.css';

const Destroyed = lazy(async () => ({ default: (await import('./Destroyed')).Destroyed }));

export function TenantsPage() {
  const allowed = useStaffMay();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const [isNew, setIsNew] = useState(false);
  const [chosen, setChosen] = useState<Map<string, Tenant>>(new Map());
  // All that fit this filter, and no other: however one comes to another, it is not chosen.
  const fitting = JSON.stringify(filterOf(search));
  const [allOf, setAllOf] = useState<string | null>(null);
  const isDestroyed = one(search.status) === DESTROYED;
  const chooseOnly = (of: Tenant[]) => { setAllOf(null); setChosen(new Map(of.map((tenant) => [tenant.id, tenant]))); };
  const change = (next: Search, replace = false) => void navigate({ to: '/staff/tenants', search: next as never, replace });
  const query = useInfiniteQuery({ ...tenantsQuery(search), placeholderData: keepPreviousData, enabled: !isDestroyed });
  const data = isDestroyed ? undefined : query.data;
  const tenants = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  useCommands([{ id: 'tenant.new', title: t('New tenant'), group: t('Tenants'), keys: 'c', silent: !allowed('tenants.manage'), run: () => { if (allowed('tenants.manage')) setIsNew(true); } }]);
  const choose = (tenant: Tenant, on: boolean) => { setAllOf(null); setChosen((before) => { const next = new Map(before); if (on) next.set(tenant.id, tenant); else next.delete(tenant.id); return next; }); };
  const isFiltered = FILTERS.some((name) => one(search[name]));
  return (
    <Page
      name={t('Tenants')} title={<>{t('Tenants')} <span className={`${classes.total} num`} role="status">{data ? (query.hasNextPage ? t('{n}+', { n: tenants.length }) : count(tenants.length)) : ''}</span></>}
      aside={allowed('tenants.manage') && <Button leftSection={<IconPlus size={15} />} onClick={() => setIsNew(true)}>{t('New tenant')}</Button>}
    >
      <Filters search={search} change={change} />
      {isDestroyed && <Suspense fallback={<Skeleton height={260} radius="md" />}><Destroyed q={one(search.q) || undefined} /></Suspense>}
      {!isDestroyed && query.error && tenants.length === 0 && <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>}
      {!isDestroyed && query.isPending && <Skeleton height={320} radius="md" />}
      {data && tenants.length === 0 && (
        <div className="panel">
          {isFiltered
            ? <Empty icon={<IconFilterOff size={26} stroke={1.5} aria-hidden />} title={t('No tenant fits')} action={<Button variant="default" onClick={() => change({})}>{t('Clear the filters')}</Button>}>
                {t('A name is found by any part of it; sub-domains, ids and addresses by their begin.')}
                {isId(one(search.q)) && <> <Link to="/staff/tenants/$id" params={{ id: one(search.q) ?? '' }}>{t('Look for the certificate of a deleted one')}</Link></>}
              </Empty>
            : <Empty icon={<IconBuildingSkyscraper size={26} stroke={1.5} aria-hidden />} title={t('There is no tenant yet')} action={allowed('tenants.manage') && <Button onClick={() => setIsNew(true)}>{t('New tenant')}</Button>}>{t('A company signs up by itself, or is made here and its first admin invited.')}</Empty>}
        </div>
      )}
      {tenants.length > 0 && <Table tenants={tenants} chosen={chosen} choose={choose} chooseAll={(on) => chooseOnly(on ? tenants : [])} isOld={query.isPlaceholderData} mayChange={allowed('tenants.manage')} filter={(tag) => change({ ...search, tag })} />}
      {!isDestroyed && query.hasNextPage && <Button variant="default" style={{ alignSelf: 'center' }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More tenants')}</Button>}
      {chosen.size > 0 && !isDestroyed && <TenantBulk chosen={[...chosen.values()]} search={search} isAll={allOf === fitting} isWhole={tenants.length > 0 && tenants.every((tenant) => chosen.has(tenant.id))} chooseAll={() => setAllOf(fitting)} clear={() => chooseOnly([])} />}
      {isNew && <NewTenant close={() => setIsNew(false)} />}
    </Page>
  );
}

/** A whole id, which may be that of a tenant that is gone. */
function isId(text: string | undefined): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? '');
}

function Filters({ search, change }: { search: Search; change: (next: Search, replace?: boolean) => void }) {
  const asked = one(search.q) ?? '';
  const [typed, setTyped] = useState(asked);
  const own = useRef(asked);
  const field = useRef<HTMLInputElement>(null);
  // Cleared filters and the browser's way back ask too: then the field says so.
  useEffect(() => { if (asked !== own.current) { own.current = asked; setTyped(asked); } }, [asked]);
  const settle = useDebouncedCallback((text: string) => { own.current = text.trim(); change({ ...search, q: own.current }, true); }, 150);
  useCommands([{ id: 'tenants.find', title: t('Find a tenant'), group: t('Tenants'), keys: '/', run: () => field.current?.focus() }]);
  const type = (text: string) => { setTyped(text); settle(text); };
  const sort = one(search.sort) || SORTS[0][0];
  return (
    <div className={classes.filters}>
      <TextInput
        ref={field} className={classes.find} leftSection={<IconSearch size={14} />} placeholder={t('Name, sub-domain, id, or a member’s address')} aria-label={t('Find a tenant')} value={typed} onChange={(event) => type(event.currentTarget.value)}
        rightSection={typed ? <ActionIcon size={24} onClick={() => type('')} aria-label={t('Clear')}><IconX size={13} /></ActionIcon> : undefined} onKeyDown={(event) => { if (event.key === 'Escape') { type(''); event.currentTarget.blur(); } }}
      />
      <Select aria-label={t('Status')} placeholder={t('Any status')} data={[...Object.entries(STATUSES), [DESTROYED, 'Destroyed'] as const].map(([value, label]) => ({ value, label: t(label) }))} value={one(search.status) || null} onChange={(status) => change({ ...search, status: status ?? '' })} clearable w={140} />
      <Select aria-label={t('Plan')} placeholder={t('Any plan')} data={Object.entries(PLANS).map(([value, label]) => ({ value, label: t(label) }))} value={one(search.plan) || null} onChange={(plan) => change({ ...search, plan: plan ?? '' })} clearable w={140} />
      {one(search.tag) && <Button variant="default" rightSection={<IconX size={13} />} onClick={() => change({ ...search, tag: '' })} aria-label={t('Drop the filter {field}', { field: t('Tag') })}>{t('Tag')}: <span className="foreign-line">&nbsp;{one(search.tag)}</span></Button>}
      <Menu position="bottom-end" width={200}>
        <Menu.Target><Button variant="default" ml="auto" leftSection={<IconArrowsSort size={15} />}>{t(SORTS.find(([name]) => name === sort)?.[1] ?? SORTS[0][1])}</Button></Menu.Target>
        <Menu.Dropdown>{SORTS.map(([name, title]) => <Menu.Item key={name} rightSection={name === sort ? <IconCheck size={14} /> : null} onClick={() => change({ ...search, sort: name === SORTS[0][0] ? '' : name })}>{t(title)}</Menu.Item>)}</Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** Up and down, open, choose: as in the list of calls. */
function useRowKeys(tenants: Tenant[], chosen: Map<string, Tenant>, choose: TableProps['choose'], mayChange: boolean): string | undefined {
  const navigate = useNavigate();
  const [at, setAt] = useState(-1);
  const now = tenants[Math.min(at, tenants.length - 1)];
  const move = (step: number) => {
    const next = Math.max(0, Math.min(tenants.length - 1, at + step));
    setAt(next);
    document.getElementById(`tenant-${tenants[next]?.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const group = t('Tenants');
  useCommands([
    { id: 'tenants.next', title: t('Next tenant'), group, keys: 'j', silent: true, run: () => move(1) },
    { id: 'tenants.before', title: t('Tenant before'), group, keys: 'k', silent: true, run: () => move(-1) },
    { id: 'tenants.open', title: t('Open the tenant at hand'), group, keys: 'enter', silent: true, run: () => { if (now) void navigate({ to: '/staff/tenants/$id', params: { id: now.id } }); } },
    ...(mayChange ? [{ id: 'tenants.choose', title: t('Choose the tenant at hand'), group, keys: 'x', silent: true, run: () => { if (now) choose(now, !chosen.has(now.id)); } }] : []),
  ]);
  return now?.id;
}

type TableProps = { tenants: Tenant[]; chosen: Map<string, Tenant>; choose: (tenant: Tenant, on: boolean) => void; chooseAll: (on: boolean) => void; isOld: boolean; mayChange: boolean; filter: (tag: string) => void };

function Table({ tenants, chosen, choose, chooseAll, isOld, mayChange, filter }: TableProps) {
  const all = tenants.every((tenant) => chosen.has(tenant.id));
  const at = useRowKeys(tenants, chosen, choose, mayChange);
  return (
    <div className="panel scroll-x" aria-busy={isOld} style={{ opacity: isOld ? 0.55 : 1 }}>
      <table className="rows">
        <thead>
          <tr>
            {mayChange && <th style={{ width: 36 }}><Checkbox size="xs" checked={all} indeterminate={!all && chosen.size > 0} onChange={(event) => chooseAll(event.currentTarget.checked)} aria-label={t('Choose all that are shown')} /></th>}
            <th>{t('Tenant')}</th><th>{t('Status')}</th><th>{t('Plan')}</th><th className="end">{t('Calls this period')}</th><th className="end">{t('Members')}</th><th>{t('Tags')}</th><th className="end">{t('Since')}</th>
          </tr>
        </thead>
        <tbody>
          {tenants.map((tenant) => (
            <tr key={tenant.id} id={`tenant-${tenant.id}`} data-at={tenant.id === at || undefined} aria-current={tenant.id === at ? 'true' : undefined} data-chosen={chosen.has(tenant.id) || undefined} className={classes.tenantRow}>
              {mayChange && <td><Checkbox size="xs" checked={chosen.has(tenant.id)} onChange={(event) => choose(tenant, event.currentTarget.checked)} aria-label={t('Choose {name}', { name: tenant.name })} /></td>}
              <td className={classes.nameCell}><Link to="/staff/tenants/$id" params={{ id: tenant.id }} className={`${classes.name} foreign-line`}>{tenant.name}</Link>{tenant.subdomain && <div className="faint foreign-line">{tenant.subdomain}</div>}</td>
              <td><span title={tenant.status_reason || undefined}><Tag tone={TONES[tenant.status]}>{t(STATUSES[tenant.status] ?? tenant.status)}</Tag></span></td>
              <td>{t(PLANS[tenant.plan] ?? tenant.plan)}</td>
              <td className="end num"><Used tenant={tenant} /></td>
              <td className="end num">{count(tenant.members)}</td>
              <td><span className={classes.tags}>{tenant.tags.map((tag) => <button key={tag} type="button" className={classes.tag} onClick={() => filter(tag)} title={t('Only those with this tag')}><span className="foreign-line">{tag}</span></button>)}</span></td>
              <td className="end num" title={bothTimes(tenant.created_at)}>{onlyDay(tenant.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <span className="unseen" role="status">{many(tenants.length, '{n} tenant is shown', '{n} tenants are shown')}</span>
    </div>
  );
}

/** How many calls of how many; coloured, and said in a word, where it is much. */
function Used({ tenant }: { tenant: Tenant }) {
  const share = usedShare(tenant);
  return (
    <>
      <span>{count(tenant.used)} <span className="faint">/ {share === null ? t('unlimited') : count(tenant.period_limit)}</span></span>
      {share !== null && share >= 0.8 && <div style={{ color: usedTone(share), fontSize: 12 }}>{share >= 1 ? t('limit reached') : percent(share, 0)}</div>}
    </>
  );
}
