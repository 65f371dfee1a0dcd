// One telephone system: how it has been, where it sends to and with which secret, how it is read, and what is to be set there.

import { Button, Group as Row, Skeleton, Switch, Tabs, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { useMay } from '../identity/session';
import { one, type Search } from '../search';
import { Confirm } from '../shell/Confirm';
import { Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Tag } from '../shell/Tag';
import { t } from '../words';
import { Access } from './Access';
import { SourceGuide } from './Guide';
import { HealthView } from './HealthView';
import { SampleCheck } from './SampleCheck';
import { SettingFields } from './SettingFields';
import { free, guidesQuery, healthQuery, type Source, sourceQuery, standingOf, systemName, written, type Settings } from './sources';
import { TryIt } from './Trial';
import form from '../identity/team.module.css';

export function SourcePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: source, error, refetch } = useQuery(sourceQuery(id));
  if (error) return <Page title={t('Telephone system')} name={t('Telephone system')} beneath={<SettingsTabs />}><div className="panel"><Failure error={error} retry={() => void refetch()} /></div></Page>;
  if (!source) return <Page title={t('Telephone system')} name={t('Telephone system')} beneath={<SettingsTabs />}><Skeleton height={260} radius="md" /></Page>;
  return <Whole source={source} />;
}

function Whole({ source }: { source: Source }) {
  const allowed = useMay();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { data: health } = useQuery({ ...healthQuery(source.id), refetchInterval: 10_000 });
  const { data: guides } = useQuery(guidesQuery);
  const tab = one(search.tab) ?? 'health';
  const standing = standingOf(source, health);
  const mayChange = allowed('settings.manage');
  return (
    <Page title={<><span className="foreign">{source.label}</span> <Tag tone={standing.tone}>{standing.words}</Tag></>} name={source.label} aside={mayChange && <TryIt source={source} />} beneath={<SettingsTabs />}>
      <p className="faint" style={{ margin: 0 }}><Link to={'/app/settings/sources' as never}>{t('Telephone systems')}</Link> · {systemName(guides, source.format)} · <span className="mono">{source.name}</span> · {t('version {n}', { n: source.version })}{allowed('audit.read') && <> · <Link to="/app/audit" search={{ q: `target:source:${source.name}` } as never}>{t('History')}</Link></>}</p>
      <Tabs value={tab} onChange={(next) => void navigate({ to: '/app/settings/sources/$id' as never, params: { id: source.id } as never, search: (next === 'health' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="health">{t('Health')}</Tabs.Tab>
          <Tabs.Tab value="access">{t('Access')}</Tabs.Tab>
          <Tabs.Tab value="settings">{t('How it is read')}</Tabs.Tab>
          <Tabs.Tab value="guide">{t('Guide')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="health">{health ? <HealthView source={source} health={health} /> : <Skeleton height={200} radius="md" />}</Tabs.Panel>
        <Tabs.Panel value="access"><Access source={source} locked={!mayChange} /></Tabs.Panel>
        <Tabs.Panel value="settings"><Reading key={source.version} source={source} locked={!mayChange} /></Tabs.Panel>
        <Tabs.Panel value="guide"><div className="panel"><div className="panel-body"><SourceGuide id={source.id} /></div></div></Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Reading({ source, locked }: { source: Source; locked: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stored = source.settings as Settings;
  const [label, setLabel] = useState(source.label);
  const [settings, setSettings] = useState<Settings>(stored);
  const [removes, setRemoves] = useState(false);
  const isChanged = label !== source.label || JSON.stringify(written(settings)) !== JSON.stringify(written(stored));
  const settle = (changed: Source) => {
    client.setQueryData(['sources', source.id], changed);
    void client.invalidateQueries({ queryKey: ['sources'] });
    void client.invalidateQueries({ queryKey: ['source-guide', source.id] });
  };
  const change = useMutation({
    mutationFn: (body: { label?: string; settings?: Record<string, never>; enabled?: boolean }) => answer(api.PATCH('/v1/sources/{id}', { params: { path: { id: source.id } }, body: { ...body, version: source.version } })),
    onSuccess: (changed) => { done(t('Saved')); settle(changed); },
  });
  const isStale = change.error instanceof Problem && change.error.status === 409;
  return (
    <>
      <form className={`panel ${form.form}`} onSubmit={(event) => { event.preventDefault(); change.mutate({ label, settings: free(written(settings)) }); }}>
        <div className={form.about}><h2>{t('How it is read')}</h2><p>{locked ? t('Your role may read this, but not change it (settings.manage).') : t('What was stored stays as it is. What could not be read can be read again afterwards.')}</p><p style={{ marginTop: 8 }}><Link to={'/app/settings/quarantine' as never} search={{ source_instance: source.name } as never}>{t('What could not be read')}</Link></p></div>
        <div style={{ maxWidth: 560, display: 'flex', flexDirection: 'column', gap: 12 }}>
          <TextInput label={t('Label')} value={label} onChange={(event) => setLabel(event.currentTarget.value)} maxLength={200} required disabled={locked} />
          {source.format !== 'canonical' && <SettingFields format={source.format} settings={settings} change={setSettings} locked={locked} />}
          {change.error && <div role="alert" style={{ color: 'var(--error)' }}>{change.error instanceof Problem ? change.error.detail : String(change.error)}{isStale && <> <Button variant="subtle" size="compact-xs" onClick={() => void client.invalidateQueries({ queryKey: ['sources', source.id] })}>{t('Read it anew')}</Button></>}</div>}
          {!locked && <Row><Button type="submit" disabled={!isChanged} loading={change.isPending}>{t('Save')}</Button>{isChanged && <Button variant="default" onClick={() => { setLabel(source.label); setSettings(stored); }}>{t('Undo changes')}</Button>}</Row>}
        </div>
      </form>
      {source.format !== 'canonical' && <SampleCheck source={source} settings={settings} locked={locked} />}
      {!locked && (
        <section className={`panel ${form.form}`} style={{ marginTop: 14 }}>
          <div className={form.about}><h2>{t('Off, or away')}</h2><p>{t('Its calls stay in either case.')}</p></div>
          <Row justify="space-between" align="flex-start">
            <Switch label={t('It may send')} description={t('Switched off, nothing of it is taken.')} checked={source.enabled} onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })} />
            {source.name !== 'api' && <Button variant="default" c="red" onClick={() => setRemoves(true)}>{t('Delete')}</Button>}
          </Row>
        </section>
      )}
      {removes && (
        <Confirm title={t('Delete {name}?', { name: source.label })} action={t('Delete')} close={() => setRemoves(false)}
          run={async () => {
            await answer(api.DELETE('/v1/sources/{id}', { params: { path: { id: source.id } } }));
            done(t('Deleted'));
            await navigate({ to: '/app/settings/sources' as never });
            client.removeQueries({ queryKey: ['sources', source.id] });
            await client.invalidateQueries({ queryKey: ['sources'], exact: true }).catch(failed);
          }}
        >{t('Its address takes nothing any more, and its secrets are gone. Its calls stay.')}</Confirm>
      )}
    </>
  );
}
