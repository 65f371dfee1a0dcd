// Recordings that were announced and are not there, and recordings that are there and belong to no call: fetched again, given to a call by hand,
// no longer waited for, dropped.

import { Button, Drawer, Group as Row, Select, Skeleton, Tabs } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { bytes } from '../figure';
import { useMay } from '../identity/session';
import { one, type Search } from '../search';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Tag } from '../shell/Tag';
import { span } from '../time/length';
import { ago, bothTimes, longTime } from '../time/zone';
import { many, t } from '../words';
import { lost, reason, sourcesQuery } from './sources';

type Missing = Schemas['MissingRecording'];
type Orphan = Schemas['OrphanRecording'];

const STATES: Record<string, [string, 'plain' | 'accent' | 'error']> = {
  expected: ['nobody fetches it', 'plain'], waiting: ['is tried again', 'accent'], fetching: ['is being fetched', 'accent'], failed: ['given up', 'error'],
};

export function RecordingsPage() {
  const allowed = useMay();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const source = one(search.source_instance) || undefined;
  const tab = one(search.tab) === 'orphans' ? 'orphans' : 'missing';
  const { data: sources } = useQuery({ ...sourcesQuery, enabled: allowed('settings.read') });
  const choose = (next: Search) => void navigate({ to: '/app/settings/recordings', search: { ...search, ...next } as never });
  return (
    <Page title={t('Recordings without their call')} name={t('Recordings without their call')} beneath={<SettingsTabs />}>
      {sources && <Select aria-label={t('Telephone system')} placeholder={t('Every telephone system')} data={sources.map((each) => ({ value: each.name, label: each.label }))} value={source ?? null} onChange={(value) => choose({ source_instance: value ?? '' })} clearable searchable w={260} />}
      <Tabs value={tab} onChange={(next) => choose({ tab: next === 'orphans' ? 'orphans' : '' })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="missing">{t('Not there yet')}</Tabs.Tab>
          <Tabs.Tab value="orphans">{t('Without a call')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="missing"><MissingOnes source={source} /></Tabs.Panel>
        <Tabs.Panel value="orphans"><Orphans source={source} /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function MissingOnes({ source }: { source: string | undefined }) {
  const client = useQueryClient();
  const mayDo = useMay()('queue.manage');
  const query = useInfiniteQuery({
    queryKey: ['missing', source],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/recordings/missing', { params: { query: { source_instance: source, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  });
  const settle = () => void client.invalidateQueries({ queryKey: ['missing'] });
  const fetchAgain = useMutation({
    mutationFn: (legs?: string[]) => answer(api.POST('/v1/recordings/missing/fetch', { body: legs ? { legs } : { source_instance: source ?? null } })),
    onSuccess: ({ queued }) => { done(many(queued, '{n} recording is fetched', '{n} recordings are fetched')); settle(); },
    onError: (error) => failed(error),
  });
  const dismiss = useMutation({
    mutationFn: (leg: string) => answer(api.DELETE('/v1/recordings/missing/{id}', { params: { path: { id: leg } } })),
    onSuccess: () => { done(t('Nobody waits for it any more')); settle(); },
    onError: (error) => failed(error),
  });
  const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Listing
      query={query} isEmpty={rows.length === 0} empty={t('No recording is missing')} says={t('What a record announces and nobody has sent or could fetch is listed here.')}
      aside={mayDo && rows.some((row) => row.state === 'failed') && <Button variant="default" size="compact-sm" loading={fetchAgain.isPending} onClick={() => fetchAgain.mutate(undefined)}>{t('Fetch all that were given up')}</Button>}
    >
      <thead><tr><th>{t('Telephone system')}</th><th>{t('Recording')}</th><th>{t('State')}</th><th>{t('Since')}</th>{mayDo && <th><span className="unseen">{t('Actions')}</span></th>}</tr></thead>
      <tbody>{rows.map((row) => <MissingRow key={row.leg_id} row={row} mayDo={mayDo} again={() => fetchAgain.mutate([row.leg_id])} dismiss={() => dismiss.mutate(row.leg_id)} />)}</tbody>
    </Listing>
  );
}

function MissingRow({ row, mayDo, again, dismiss }: { row: Missing; mayDo: boolean; again: () => void; dismiss: () => void }) {
  const [words, tone] = STATES[row.state] ?? [row.state, 'plain' as const];
  const name = row.reference ?? row.external_id;
  return (
    <tr>
      <td className="foreign">{row.source_instance}</td>
      <td><span className="mono foreign">{name}</span>{row.call_id && <> · <Link to="/app/calls/$id" params={{ id: row.call_id }}>{t('its call')}</Link></>}</td>
      <td><Tag tone={tone}>{t(words)}</Tag> {row.error_code && <span>{reason(row.error_code)}</span>}<div className="faint foreign">{row.error_detail}{row.next_attempt_at && <> · {t('again {when}', { when: longTime(row.next_attempt_at) })}</>}</div></td>
      <td title={bothTimes(row.expected_since)}>{ago(row.expected_since)}</td>
      {mayDo && (
        <td className="end">
          <Button variant="subtle" color="gray" size="compact-sm" onClick={again} aria-label={t('Fetch {name} again', { name })}>{t('Fetch')}</Button>
          <Button variant="subtle" color="gray" size="compact-sm" onClick={dismiss} aria-label={t('Wait for {name} no longer', { name })}>{t('Wait no longer')}</Button>
        </td>
      )}
    </tr>
  );
}

function Orphans({ source }: { source: string | undefined }) {
  const client = useQueryClient();
  const mayDo = useMay()('queue.manage');
  const [looked, setLooked] = useState<Orphan | null>(null);
  const query = useInfiniteQuery({
    queryKey: ['orphans', source],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/recordings/orphans', { params: { query: { source_instance: source, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  });
  const match = useMutation({
    mutationFn: () => answer(api.POST('/v1/recordings/orphans/match', { body: { source_instance: source ?? null } })),
    onSuccess: ({ queued }) => { done(many(queued, 'The call of {n} recording is looked for', 'The calls of {n} recordings are looked for')); void client.invalidateQueries({ queryKey: ['orphans'] }); },
    onError: (error) => failed(error),
  });
  const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <Listing
        query={query} isEmpty={rows.length === 0} empty={t('Every recording has its call')} says={t('A recording whose call is not known yet is kept, and finds it when the record comes.')}
        aside={mayDo && rows.length > 0 && <Button variant="default" size="compact-sm" loading={match.isPending} onClick={() => match.mutate()}>{t('Look for their calls again')}</Button>}
      >
        <thead><tr><th>{t('Telephone system')}</th><th>{t('Recording')}</th><th>{t('Why')}</th><th className="end">{t('Length')}</th><th>{t('Received')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="foreign">{row.source_instance}</td>
              <td className="mono foreign">{row.name}</td>
              <td>{lost(row.note)}</td>
              <td className="end num">{row.duration_ms === null ? bytes(row.bytes) : span(row.duration_ms / 1000)}</td>
              <td title={bothTimes(row.received_at)}>{ago(row.received_at)}</td>
              <td className="end"><Button variant="subtle" color="gray" size="compact-sm" onClick={() => setLooked(row)} aria-label={t('Look at {name}', { name: row.name })}>{t('Look')}</Button></td>
            </tr>
          ))}
        </tbody>
      </Listing>
      {looked && <Look orphan={looked} mayDo={mayDo} close={() => setLooked(null)} />}
    </>
  );
}

/** The calls to which it could belong. */
function Look({ orphan, mayDo, close }: { orphan: Orphan; mayDo: boolean; close: () => void }) {
  const client = useQueryClient();
  const [drops, setDrops] = useState(false);
  const detail = useQuery({ queryKey: ['orphan', orphan.id], queryFn: () => answer(api.GET('/v1/recordings/orphans/{id}', { params: { path: { id: orphan.id } } })) });
  const settle = () => { for (const key of ['orphans', 'missing', 'calls', 'call']) void client.invalidateQueries({ queryKey: [key] }); };
  const assign = useMutation({
    mutationFn: (leg: string) => answer(api.POST('/v1/recordings/orphans/{id}/assign', { params: { path: { id: orphan.id } }, body: { leg_id: leg } })),
    onSuccess: () => { done(t('It is that call’s now')); settle(); close(); },
  });
  return (
    <Drawer opened onClose={close} closeOnEscape={!drops} position="right" size={560} title={<span className="foreign">{orphan.name}</span>}>
      <div style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
        <p className="faint" style={{ margin: 0 }}><span className="foreign">{orphan.source_instance}</span> · {bytes(orphan.bytes)} · <span title={bothTimes(orphan.received_at)}>{ago(orphan.received_at)}</span> · {lost(orphan.note)}</p>
        {detail.error && <Failure error={detail.error} retry={() => void detail.refetch()} />}
        {detail.isPending && <Skeleton height={80} />}
        {detail.data && detail.data.candidates.length === 0 && <p style={{ margin: 0 }}>{t('No call of that name, id or time is known.')}</p>}
        {assign.error && <div role="alert" style={{ color: 'var(--error)' }}>{assign.error.message}</div>}
        {detail.data?.candidates.map((leg) => (
          <div key={leg.leg_id} style={{ display: 'flex', gap: 12, alignItems: 'center', justifyContent: 'space-between' }}>
            <div><Link to="/app/calls/$id" params={{ id: leg.call_id }}>{longTime(leg.started_at)}</Link> · <span className="foreign num">{leg.from ?? '–'} → {leg.to ?? '–'}</span> · {span(leg.talk_s)}{leg.agent && <> · <span className="foreign">{leg.agent}</span></>}<div className="faint mono foreign">{leg.external_id}</div></div>
            {leg.has_recording ? <Tag>{t('has a recording')}</Tag> : mayDo && <Button size="compact-sm" loading={assign.isPending && assign.variables === leg.leg_id} onClick={() => assign.mutate(leg.leg_id)} aria-label={t('Give it to {call}', { call: leg.external_id })}>{t('Give it to this call')}</Button>}
          </div>
        ))}
        {mayDo && <Row><Button variant="subtle" color="red" size="compact-sm" onClick={() => setDrops(true)}>{t('Drop')}</Button></Row>}
      </div>
      {drops && (
        <Confirm title={t('Drop this recording?')} action={t('Drop')} close={() => setDrops(false)}
          run={async () => { await answer(api.DELETE('/v1/recordings/orphans/{id}', { params: { path: { id: orphan.id } } })); done(t('Dropped')); settle(); close(); }}
        >{t('Its bytes are gone for good. It stands in the audit.')}</Confirm>
      )}
    </Drawer>
  );
}

type Pages = { data: unknown; error: unknown; isPending: boolean; hasNextPage: boolean; isFetchingNextPage: boolean; refetch: () => unknown; fetchNextPage: () => unknown };

function Listing({ query, isEmpty, empty, says, aside, children }: { query: Pages; isEmpty: boolean; empty: string; says: string; aside: ReactNode; children: ReactNode }) {
  return (
    <section className="panel">
      {Boolean(query.error) && isEmpty && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <div className="panel-body"><Skeleton height={160} /></div>}
      {Boolean(query.data) && isEmpty && <Empty icon={<IconCircleCheck size={26} stroke={1.5} aria-hidden />} title={empty}>{says}</Empty>}
      {aside && <Row justify="flex-end" p="sm">{aside}</Row>}
      {!isEmpty && <div className="scroll-x"><table className="rows">{children}</table></div>}
      {query.hasNextPage && <Row p="sm" justify="center"><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button></Row>}
    </section>
  );
}
