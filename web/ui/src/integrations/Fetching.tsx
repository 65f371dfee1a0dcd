// From where a telephone system's recordings are fetched, with which secret, and how their names are read.

import { Button, Checkbox, Group as Row, NumberInput, PasswordInput, Select, Skeleton, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { FetchingToken, saidOf, tokenOf } from './FetchingToken';
import { fetchingQuery, free, type Source } from './sources';
import form from '../identity/team.module.css';

type Shown = Schemas['SourceFetching'];
type Place = 'none' | 'web' | 'folder' | 's3';
type Kind = 'none' | 'basic' | 'digest' | 'bearer' | 'token' | 's3';

export function Fetching({ source, locked }: { source: Source; locked: boolean }) {
  const { data, error, refetch } = useQuery(fetchingQuery(source.id));
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={240} radius="md" />;
  return <Form key={JSON.stringify(data)} source={source} shown={data} locked={locked} />;
}

function placeOf(shown: Shown): Place {
  if (shown.s3) return 's3';
  if (shown.folder) return 'folder';
  return shown.base_url || shown.hosts.length > 0 ? 'web' : 'none';
}

function Form({ source, shown, locked }: { source: Source; shown: Shown; locked: boolean }) {
  const client = useQueryClient();
  const [place, setPlace] = useState<Place>(placeOf(shown));
  const [given, setGiven] = useState({ base_url: shown.base_url ?? '', link: shown.link ?? '', folder: shown.folder ?? '', hosts: shown.hosts, names: shown.names ?? '', tolerance_s: shown.tolerance_s });
  const [s3, setS3] = useState(shown.s3 ?? { endpoint: '', bucket: '', region: '', prefix: '', bucket_in_host: false });
  const [token, setToken] = useState(tokenOf(shown.token));
  const [kind, setKind] = useState<Kind>((shown.secret ?? 'none') as Kind);
  const [begin] = useState(() => JSON.stringify([place, given, s3, token, kind]));
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const [session, setSession] = useState('');
  const kept = place === 's3' ? (kind === 'none' ? 'none' : 's3') : kind === 's3' || (kind === 'token' && place !== 'web') ? 'none' : kind;
  const isNew = user !== '' || secret !== '' || session !== '';
  const isChanged = isNew || JSON.stringify([place, given, s3, token, kind]) !== begin;
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/v1/sources/{id}/fetching', {
      params: { path: { id: source.id } },
      body: {
        base_url: place === 'web' ? given.base_url.trim() || null : null, link: place === 'web' ? given.link.trim() || null : null, token: kept === 'token' ? saidOf(token) : null, folder: place === 'folder' ? given.folder.trim() || null : null, s3: place === 's3' ? s3 : null,
        hosts: place === 'none' ? [] : given.hosts, names: given.names.trim() || null, tolerance_s: given.tolerance_s, ...secretOf(place === 'none' ? 'none' : kept, shown.secret, isNew, user, secret, session),
      },
    })),
    onSuccess: (now) => { done(t('Saved')); setUser(''); setSecret(''); setSession(''); client.setQueryData(fetchingQuery(source.id).queryKey, now); void client.invalidateQueries({ queryKey: ['missing'] }); },
  });
  const keeps = kept !== 'none' && kept === shown.secret;
  const hint = keeps ? t('It is kept. Type another one to change it.') : undefined;
  return (
    <form className={`panel ${form.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      <Unsaved when={isChanged} />
      <div className={form.about}><h2>{t('Where they are fetched')}</h2><p>{locked ? t('Your role may read this, but not change it (settings.manage).') : t('A recording that a record names is fetched from there, tried again for a while, and never asked of any other host.')}</p><p style={{ marginTop: 8 }}><Link to="/app/settings/recordings" search={{ source_instance: source.name } as never}>{t('Recordings without their call')}</Link></p></div>
      <div style={{ maxWidth: 560, display: 'flex', flexDirection: 'column', gap: 12 }}>
        <Select label={t('Place')} value={place} onChange={(next) => setPlace((next ?? 'none') as Place)} allowDeselect={false} disabled={locked} data={[{ value: 'none', label: t('They are sent to us, or not at all') }, { value: 'web', label: t('A web address') }, { value: 'folder', label: t('A folder of this server') }, { value: 's3', label: t('A store that speaks S3') }]} />
        {place === 'web' && <TextInput label={t('Address')} description={t('Names lie below it; or with {places} in it, exactly there.', { places: '{ref}, {path}, {external_id}, {linked_id}' })} placeholder="https://pbx.example.com/recordings/" value={given.base_url} onChange={(event) => setGiven({ ...given, base_url: event.currentTarget.value })} disabled={locked} />}
        {place === 'web' && <TextInput label={t('Where its answer has the address of the recording')} description={t('A JSON pointer, for telephone systems that answer with another address. Empty: the answer is the recording.')} placeholder="/download_resource_url" value={given.link} onChange={(event) => setGiven({ ...given, link: event.currentTarget.value })} disabled={locked} />}
        {place === 'folder' && <TextInput label={t('Folder')} description={t('Below the one that the operator of this server has for you.')} value={given.folder} onChange={(event) => setGiven({ ...given, folder: event.currentTarget.value })} required disabled={locked} />}
        {place === 's3' && (
          <>
            <TextInput label={t('Address of the store')} placeholder="https://s3.eu-central-1.amazonaws.com" value={s3.endpoint} onChange={(event) => setS3({ ...s3, endpoint: event.currentTarget.value })} required disabled={locked} />
            <Row grow><TextInput label={t('Bucket')} value={s3.bucket} onChange={(event) => setS3({ ...s3, bucket: event.currentTarget.value })} required disabled={locked} /><TextInput label={t('Region')} placeholder="us-east-1" value={s3.region} onChange={(event) => setS3({ ...s3, region: event.currentTarget.value })} disabled={locked} /></Row>
            <TextInput label={t('Before each name')} placeholder="recordings/" value={s3.prefix} onChange={(event) => setS3({ ...s3, prefix: event.currentTarget.value })} disabled={locked} />
            <Checkbox label={t('The bucket stands before the name of the host, and not in the path')} checked={s3.bucket_in_host ?? false} onChange={(event) => setS3({ ...s3, bucket_in_host: event.currentTarget.checked })} disabled={locked} />
          </>
        )}
        {place !== 'none' && (
          <>
            <TagsInput label={t('Hosts that addresses in records may lead to')} description={t('As {one}; without TLS {other}.', { one: 'api.twilio.com, pbx.example.com:8443', other: 'http://10.0.0.5:8088' })} value={given.hosts} onChange={(hosts) => setGiven({ ...given, hosts })} disabled={locked} />
            <Select label={t('Secret')} value={kept} onChange={(next) => setKind((next ?? 'none') as Kind)} allowDeselect={false} disabled={locked} data={[{ value: 'none', label: t('none') }, ...(place === 's3' ? [{ value: 's3', label: t('Access key of the store') }] : [{ value: 'basic', label: t('User and password (Basic)') }, { value: 'digest', label: t('User and password (digest)') }, { value: 'bearer', label: t('Token') }, ...(place === 'web' ? [{ value: 'token', label: t('User and password, for a token that is asked for') }] : [])])]} />
            {kept === 'token' && <FetchingToken token={token} change={setToken} locked={locked} />}
            {kept !== 'none' && (
              <Row grow align="start">
                {kept !== 'bearer' && <TextInput label={kept === 's3' ? t('Access key') : t('User')} description={hint} value={user} onChange={(event) => setUser(event.currentTarget.value)} required={!keeps || isNew} autoComplete="off" disabled={locked} />}
                <PasswordInput label={kept === 's3' ? t('Secret key') : kept === 'bearer' ? t('Token') : t('Password')} description={hint} value={secret} onChange={(event) => setSecret(event.currentTarget.value)} required={!keeps || isNew} autoComplete="new-password" disabled={locked} />
              </Row>
            )}
            {kept === 's3' && <PasswordInput label={t('Session token')} description={t('Only beside keys that were lent for a while.')} value={session} onChange={(event) => setSession(event.currentTarget.value)} autoComplete="new-password" disabled={locked} />}
          </>
        )}
        <TextInput label={t('Names of files')} description={t('With {places} in it. Empty: as this telephone system makes them.', { places: '{id}, {from}, {to}, {agent}, {started:%Y%m%d-%H%M%S}, {any}' })} placeholder={shown.names_usual ?? undefined} value={given.names} onChange={(event) => setGiven({ ...given, names: event.currentTarget.value })} disabled={locked} />
        <NumberInput label={t('Seconds by which begins may differ')} value={given.tolerance_s} onChange={(next) => setGiven({ ...given, tolerance_s: Number(next) || 0 })} min={0} max={3600} disabled={locked} w={260} />
        {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{save.error instanceof Problem ? save.error.detail : String(save.error)}</div>}
        {!locked && <Row><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>}
      </div>
    </form>
  );
}

/** Nothing is said of a secret that stays. */
function secretOf(kind: Kind, kept: string | null, isNew: boolean, user: string, secret: string, session: string): { secret?: Record<string, never> | null } {
  if (kind === 'none') return kept === null ? {} : { secret: null };
  if (kind === kept && !isNew) return {};
  if (kind === 'bearer') return { secret: free({ bearer: secret }) };
  if (kind === 's3') return { secret: free({ s3: { access_key: user, secret_key: secret, ...(session ? { session_token: session } : {}) } }) };
  return { secret: free({ [kind]: { user, password: secret } }) };
}
