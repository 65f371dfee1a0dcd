// How a source is read: its label and settings, the record that checks them, whether it may send, and its end.

import { Button, Group as Row, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { useEdits } from '../identity/edits';
import { Confirm } from '../shell/Confirm';
import { done, failed } from '../shell/notice';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { SampleCheck } from './SampleCheck';
import { SettingFields } from './SettingFields';
import { free, type Settings, type Source, sourceQuery, written } from './sources';
import form from '../identity/team.module.css';

type Given = { label: string; settings: Settings };
/** What is changed, of which version, and what of it was typed. */
type Order = { body: { label?: string; settings?: Record<string, never>; enabled?: boolean }; version: number; sent?: Given };

export function Reading({ source, locked }: { source: Source; locked: boolean }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const stored = source.settings as Settings;
  const { given, set, settle: forget, drop } = useEdits<Given>({ label: source.label, settings: stored });
  const { label, settings } = given;
  const [removes, setRemoves] = useState(false);
  // Fields that hold a text of their own begin anew with what is stored.
  const [drops, setDrops] = useState(0);
  const isChanged = label !== source.label || JSON.stringify(written(settings)) !== JSON.stringify(written(stored));
  // Of which version is what is being changed: what somebody else stored meanwhile is not overwritten unseen.
  const [begun, setBegun] = useState(source.version);
  const edit = (change_: Partial<Given>) => { if (!isChanged) setBegun(source.version); set(change_); };
  const settle = (changed: Source) => {
    client.setQueryData(['sources', source.id], changed);
    void client.invalidateQueries({ queryKey: ['sources'] });
    void client.invalidateQueries({ queryKey: ['source-guide', source.id] });
  };
  const change = useMutation({
    mutationFn: ({ body, version }: Order) => answer(api.PATCH('/v1/sources/{id}', { params: { path: { id: source.id } }, body: { ...body, version } })),
    onSuccess: (changed, { version, sent }) => {
      done(t('Saved'));
      setBegun((now) => (now === version ? changed.version : now));
      settle(changed);
      if (sent) forget(sent);
    },
  });
  const readAnew = async () => {
    const now = await client.fetchQuery({ ...sourceQuery(source.id), staleTime: 0 });
    setBegun(now.version);
    change.reset();
  };
  const isStale = change.error instanceof Problem && change.error.status === 409;
  return (
    <>
      <form className={`panel ${form.form}`} onSubmit={(event) => { event.preventDefault(); change.mutate({ body: { label, settings: free(written(settings)) }, version: begun, sent: given }); }}>
        <Unsaved when={isChanged} />
        <div className={form.about}><h2>{t('How it is read')}</h2><p>{locked ? t('Your role may read this, but not change it (settings.manage).') : t('What was stored stays as it is. What could not be read can be read again afterwards.')}</p><p style={{ marginTop: 8 }}><Link to="/app/settings/quarantine" search={{ source_instance: source.name } as never}>{t('What could not be read')}</Link></p></div>
        <div style={{ maxWidth: 560, display: 'flex', flexDirection: 'column', gap: 12 }}>
          <TextInput label={t('Label')} value={label} onChange={(event) => edit({ label: event.currentTarget.value })} maxLength={200} required disabled={locked} />
          {source.format !== 'canonical' && <SettingFields key={drops} format={source.format} settings={settings} change={(now) => edit({ settings: now })} locked={locked} />}
          {change.error && <div role="alert" style={{ color: 'var(--error)' }}>{change.error instanceof Problem ? change.error.detail : String(change.error)}{isStale && <> <Button variant="subtle" size="compact-xs" onClick={() => { readAnew().catch(failed); }}>{t('Read it anew')}</Button></>}</div>}
          {!locked && <Row><Button type="submit" disabled={!isChanged} loading={change.isPending}>{t('Save')}</Button>{isChanged && <Button variant="default" onClick={() => { drop(); setDrops(drops + 1); }}>{t('Undo changes')}</Button>}</Row>}
        </div>
      </form>
      {source.format !== 'canonical' && <SampleCheck source={source} settings={settings} locked={locked} />}
      {!locked && (
        <section className={`panel ${form.form}`} style={{ marginTop: 14 }}>
          <div className={form.about}><h2>{t('Off, or away')}</h2><p>{t('Its calls stay in either case.')}</p></div>
          <Row justify="space-between" align="flex-start">
            <Switch label={t('It may send')} description={t('Switched off, nothing of it is taken.')} checked={source.enabled} onChange={(event) => change.mutate({ body: { enabled: event.currentTarget.checked }, version: source.version })} />
            {source.name !== 'api' && <Button variant="default" c="var(--error)" onClick={() => setRemoves(true)}>{t('Delete')}</Button>}
          </Row>
        </section>
      )}
      {removes && (
        <Confirm title={t('Delete {name}?', { name: source.label })} action={t('Delete')} close={() => setRemoves(false)}
          run={async () => {
            await answer(api.DELETE('/v1/sources/{id}', { params: { path: { id: source.id } } }));
            done(t('Deleted'));
            // What was being changed goes with it.
            await navigate({ to: '/app/settings/sources', ignoreBlocker: true });
            client.removeQueries({ queryKey: ['sources', source.id] });
            await client.invalidateQueries({ queryKey: ['sources'], exact: true }).catch(failed);
          }}
        >{t('Its address takes nothing any more, and its secrets are gone. Its calls stay.')}</Confirm>
      )}
    </>
  );
}
