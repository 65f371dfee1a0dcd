// Keys for programs: what each may do, when it was used last; its text is shown once, in a command that can be run.

import { ActionIcon, Button, Group as Row, Menu, Modal, Select, Skeleton, Stack } from '@mantine/core';
import { IconDots, IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { spoken, t } from '../words';
import { type ApiKey, type Fresh, keysKey, manners } from './keys';
import { Secret } from './Secret';

const EditKey = lazy(() => import('./EditKey'));

export function KeysPage() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: keysKey, queryFn: async () => (await answer(api.GET('/v1/keys'))).data });
  const [edited, setEdited] = useState<ApiKey | 'new' | null>(null);
  const [fresh, setFresh] = useState<Fresh | null>(null);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const [rotated, setRotated] = useState<ApiKey | null>(null);
  const [counted, setCounted] = useState<ApiKey | null>(null);
  const again = () => client.invalidateQueries({ queryKey: keysKey });
  const make = <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New key')}</Button>;
  return (
    <Page title={t('API keys')} name={t('API keys')} aside={data && data.length > 0 ? make : undefined}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={200} radius="md" />}
      {data && (
        <div className="panel scroll-x">
          {data.length === 0
            ? <Empty icon={<IconKey size={26} stroke={1.5} aria-hidden />} title={t('There is no key yet')} action={make}>{t('A telephone system or a program of yours shows its key with every request.')}</Empty>
            : <Table keys={data} edit={setEdited} revoke={setRevoked} rotate={setRotated} count={setCounted} />}
        </div>
      )}
      {edited && <Suspense fallback={null}><EditKey apiKey={edited === 'new' ? null : edited} close={() => setEdited(null)} made={(made) => { setFresh(made); void again(); }} /></Suspense>}
      {fresh && <Once fresh={fresh} close={() => setFresh(null)} />}
      {counted && <Usage apiKey={counted} close={() => setCounted(null)} />}
      {rotated && <Rotate apiKey={rotated} close={() => setRotated(null)} made={(made) => { setFresh(made); void again(); }} />}
      {revoked && (
        <Confirm title={t('Revoke {name}?', { name: revoked.name })} action={t('Revoke')} close={() => setRevoked(null)}
          run={async () => { await answer(api.DELETE('/v1/keys/{id}', { params: { path: { id: revoked.id } } })); done(t('Revoked')); await again(); }}
        >{t('Whatever uses it is turned away within a second. That cannot be taken back.')}</Confirm>
      )}
    </Page>
  );
}

function stateOf(key: ApiKey): { words: string; tone: 'error' | 'warning' } | null {
  if (key.revoked_at) return { words: t('revoked'), tone: 'error' };
  if (key.expires_at && Date.parse(key.expires_at) < Date.now()) return { words: t('expired'), tone: 'warning' };
  return null;
}

