// Where a source sends to, and how it proves that it is the one: address, secrets, a port of its own.

import { Button, Group as Row, Modal, NumberInput, PasswordInput, Select, Stack, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Secret } from '../identity/Secret';
import { Confirm } from '../shell/Confirm';
import { done } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { t } from '../words';
import { IssuedSecret } from './IssuedSecret';
import { formOf, guidesQuery, type Issued, type Source } from './sources';
import form from '../identity/team.module.css';

const KINDS: Record<string, string> = {
  basic: 'User and password', header: 'A key in a header', hmac: 'A signature over the bytes', webhook_secret: 'Webhook secret', auth_token: 'Auth token', signing_key: 'Signing key', ed25519_public_key: 'Public key', signature_secret: 'Signature secret',
};
const MADE = ['basic', 'header', 'hmac', 'webhook_secret'];

export function Access({ source, locked }: { source: Source; locked: boolean }) {
  const client = useQueryClient();
  const { data: guides } = useQuery(guidesQuery);
  const [rotates, setRotates] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  const known = formOf(guides, source.format);
  const settle = (changed: Source) => {
    client.setQueryData(['sources', source.id], changed);
    void client.invalidateQueries({ queryKey: ['sources'] });
    void client.invalidateQueries({ queryKey: ['source-guide', source.id] });
  };
  const made = source.secrets.filter((kind) => MADE.includes(kind));
  return (
    <Stack gap={14}>
      <section className={`panel ${form.form}`}>
        <div className={form.about}><h2>{t('Address')}</h2><p>{t('It sends here, with its own secret.')}</p></div>
        <Secret name={t('Address')} text={source.url} />
      </section>
      <section className={`panel ${form.form}`}>
        <div className={form.about}><h2>{t('Secret')}</h2><p>{t('Kept sealed and never shown again. A new one is shown once; the old one is good for a while.')}</p></div>
        <Stack gap="sm">
          <Row gap={6}>{source.secrets.length === 0 ? <span className="faint">{t('None: it takes only what comes with an API key.')}</span> : source.secrets.map((kind) => <Tag key={kind}>{t(KINDS[kind] ?? kind)}</Tag>)}</Row>
          {!locked && (made.length > 0 || !known?.form.provider_secret) && <Row><Button variant="default" onClick={() => setRotates(true)}>{made.length > 0 ? t('Rotate the secret') : t('Make a secret')}</Button></Row>}
          {!locked && known?.form.provider_secret && <ProviderSecret source={source} kind={known.form.provider_secret} settle={settle} />}
        </Stack>
      </section>
      {(known?.form.listens || source.listener) && <Port source={source} locked={locked} settle={settle} />}
      {rotates && <Rotate source={source} kinds={made} close={() => setRotates(false)} made={(found) => { settle(found); setIssued(found.issued as Issued); }} />}
      {issued && <Modal opened onClose={() => setIssued(null)} title={t('The new secret')} size="lg" closeOnClickOutside={false} closeOnEscape={false}><Stack gap="sm"><IssuedSecret issued={issued} /><Row justify="flex-end"><Button onClick={() => setIssued(null)}>{t('I have it')}</Button></Row></Stack></Modal>}
    </Stack>
  );
}

function Rotate({ source, kinds, close, made }: { source: Source; kinds: string[]; close: () => void; made: (found: Schemas['NewSource']) => void }) {
  const [kind, setKind] = useState(kinds[0] ?? 'basic');
  const [grace, setGrace] = useState('86400');
  const rotate = useMutation({
    mutationFn: () => answer(api.POST('/v1/sources/{id}/rotate', { params: { path: { id: source.id } }, body: { kind, grace_s: Number(grace) } })),
    onSuccess: (found) => { made(found); close(); },
  });
  return (
    <Modal opened onClose={close} title={t('A new secret for {name}', { name: source.label })}>
      <form onSubmit={(event) => { event.preventDefault(); rotate.mutate(); }}>
        <Stack gap="sm">
          <Select label={t('Kind')} value={kind} onChange={(value) => setKind(value ?? 'basic')} allowDeselect={false} data={(kinds.length > 0 ? kinds : MADE.slice(0, 3)).map((value) => ({ value, label: t(KINDS[value] ?? value) }))} />
          {kinds.length > 0 && <Select label={t('The old one is good for')} value={grace} onChange={(value) => setGrace(value ?? '86400')} allowDeselect={false} data={[{ value: '0', label: t('no longer') }, { value: '3600', label: t('an hour') }, { value: '86400', label: t('a day') }, { value: '604800', label: t('a week') }]} />}
          {rotate.error && <div role="alert" style={{ color: 'var(--error)' }}>{(rotate.error as Problem).detail}</div>}
          <Row justify="flex-end"><Button variant="default" onClick={close}>{t('Cancel')}</Button><Button type="submit" loading={rotate.isPending}>{kinds.length > 0 ? t('Rotate') : t('Make it')}</Button></Row>
        </Stack>
      </form>
    </Modal>
  );
}

