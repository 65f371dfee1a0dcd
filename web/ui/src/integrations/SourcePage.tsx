// One telephone system: how it has been, where it sends to and with which secret, how it is read, and what is to be set there.

import { Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useMay } from '../identity/session';
import { one, type Search } from '../search';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Tag } from '../shell/Tag';
import { t } from '../words';
import { HealthView } from './HealthView';
import { useSourceId } from './SettingsPages';
import { connectionQuery, folderQuery, guidesQuery, healthQuery, type Source, sourceQuery, standingOf, systemName } from './sources';
import { TryIt } from './Trial';

const Access = lazy(async () => ({ default: (await import('./Access')).Access }));
const Reading = lazy(async () => ({ default: (await import('./Reading')).Reading }));
const Fetching = lazy(async () => ({ default: (await import('./Fetching')).Fetching }));
const Connection = lazy(async () => ({ default: (await import('./Connection')).Connection }));
const Folder = lazy(async () => ({ default: (await import('./Folder')).Folder }));
const ImportRecords = lazy(async () => ({ default: (await import('./ImportRecords')).ImportRecords }));
const ImportRecordings = lazy(async () => ({ default: (await import('./ImportRecordings')).ImportRecordings }));
const SourceGuide = lazy(async () => ({ default: (await import('./Guide')).SourceGuide }));

export function SourcePage() {
  const id = useSourceId();
  const { data: source, error, refetch } = useQuery(sourceQuery(id));
  if (error && !source) return <Page title={t('Telephone system')} name={t('Telephone system')} beneath={<SettingsTabs />}><div className="panel"><Failure error={error} retry={() => void refetch()} /></div></Page>;
  if (!source) return <Page title={t('Telephone system')} name={t('Telephone system')} beneath={<SettingsTabs />}><Skeleton height={260} radius="md" /></Page>;
  return <Whole source={source} />;
}

/** Tabs that not every telephone system has. */
const OF_SOME = ['connection', 'folder', 'import'];

function Whole({ source }: { source: Source }) {
  const allowed = useMay();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { data: health, error: unhealthy, refetch: askHealth } = useQuery({ ...healthQuery(source.id), refetchInterval: 10_000 });
  const { data: guides } = useQuery(guidesQuery);
  // Which of them suit its form, the server says.
  const ofForm = source.format !== 'canonical';
  const { data: connection, isLoading: asksConnection } = useQuery({ ...connectionQuery(source.id), enabled: ofForm });
  const { data: folder, isLoading: asksFolder } = useQuery(folderQuery(source.id));
  const isCalled = Boolean(ofForm && (connection?.protocol || connection?.connection));
  const comesInFiles = Boolean(folder?.kind_usual || folder?.folder);
  const isImportable = (comesInFiles || !ofForm) && allowed('calls.send');
  const tabs = ['health', 'access', 'settings', ...(isCalled ? ['connection'] : []), ...(comesInFiles ? ['folder'] : []), ...(isImportable ? ['import'] : []), 'recordings', 'guide'];
  const asked = one(search.tab) ?? '';
  // Until it is known which there are, an address is believed; one of another telephone system leads to what every one has.
  const tab = tabs.includes(asked) || (OF_SOME.includes(asked) && (asksConnection || asksFolder)) ? asked : 'health';
  const standing = standingOf(source, health);
  const mayChange = allowed('settings.manage');
  return (
    <Page title={<><span className="foreign">{source.label}</span> <Tag tone={standing.tone}>{standing.words}</Tag></>} name={source.label} aside={mayChange && <TryIt source={source} />} beneath={<SettingsTabs />}>
      <p className="faint" style={{ margin: 0 }}><Link to="/app/settings/sources">{t('Telephone systems')}</Link> · {systemName(guides, source.format)} · <span className="mono">{source.name}</span> · {t('version {n}', { n: source.version })}{allowed('audit.read') && <> · <Link to="/app/audit" search={{ q: `target:source:${source.name}` } as never}>{t('History')}</Link></>}</p>
      <Tabs value={tab} onChange={(next) => void navigate({ to: `/app/settings/sources/${source.id}`, search: (next === 'health' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="health">{t('Health')}</Tabs.Tab>
          <Tabs.Tab value="access">{t('Access')}</Tabs.Tab>
          <Tabs.Tab value="settings">{t('How it is read')}</Tabs.Tab>
          {isCalled && <Tabs.Tab value="connection">{t('Connection')}</Tabs.Tab>}
          {comesInFiles && <Tabs.Tab value="folder">{t('Folder')}</Tabs.Tab>}
          {isImportable && <Tabs.Tab value="import">{t('Import')}</Tabs.Tab>}
          <Tabs.Tab value="recordings">{t('Recordings')}</Tabs.Tab>
          <Tabs.Tab value="guide">{t('Guide')}</Tabs.Tab>
        </Tabs.List>
        <Suspense fallback={<Skeleton height={240} radius="md" />}>
          <Tabs.Panel value="health">{health ? <HealthView source={source} health={health} /> : unhealthy ? <div className="panel"><Failure error={unhealthy} retry={() => void askHealth()} /></div> : <Skeleton height={200} radius="md" />}</Tabs.Panel>
          <Tabs.Panel value="access"><Access source={source} locked={!mayChange} /></Tabs.Panel>
          <Tabs.Panel value="settings"><Reading key={source.id} source={source} locked={!mayChange} /></Tabs.Panel>
          {isCalled && <Tabs.Panel value="connection"><Connection source={source} locked={!mayChange} /></Tabs.Panel>}
          {comesInFiles && <Tabs.Panel value="folder"><Folder source={source} locked={!mayChange} /></Tabs.Panel>}
          {isImportable && <Tabs.Panel value="import"><ImportRecords source={source} /></Tabs.Panel>}
          <Tabs.Panel value="recordings"><Fetching source={source} locked={!mayChange} />{allowed('calls.send') && <ImportRecordings source={source} />}</Tabs.Panel>
          <Tabs.Panel value="guide"><div className="panel"><div className="panel-body"><SourceGuide id={source.id} /></div></div></Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  );
}
