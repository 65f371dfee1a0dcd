// Name, form and settings of a system that is to be; with a sample, how it would be read with them, before anything is made.

import { Button, Group as Row, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { SecretInput } from './Access';
import type { Chosen } from './Choose';
import { Notices, SampleLegs } from './Legs';
import { SettingFields } from './SettingFields';
import { formOf, free, guidesQuery, type Issued, nameOf, type Settings, type Source, written } from './sources';
import form from '../identity/team.module.css';

const SOCKET = /socket/i;

export function SetUp({ chosen, back, made }: { chosen: Chosen; back: () => void; made: (source: Source, issued: Issued) => void }) {
  const client = useQueryClient();
  const { data: guides } = useQuery(guidesQuery);
  const found = formOf(guides, chosen.format);
  const [begin] = useState(found?.guide.title ?? '');
  const [label, setLabel] = useState(begin);
  const [ownName, setOwnName] = useState<string | null>(null);
  const [format, setFormat] = useState(chosen.format);
  const [settings, setSettings] = useState<Settings>(chosen.settings);
  const [secret, setSecret] = useState('');
  const [allow, setAllow] = useState<string[]>([]);
  const name = ownName ?? nameOf(label);
  const isTouched = label !== begin || ownName !== null || settings !== chosen.settings || secret !== '' || allow.length > 0;
  const own = formOf(guides, format)?.form;
  const carrier = own?.provider_secret;
  const bySocket = Boolean(own?.listens) && SOCKET.test(found?.guide.reached_by ?? '');
  const read = useMutation({
    mutationFn: () => answer(api.POST('/v1/sources/recognize', { body: { sample: chosen.sample, format, settings: free(written(settings)), sent_now: false } })),
  });
  const make = useMutation({
    mutationFn: async () => {
      const secrets = carrier ? free(secret ? { [carrier]: secret } : {}) : undefined;
      const listener = allow.length > 0 ? { allow } : undefined;
      const found = await answer(api.POST('/v1/sources', { body: { name, label, format, settings: free(written(settings)), secrets, listener } }));
      // The record it was recognised by stays as a check; without it the source is as good.
      if (chosen.sample) await api.PUT('/v1/sources/{id}/sample', { params: { path: { id: found.id } }, body: { sample: chosen.sample } }).catch(() => undefined);
      return found;
    },
    onSuccess: ({ issued, ...source }) => { void client.invalidateQueries({ queryKey: ['sources'] }); made(source as Source, issued as Issued); },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); make.mutate(); }} style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
      <Unsaved when={isTouched} />
      <section className={`panel ${form.form}`}>
        <div className={form.about}><h2>{t('Name')}</h2><p>{t('The short name never changes: it is part of every id that is derived from its records.')}</p></div>
        <Stack gap="sm" maw={520}>
          <TextInput label={t('Label')} placeholder={t('PBX in Berlin')} value={label} onChange={(event) => setLabel(event.currentTarget.value)} required maxLength={200} data-autofocus />
          <TextInput label={t('Short name')} description={t('Letters, digits, dots, dashes')} value={name} onChange={(event) => setOwnName(event.currentTarget.value)} required maxLength={64} pattern="[A-Za-z0-9._\-]+" spellCheck={false} />
          {(found?.guide.formats.length ?? 0) > 1 && <Select label={t('Form')} data={found?.guide.formats.map((each) => each.format) ?? []} value={format} onChange={(value) => setFormat(value ?? format)} allowDeselect={false} />}
        </Stack>
      </section>
      <section className={`panel ${form.form}`}>
        <div className={form.about}><h2>{t('How it is read')}</h2><p>{t('All of it can be changed later, and what could not be read be read again.')}</p></div>
        <Stack gap="sm" maw={520}>
          <SettingFields format={format} settings={settings} change={setSettings} suggested={chosen.suggested} />
          {carrier && <SecretInput label={t('The secret that the carrier signs with ({name})', { name: carrier.replaceAll('_', ' ') })} text={secret} change={setSecret} />}
          {bySocket && <TagsInput label={t('It may speak from')} description={t('Addresses and blocks. It writes to a port of its own and has no password.')} value={allow} onChange={setAllow} placeholder="203.0.113.7" />}
        </Stack>
      </section>
      {chosen.sample && (
        <section className="panel"><div className="panel-body">
          <Row gap={10}><Button variant="default" size="compact-sm" loading={read.isPending} onClick={() => read.mutate()}>{t('Read the record with these settings')}</Button>{read.error && <span role="alert" style={{ color: 'var(--error)' }}>{(read.error as Problem).detail}</span>}</Row>
          {read.data && <Reading found={read.data} />}
        </div></section>
      )}
      {make.error && <div role="alert" style={{ color: 'var(--error)' }}>{(make.error as Problem).detail}</div>}
      <Row><Button type="submit" loading={make.isPending} disabled={!name}>{t('Connect it')}</Button><Button variant="default" onClick={back}>{t('Back')}</Button></Row>
    </form>
  );
}

function Reading({ found }: { found: Schemas['Recognized'] }) {
  return (
    <Stack gap="sm" mt="sm">
      <SampleLegs records={found.records} />
      <Notices title={t('Not read')} notices={found.quarantined} tone="error" />
      <Notices title={t('Doubtful')} notices={found.warnings} tone="warning" />
    </Stack>
  );
}
