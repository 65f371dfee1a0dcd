// What telephone systems sent and nobody could read: why, from where; looked at, taken out, read again after a change of settings, or dropped.

import { Button, Drawer, Group as Row, Select, Skeleton, TextInput } from '@mantine/core';
import { IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { bytes } from '../figure';
import { useMay } from '../identity/session';
import { one, type Search } from '../search';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { Notices } from './Legs';
import { Recognise } from './Recognise';
import { reason, replayAll, sourcesQuery } from './sources';
import classes from './sources.module.css';

type Entry = Schemas['Quarantined'];
const key = ['quarantine'];

export function QuarantinePage() {
  const client = useQueryClient();
  const allowed = useMay();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const filter = { source_instance: one(search.source_instance) || undefined, code: one(search.code) || undefined };
  const [looked, setLooked] = useState<Entry | null>(null);
  const [dropsAll, setDropsAll] = useState(false);
  const mayDo = allowed('queue.manage');
  const query = useInfiniteQuery({
    queryKey: [...key, filter],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/quarantine', { params: { query: { ...filter, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const again = () => { void client.invalidateQueries({ queryKey: key }); void client.invalidateQueries({ queryKey: ['source-health'] }); };
  const all = useMutation({
    mutationFn: () => replayAll(filter, 'replay'),
    onSuccess: ({ read, still }) => { done(`${many(read, '{n} entry could be read', '{n} entries could be read')}${still > 0 ? `, ${many(still, '{n} still not', '{n} still not')}` : ''}`); again(); },
    onError: (error) => failed(error),
  });
  const choose = (next: Search) => void navigate({ to: '/app/settings/quarantine', search: { ...search, ...next } as never });
  const entries = query.data?.pages.flatMap((page) => page.data) ?? [];
  const isFiltered = Boolean(filter.source_instance ?? filter.code);
  return (
    <Page title={t('What could not be read')} name={t('What could not be read')} beneath={<SettingsTabs />}
      aside={mayDo && entries.length > 0 && <><Button variant="default" loading={all.isPending} onClick={() => all.mutate()}>{isFiltered ? t('Read these again') : t('Read all again')}</Button><Button variant="subtle" color="red" onClick={() => setDropsAll(true)}>{isFiltered ? t('Drop these') : t('Drop all')}</Button></>}
    >
      <Narrow filter={filter} choose={choose} codes={[...new Set(entries.map((entry) => entry.code))]} />
      <section className="panel">
        {query.error && entries.length === 0 && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <div className="panel-body"><Skeleton height={160} /></div>}
        {query.data && entries.length === 0 && (
          <Empty icon={<IconCircleCheck size={26} stroke={1.5} aria-hidden />} title={isFiltered ? t('Nothing like that') : t('Everything could be read')} action={isFiltered ? <Button variant="default" onClick={() => choose({ source_instance: '', code: '' })}>{t('Show all')}</Button> : undefined}>
            {t('What a telephone system sends and nobody can read is kept here, sealed, with its reason; nothing is dropped in silence.')}
          </Empty>
        )}
        {entries.length > 0 && (
          <div className="scroll-x">
            <table className="rows">
              <thead><tr><th>{t('Telephone system')}</th><th>{t('Why')}</th><th>{t('Where')}</th><th className="end">{t('Size')}</th><th>{t('Received')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
              <tbody>
                {entries.map((entry) => (
                  <tr key={entry.id}>
                    <td><span className="foreign">{entry.source_instance}</span><div className="faint mono">{entry.format}</div></td>
                    <td>{reason(entry.code)}{entry.unread > 1 && <span className="faint"> · {t('and {n} more', { n: entry.unread - 1 })}</span>}<div className="faint foreign">{entry.detail}</div></td>
                    <td className="mono foreign">{entry.at}</td>
                    <td className="end num">{bytes(entry.bytes)}</td>
                    <td title={bothTimes(entry.received_at)}>{ago(entry.received_at)}</td>
                    <td className="end"><Button variant="subtle" color="gray" size="compact-sm" onClick={() => setLooked(entry)} aria-label={t('Look at {what} of {source}', { what: reason(entry.code), source: entry.source_instance })}>{t('Look')}</Button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {query.hasNextPage && <Row p="sm" justify="center"><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button></Row>}
      </section>
      {looked && <Look entry={looked} mayDo={mayDo} close={() => setLooked(null)} again={again} />}
      {dropsAll && (
        <Confirm title={isFiltered ? t('Drop these?') : t('Drop all that could not be read?')} action={t('Drop')} close={() => setDropsAll(false)}
          run={async () => { const { dropped } = await replayAll(filter, 'discard'); done(many(dropped, '{n} dropped', '{n} dropped')); again(); }}
        >{t('Their bytes are gone for good. It stands in the audit.')}</Confirm>
      )}
    </Page>
  );
}

function Narrow({ filter, choose, codes }: { filter: { source_instance?: string; code?: string }; choose: (next: Search) => void; codes: string[] }) {
  const allowed = useMay();
  const { data: sources } = useQuery({ ...sourcesQuery, enabled: allowed('settings.read') });
  const known = [...new Set([...codes, ...(filter.code ? [filter.code] : [])])];
  return (
    <Row gap={8}>
      {sources
        ? <Select aria-label={t('Telephone system')} placeholder={t('Every telephone system')} data={sources.map((source) => ({ value: source.name, label: source.label }))} value={filter.source_instance ?? null} onChange={(value) => choose({ source_instance: value ?? '' })} clearable searchable w={240} />
        : <TextInput aria-label={t('Telephone system')} placeholder={t('Every telephone system')} defaultValue={filter.source_instance ?? ''} onBlur={(event) => choose({ source_instance: event.currentTarget.value.trim() })} w={240} />}
      <Select aria-label={t('Why')} placeholder={t('Every reason')} data={known.map((code) => ({ value: code, label: reason(code) }))} value={filter.code ?? null} onChange={(value) => choose({ code: value ?? '' })} clearable w={240} />
    </Row>
  );
}

/** Everything that came at once, with each piece that could not be read. */
function Look({ entry, mayDo, close, again }: { entry: Entry; mayDo: boolean; close: () => void; again: () => void }) {
  const allowed = useMay();
  const detail = useQuery({ queryKey: ['quarantined', entry.id], queryFn: () => answer(api.GET('/v1/quarantine/{id}', { params: { path: { id: entry.id } } })) });
  const raw = useMutation({ mutationFn: () => answer(api.GET('/v1/quarantine/{id}/content', { params: { path: { id: entry.id } }, parseAs: 'text' })) as unknown as Promise<string> });
  const replay = useMutation({
    mutationFn: () => answer(api.POST('/v1/quarantine/{id}/replay', { params: { path: { id: entry.id } } })),
    onSuccess: ({ read, legs }) => {
      again();
      if (!read) return void detail.refetch();
      done(legs.length > 0 ? many(legs.length, 'Read: {n} leg', 'Read: {n} legs') : t('Read'));
      close();
    },
  });
  const [drops, setDrops] = useState(false);
  const drop = async () => { await answer(api.POST('/v1/quarantine/{id}/discard', { params: { path: { id: entry.id } } })); done(t('Dropped')); again(); close(); };
  const error = replay.error ?? raw.error;
  return (
    <Drawer opened onClose={close} closeOnEscape={!drops} position="right" size={560} title={reason(entry.code)}>
      <div style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
        <p className="faint" style={{ margin: 0 }}><span className="foreign">{entry.source_instance}</span> · <span className="mono">{entry.format}</span> · {bytes(entry.bytes)} · <span title={bothTimes(entry.received_at)}>{ago(entry.received_at)}</span></p>
        {detail.error && <Failure error={detail.error} retry={() => void detail.refetch()} />}
        {detail.isPending && <Skeleton height={80} />}
        {detail.data && <Notices title={t('Not read')} notices={detail.data.notices} tone="error" />}
        {replay.data && !replay.data.read && <div className={classes.note} role="status">{t('It still cannot be read. Change how the system is read, then try again.')}</div>}
        {error && <div role="alert" style={{ color: 'var(--error)' }}>{error.message}</div>}
        <Row gap={8}>
          {mayDo && <Button size="compact-sm" loading={replay.isPending} onClick={() => replay.mutate()}>{t('Read it again')}</Button>}
          {!raw.data && <Button variant="default" size="compact-sm" loading={raw.isPending} onClick={() => raw.mutate()}>{t('Show what came')}</Button>}
          <Button component="a" href={`/v1/quarantine/${entry.id}/content`} download variant="default" size="compact-sm" leftSection={<IconDownload size={14} />}>{t('Download')}</Button>
          {mayDo && <Button variant="subtle" color="red" size="compact-sm" onClick={() => setDrops(true)}>{t('Drop')}</Button>}
        </Row>
        {allowed('settings.read') && <Recognise instance={entry.source_instance} content={async () => raw.data ?? raw.mutateAsync()} changed={() => { if (mayDo) replay.mutate(); }} />}
        {raw.data !== undefined && <pre className={classes.raw} tabIndex={0} aria-label={t('What came')}>{raw.data.slice(0, 20_000)}</pre>}
        {allowed('settings.read') && <p style={{ margin: 0, fontSize: 13 }}><Link to="/app/settings/sources">{t('Change how it is read')}</Link></p>}
        <p className="faint" style={{ margin: 0, fontSize: 12.5 }}>{t('Whoever looks at the bytes stands in the audit.')}</p>
      </div>
      {drops && <Confirm title={t('Drop what could not be read?')} action={t('Drop')} close={() => setDrops(false)} run={drop}>{t('Its bytes are gone for good. It stands in the audit.')}</Confirm>}
    </Drawer>
  );
}