/** What the carrier gives, typed in anew. */
function ProviderSecret({ source, kind, settle }: { source: Source; kind: string; settle: (source: Source) => void }) {
  const [text, setText] = useState('');
  const save = useMutation({
    mutationFn: () => answer(api.PATCH('/v1/sources/{id}', { params: { path: { id: source.id } }, body: { secrets: { [kind]: text } as Record<string, never>, version: source.version } })),
    onSuccess: (changed) => { setText(''); done(t('Saved')); settle(changed); },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <Row align="flex-end" gap={8}>
        <SecretInput label={t('{secret} of the carrier', { secret: t(KINDS[kind] ?? kind) })} text={text} change={setText} />
        <Button type="submit" variant="default" disabled={!text.trim()} loading={save.isPending}>{t('Save')}</Button>
      </Row>
      {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
    </form>
  );
}

/** Typed, not remembered by the browser. */
export function SecretInput({ label, text, change }: { label: string; text: string; change: (text: string) => void }) {
  return <PasswordInput label={label} value={text} onChange={(event) => change(event.currentTarget.value)} autoComplete="off" data-1p-ignore style={{ flex: 1, minWidth: 220 }} />;
}

function Port({ source, locked, settle }: { source: Source; locked: boolean; settle: (source: Source) => void }) {
  const listener = source.listener;
  const [allow, setAllow] = useState(listener?.allow ?? []);
  const [port, setPort] = useState<number | string>(listener?.port ?? '');
  const [closes, setCloses] = useState(false);
  const save = useMutation({
    mutationFn: (wanted: Schemas['SourceListener'] | null) => answer(api.PATCH('/v1/sources/{id}', { params: { path: { id: source.id } }, body: { listener: wanted, version: source.version } })),
    onSuccess: (changed) => { done(changed.listener ? t('It is listened to at port {port}', { port: String(changed.listener.port) }) : t('It is listened to no longer')); setPort(changed.listener?.port ?? ''); settle(changed); },
  });
  return (
    <form className={`panel ${form.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate({ allow, port: port === '' ? undefined : Number(port) }); }}>
      <div className={form.about}><h2>{t('A port of its own')}</h2><p>{t('For systems that open a connection and write. There is no password: only the addresses that are named may speak.')}</p></div>
      <Stack gap="sm" maw={520}>
        <TagsInput label={t('It may speak from')} description={t('Addresses and blocks, as 203.0.113.7 or 203.0.113.0/24.')} value={allow} onChange={setAllow} disabled={locked} />
        <NumberInput label={t('Port')} description={t('Empty: the lowest that is free.')} value={port} onChange={setPort} min={1} max={65535} allowDecimal={false} thousandSeparator="" disabled={locked} w={180} />
        {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
        {!locked && <Row><Button type="submit" disabled={allow.length === 0} loading={save.isPending}>{listener ? t('Save') : t('Open a port')}</Button>{listener && <Button variant="default" onClick={() => setCloses(true)}>{t('Close it')}</Button>}</Row>}
      </Stack>
      {closes && <Confirm title={t('Close port {port}?', { port: String(listener?.port ?? '') })} action={t('Close it')} close={() => setCloses(false)} run={async () => { await save.mutateAsync(null); setAllow([]); }}>{t('What is connected to it is cut off.')}</Confirm>}
    </form>
  );
}