function Table({ keys, edit, revoke, rotate, count }: { keys: ApiKey[]; edit: (key: ApiKey) => void; revoke: (key: ApiKey) => void; rotate: (key: ApiKey) => void; count: (key: ApiKey) => void }) {
  return (
    <table className="rows">
      <thead><tr><th>{t('Name')}</th><th>{t('Begins with')}</th><th>{t('May')}</th><th>{t('Last used')}</th><th>{t('Expires')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
      <tbody>
        {keys.map((key) => {
          const state = stateOf(key);
          return (
            <tr key={key.id} style={state ? { color: 'var(--mantine-color-dimmed)' } : undefined}>
              <td><span className="foreign" style={{ fontWeight: 550 }}>{key.name}</span>{state && <> <Tag tone={state.tone}>{state.words}</Tag></>}</td>
              <td><span className="mono">{key.prefix}…</span>{key.manner !== 'bearer' && <div className="faint">{manners()[key.manner] ?? key.manner}{key.user && <> · <span className="mono">{key.user}</span></>}</div>}</td>
              <td>{key.scopes.includes('*') ? t('everything') : key.scopes.length > 2 ? <span title={key.scopes.join('\n')}>{t('{n} permissions', { n: key.scopes.length })}</span> : <span className="mono">{key.scopes.join(', ')}</span>}</td>
              <td title={key.last_used_at ? bothTimes(key.last_used_at) : undefined}>{key.last_used_at ? ago(key.last_used_at) : <span className="faint">{t('never')}</span>}</td>
              <td title={key.expires_at ? bothTimes(key.expires_at) : undefined}>{key.expires_at ? ago(key.expires_at) : <span className="faint">{t('never')}</span>}</td>
              <td className="end">
                <Menu position="bottom-end" width={150}>
                  <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: key.name })}><IconDots size={16} /></ActionIcon></Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => count(key)}>{t('Usage')}</Menu.Item>
                    {!key.revoked_at && <Menu.Item onClick={() => edit(key)}>{t('Change')}</Menu.Item>}
                    {!key.revoked_at && <Menu.Item onClick={() => rotate(key)}>{t('Rotate')}</Menu.Item>}
                    {!key.revoked_at && <Menu.Item color="red" onClick={() => revoke(key)}>{t('Revoke')}</Menu.Item>}
                  </Menu.Dropdown>
                </Menu>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Rotate({ apiKey, close, made }: { apiKey: ApiKey; close: () => void; made: (fresh: Fresh) => void }) {
  const [grace, setGrace] = useState('86400');
  const rotate = useMutation({
    mutationFn: () => answer(api.POST('/v1/keys/{id}/rotate', { params: { path: { id: apiKey.id } }, body: { grace_s: Number(grace) } })),
    onSuccess: (fresh) => { made({ text: fresh.secret, scopes: apiKey.scopes, manner: fresh.manner, user: fresh.user }); close(); },
  });
  return (
    <Modal opened onClose={close} title={t('Rotate {name}', { name: apiKey.name })}>
      <form onSubmit={(event) => { event.preventDefault(); rotate.mutate(); }}>
        <Stack gap="sm">
          <div className="faint">{t('A new key takes its place. The old one goes on for a while, so that nothing stops meanwhile.')}</div>
          <Select label={t('The old one is good for')} value={grace} onChange={(value) => setGrace(value ?? '86400')} allowDeselect={false} data={[{ value: '0', label: t('no longer') }, { value: '3600', label: t('an hour') }, { value: '86400', label: t('a day') }, { value: '604800', label: t('a week') }]} />
          {rotate.error && <div role="alert" style={{ color: 'var(--error)' }}>{(rotate.error as Problem).detail}</div>}
          <Row justify="flex-end"><Button variant="default" onClick={close}>{t('Cancel')}</Button><Button type="submit" loading={rotate.isPending}>{t('Rotate')}</Button></Row>
        </Stack>
      </form>
    </Modal>
  );
}

/** How often it was used, day by day. */
function Usage({ apiKey, close }: { apiKey: ApiKey; close: () => void }) {
  const { data, error, refetch } = useQuery({
    queryKey: [...keysKey, apiKey.id, 'usage'],
    queryFn: async () => (await answer(api.GET('/v1/keys/{id}/usage', { params: { path: { id: apiKey.id }, query: { days: 30 } } }))).data,
  });
  return (
    <Modal opened onClose={close} title={t('Usage of {name}', { name: apiKey.name })} size="lg">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} radius="md" />}
      {data?.length === 0 && <div className="faint">{t('It was not used in the last 30 days.')}</div>}
      {data && data.length > 0 && (
        <table className="rows">
          <thead><tr><th>{t('Day')}</th><th className="end">{t('Requests')}</th><th className="end">{t('Refused')}</th><th className="end">{t('Too many')}</th><th className="end">{t('Failed')}</th></tr></thead>
          <tbody>
            {data.map((day) => (
              <tr key={day.day}>
                <td>{day.day}</td>
                {[day.requests, day.refused, day.limited, day.failed].map((figure, at) => <td key={at} className="end">{figure.toLocaleString(spoken())}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}

/** The key, once, inside a command that works as it stands. */
function Once({ fresh, close }: { fresh: Fresh; close: () => void }) {
  const masked = `${fresh.text.slice(0, 10)}${'•'.repeat(18)}`;
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const reads = fresh.scopes.includes('*') || fresh.scopes.includes('calls.read');
  const record = `{"external_id":"first-call","direction":"inbound","from":"+12025550143","started_at":"${now}"}`;
  const send = (shown: string) => `curl ${shown} -H 'Content-Type: application/json' '${location.origin}/v1/calls' \\\n  -d '${record}'`;
  const command = (key: string) => {
    switch (fresh.manner) {
      case 'basic': return send(`-u '${fresh.user}:${key}'`);
      case 'header': return send(`-H 'X-AudiaPro-Key: ${key}'`);
      case 'hmac': return `body='${record}'\ncurl -H 'X-AudiaPro-User: ${fresh.user}' -H "X-AudiaPro-Signature: $(printf %s "$body" | openssl dgst -sha256 -hmac '${key}' -hex | cut -d' ' -f2)" \\\n  -H 'Content-Type: application/json' '${location.origin}/v1/calls' -d "$body"`;
      default: return reads && !fresh.scopes.includes('*')
        ? `curl -H 'Authorization: Bearer ${key}' '${location.origin}/v1/calls?limit=10'`
        : send(`-H 'Authorization: Bearer ${key}'`);
    }
  };
  return (
    <Modal opened onClose={close} title={t('The new key')} size="lg" closeOnClickOutside={false} closeOnEscape={false}>
      <Stack gap="sm">
        <div style={{ color: 'var(--warning)' }}>{t('It is shown this once. Copy it now.')}</div>
        {fresh.user && <Secret name={t('User')} text={fresh.user} />}
        <Secret name={t('The key')} text={fresh.text} shown={masked} />
        <div className="faint">{t('Try it:')}</div>
        <Secret name={t('Command')} text={command(fresh.text)} shown={command(masked)} />
        <Row justify="flex-end"><Button onClick={close}>{t('I have it')}</Button></Row>
      </Stack>
    </Modal>
  );
}
