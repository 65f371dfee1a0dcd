// The connection that we open to a telephone system which waits for one: to where, as whom, how it is, and what to do when it fails.

import { Button, Group as Row, NumberInput, PasswordInput, Select, Skeleton, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { useEdits } from '../identity/edits';
import { Confirm } from '../shell/Confirm';
import { Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { connectionQuery, type Source } from './sources';
import { WorkState } from './WorkState';
import classes from './sources.module.css';
import form from '../identity/team.module.css';

type Shown = Schemas['SourceConnection'];
/** As it is typed. User and password are never shown, so nothing is stored there. */
type Given = { host: string; port: number | null; tls: boolean; certificate: string; login: string; user: string; password: string };

const SYSTEMS: Record<string, string> = {
  ami: 'Asterisk’s manager interface is logged in to, and tells of each call.',
  lines: 'It writes a line for each call as soon as somebody is connected, and asks for no login.',
  smdr: 'It writes a line for each call after it was given its password.',
};

const REMEDIES: Record<string, string> = {
  unreachable: 'Look at name and port, and at the firewall. Is the interface switched on there?',
  private_address: 'It is inside a private network: the operator of this server has to name it (sources.private_hosts).',
  tls: 'Its certificate is nobody’s that is trusted: give it below.',
  not_ami: 'Another service listens at this port.',
  login_refused: 'Look at user and password, and at the addresses from which it lets us in.',
  timeout: 'It does not answer in time. It is tried again.',
  silent: 'Nothing comes from it any more. It is tried again.',
  closed: 'It hung up. It is tried again.',
  broken: 'The way to it broke off. It is tried again.',
  not_a_record: 'It writes another form than that of this telephone system.',
  bad_settings: 'Save it anew.',
};

export function Connection({ source, locked }: { source: Source; locked: boolean }) {
  const { data, error, refetch } = useQuery({ ...connectionQuery(source.id), refetchInterval: 3000 });
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={240} radius="md" />;
  return (
    <Stack gap={14}>
      {data.connection ? <State shown={data} /> : <div className={classes.note} role="status">{t('None is opened.')} {locked ? '' : t('Say below where the telephone system waits.')}</div>}
      <Form source={source} shown={data} locked={locked} />
    </Stack>
  );
}

function State({ shown }: { shown: Shown }) {
  const words = { connected: t('We are connected.'), connecting: t('We are connecting.'), failing: t('We cannot connect to it. It is tried again and again.') };
  return <WorkState work={shown.state} well="connected" words={words} none={t('No server has begun to connect yet.')} remedies={REMEDIES} />;
}

function storedOf(shown: Shown): Given {
  const place = shown.connection;
  return { host: place?.host ?? '', port: place?.port ?? null, tls: place?.tls ?? false, certificate: place?.certificate ?? '', login: place?.login ?? 'challenge', user: '', password: '' };
}

function bodyOf(given: Given, protocol: string): Schemas['SourceConnectionBody'] {
  const typed = given.user !== '' || given.password !== '';
  return {
    host: given.host.trim(), tls: given.tls,
    ...(given.port !== null && { port: given.port }),
    ...(given.tls && given.certificate.trim() !== '' && { certificate: given.certificate }),
    ...(protocol === 'ami' && { login: given.login }),
    // What is kept stays where nothing is typed; the server refuses that for another place.
    ...(protocol !== 'lines' && typed && { credentials: { user: given.user, password: given.password } }),
  };
}

function Form({ source, shown, locked }: { source: Source; shown: Shown; locked: boolean }) {
  const client = useQueryClient();
  const { given, changes, isChanged, set, settle, drop } = useEdits<Given>(storedOf(shown));
  const [closes, setCloses] = useState(false);
  const protocol = shown.protocol ?? '';
  const take = async (now: Shown) => {
    const { queryKey } = connectionQuery(source.id);
    // An answer that was asked for before is older than this one.
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, now);
    void client.invalidateQueries({ queryKey: ['source-health', source.id] });
  };
  const save = useMutation({
    mutationFn: ({ given: sent }: { given: Given; changes: Partial<Given> }) => answer(api.PUT('/v1/sources/{id}/connection', { params: { path: { id: source.id } }, body: bodyOf(sent, protocol) })),
    onSuccess: async (now, sent) => { done(t('Saved')); await take(now); settle(sent.changes); },
  });
  const asks = protocol === 'ami' || protocol === 'smdr';
  const isElsewhere = (['host', 'port', 'tls', 'certificate', 'login'] as const).some((name) => name in changes);
  const needs = asks && (!shown.connection?.credentials || isElsewhere || given.user !== '' || given.password !== '');
  const hint = shown.connection?.credentials ? (isElsewhere ? t('To be typed again: what is kept was given for another place.') : t('It is kept. Type another one to change it.')) : undefined;
  return (
    <form className={`panel ${form.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate({ given, changes }); }} aria-label={t('The connection that we open')}>
      <Unsaved when={isChanged} />
      <div className={form.about}><h2>{t('The connection that we open')}</h2><p>{locked ? t('Your role may read this, but not change it (settings.manage).') : t(SYSTEMS[protocol] ?? 'A telephone system of this form is not connected to.')}</p></div>
      <Stack gap="sm" maw={560}>
        <Row align="flex-start" wrap="nowrap">
          <TextInput label={t('Host')} description={t('Name or address, without a scheme.')} placeholder="pbx.example.com" value={given.host} onChange={(event) => set({ host: event.currentTarget.value })} required disabled={locked} style={{ flex: 1 }} autoComplete="off" />
          <NumberInput label={t('Port')} description={t('Empty: the usual one.')} value={given.port ?? ''} onChange={(port) => set({ port: port === '' ? null : Number(port) })} min={1} max={65535} allowDecimal={false} thousandSeparator="" disabled={locked} w={150} />
        </Row>
        <Switch label={t('Encrypted (TLS)')} checked={given.tls} onChange={(event) => set({ tls: event.currentTarget.checked })} disabled={locked} />
        {given.tls && <Textarea label={t('Its certificate')} description={t('In PEM: its own, or that of who has signed it. Empty: those that this server trusts.')} value={given.certificate} onChange={(event) => set({ certificate: event.currentTarget.value })} autosize minRows={2} maxRows={8} spellCheck={false} disabled={locked} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }} />}
        {protocol === 'ami' && <Select label={t('How the password is proved')} value={given.login} onChange={(login) => set({ login: login ?? 'challenge' })} allowDeselect={false} disabled={locked} data={[{ value: 'challenge', label: t('By a challenge: it does not cross the wire') }, { value: 'plain', label: t('As it is') }]} />}
        {asks && !locked && (
          <Row grow align="start">
            {protocol === 'ami' && <TextInput label={t('User')} description={hint} value={given.user} onChange={(event) => set({ user: event.currentTarget.value })} required={needs} autoComplete="off" />}
            <PasswordInput label={t('Password')} description={hint} value={given.password} onChange={(event) => set({ password: event.currentTarget.value })} required={needs} autoComplete="new-password" data-1p-ignore />
          </Row>
        )}
        {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{save.error instanceof Problem ? save.error.detail : String(save.error)}</div>}
        {!locked && (
          <Row>
            <Button type="submit" disabled={!isChanged || protocol === ''} loading={save.isPending}>{shown.connection ? t('Save') : t('Connect')}</Button>
            {isChanged && <Button variant="default" onClick={drop}>{t('Undo changes')}</Button>}
            {shown.connection && <Button variant="default" c="var(--error)" onClick={() => setCloses(true)}>{t('Close it')}</Button>}
          </Row>
        )}
      </Stack>
      {closes && (
        <Confirm title={t('Close the connection to {host}?', { host: shown.connection?.host ?? '' })} action={t('Close it')} close={() => setCloses(false)}
          run={async () => {
            await answer(api.DELETE('/v1/sources/{id}/connection', { params: { path: { id: source.id } } }));
            done(t('It is closed'));
            drop();
            await take({ ...shown, connection: null, state: null });
          }}
        >{t('It is not opened again, and its login is forgotten. What the telephone system tells from then on does not come here.')}</Confirm>
      )}
    </form>
  );
}
