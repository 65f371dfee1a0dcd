// The figures behind the overview, each whole: agents, callers, hours, handle time, and whether one call was enough.

import { Skeleton, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { RangeMenu } from '../calls/Filters';
import { Page } from '../shell/Page';
import { one, type Search } from '../search';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { Chips } from './Chips';
import { ExcludeMenu } from './ExcludeMenu';
import { HeatMap } from './HeatMap';
import { periodOf } from './period';
import { useRangeKeys } from './rangeKeys';
import classes from './analytics.module.css';

const Agents = lazy(async () => ({ default: (await import('./Agents')).Agents }));
const Callers = lazy(async () => ({ default: (await import('./Callers')).Callers }));
const HandleTime = lazy(async () => ({ default: (await import('./HandleTime')).HandleTime }));
const Repeat = lazy(async () => ({ default: (await import('./Repeat')).Repeat }));

const TABS = [['agents', 'Agents'], ['callers', 'Callers'], ['hours', 'Peak hours'], ['handle-time', 'Handle time'], ['repeat', 'Called again']] as const;

export function AnalyticsPage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (next: Search) => void navigate({ to: '/app/analytics', search: next as never });
  const tab = TABS.some(([name]) => name === one(search.tab)) ? one(search.tab) ?? 'agents' : 'agents';
  const title = t(TABS.find(([name]) => name === tab)?.[1] ?? 'Agents');
  useRangeKeys(search, change);
  const { compare: _, compare_from: __, compare_to: ___, ...period } = periodOf(search);
  return (
    <Page title={t('Analytics')} name={`${title} · ${t('Analytics')}`} aside={<><span className={classes.zone}>{currentZone()}</span><RangeMenu search={search} change={change} otherwise="28d" /><ExcludeMenu search={search} change={change} /></>}>
      <Chips search={search} change={change} />
      <Tabs value={tab} onChange={(next) => change({ ...search, tab: next === 'agents' || !next ? '' : next, sort: '' })} keepMounted={false}>
        <Tabs.List mb="md">{TABS.map(([name, title]) => <Tabs.Tab key={name} value={name}>{t(title)}</Tabs.Tab>)}</Tabs.List>
        <Suspense fallback={<Skeleton height={320} radius="md" />}>
          <Tabs.Panel value="agents"><Agents period={period} search={search} change={change} /></Tabs.Panel>
          <Tabs.Panel value="callers"><Callers period={period} /></Tabs.Panel>
          <Tabs.Panel value="hours"><HeatMap period={period} /></Tabs.Panel>
          <Tabs.Panel value="handle-time"><HandleTime period={period} /></Tabs.Panel>
          <Tabs.Panel value="repeat"><Repeat period={period} /></Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  );
}
