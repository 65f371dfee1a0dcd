// How a source is read: its label and settings, the record that checks them, whether it may send, and its end.

import { Button, Group as Row, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { done, failed } from '../shell/notice';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { SampleCheck } from './SampleCheck';
import { SettingFields } from './SettingFields';
import { free, type Settings, type Source, written } from './sources';
import form from '../identity/team.module.css';

export function Reading({ source, locked }: { source: Source; locked: boolean }) {
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
        <Unsaved when={isChanged} />
        <div className={form.about}><h2>{t('How it is read')}</h2><p>{locked ? t('Your role may read this, but not change it (settings.manage).') : t('What was stored stays as it is. What could not be read can be read again afterwards.')}</p><p style={{ marginTop: 8 }}><Link to="/app/settings/quarantine" search={{ source_instance: source.name } as never}>{t('What could not be read')}</Link></p></div>
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
