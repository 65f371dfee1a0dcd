// What was done, by whom, to what, with before and after: searched in the address of the page, followed live, taken along as a file, and
// proved on the spot.

import { ActionIcon, Button, Menu, Popover, Skeleton, Switch, TextInput } from '@mantine/core';
import { IconDownload, IconHelp, IconListSearch, IconSearch, IconX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Schemas } from '../api/client';
import { useCommands } from '../shell/commands';
import { Empty, Failure } from '../shell/Failure';
import { one, type Search, stringifySearch } from '../search';
import { t } from '../words';
import { type AuditEntry, AuditRow } from './AuditRow';
import { Proof } from './Proof';
import classes from './audit.module.css';

/** Whose log it is. */
export type Log = {
  key: string[];
  page: (q: string | undefined, cursor: string | undefined) => Promise<Schemas['AuditPage']>;
  /** Where files come from; none where there is none. */
  file?: string;
  /** Names for ids, as far as they are known. */
  name?: (who: string) => string | undefined;
  /** Where an entry stands, of several logs that are read as one. */
  place?: (entry: AuditEntry) => Place;
};

type Place = { id: string; name: string; to?: string };

/** Entries that follow one another in one log stand together, under its name. */
export function runsOf(entries: AuditEntry[], place: (entry: AuditEntry) => Place): { place: Place; entries: AuditEntry[] }[] {
  const runs: { place: Place; entries: AuditEntry[] }[] = [];
  for (const entry of entries) {
    const [at, last] = [place(entry), runs.at(-1)];
    if (last?.place.id === at.id) last.entries.push(entry);
    else runs.push({ place: at, entries: [entry] });
  }
  return runs;
}

const QUICK: [string, string][] = [['Changes only', '-crud:r'], ['Reading', 'crud:r'], ['By the staff', 'actor.type:staff'], ['By keys', 'actor.type:key'], ['Team', 'action:member.*'], ['Exports', 'action:*.exported']];

export function AuditLog({ log }: { log: Log }) {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const q = one(search.q) ?? '';
  const [isLive, setIsLive] = useState(false);
  const ask = (text: string) => void navigate({ to: '.', search: { ...search, q: text } as never, replace: true });
  const query = useInfiniteQuery({
    queryKey: ['audit', ...log.key, q],
    queryFn: ({ pageParam }) => log.page(q || undefined, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: isLive ? 3000 : false,
    retry: false,
  });
  const entries = query.data?.pages.flatMap((page) => page.data) ?? [];
  const refused = query.error && !query.isFetchNextPageError ? query.error : null;
  return (
    <>
      <div className={`${classes.bar} no-print`}>
        <Field text={q} ask={ask} />
        <Switch size="sm" label={t('Live')} checked={isLive} onChange={(event) => setIsLive(event.currentTarget.checked)} />
        {log.file && <><Files file={log.file} q={q} /><Proof file={log.file} /></>}
      </div>
      <div className={`${classes.quick} no-print`} role="group" aria-label={t('Quick filters')}>
        {QUICK.map(([title, term]) => {
          const on = q.split(/\s+/).includes(term);
          return <button key={term} type="button" aria-pressed={on} className={classes.chip} onClick={() => ask(on ? q.split(/\s+/).filter((each) => each !== term).join(' ') : `${q} ${term}`.trim())}>{t(title)}</button>;
        })}
      </div>
      <section className="panel" aria-busy={query.isPlaceholderData} style={{ opacity: query.isPlaceholderData ? 0.55 : 1 }}>
        {refused && <Failure error={refused} what={t('The log could not be searched')} retry={() => void query.refetch()} />}
        {query.isPending && !refused && <div className="panel-body"><Skeleton height={260} /></div>}
        {!refused && query.data && entries.length === 0 && <Empty icon={<IconListSearch size={26} stroke={1.5} aria-hidden />} title={q ? t('No entry fits') : t('Nothing was done yet')} action={q && <Button variant="default" onClick={() => ask('')}>{t('Clear the search')}</Button>} />}
        {!refused && entries.length > 0 && (log.place
          ? runsOf(entries, log.place).map((run) => <Run key={`${run.place.id} ${run.entries[0]?.n}`} {...run} name={log.name} />)
          : <Rows entries={entries} name={log.name} />)}
      </section>
      {query.hasNextPage && !refused && <Button variant="default" mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('Earlier')}</Button>}
    </>
  );
}

function Rows({ entries, name }: { entries: AuditEntry[]; name: Log['name'] }) {
  return <ol className={classes.entries}>{entries.map((entry) => <AuditRow key={entry.n} entry={entry} name={name} />)}</ol>;
}

function Run({ place, entries, name }: { place: Place; entries: AuditEntry[]; name: Log['name'] }) {
  return (
    <>
      <h2 className={classes.place}>{place.to ? <Link to={place.to as never} className="foreign-line">{place.name}</Link> : place.name}</h2>
      <Rows entries={entries} name={name} />
    </>
  );
}

function Field({ text, ask }: { text: string; ask: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [before, setBefore] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  if (text !== before) { setBefore(text); setTyped(text); }
  useCommands([{ id: 'audit.find', title: t('Search the log'), group: t('Audit'), keys: '/', run: () => field.current?.focus() }]);
  return (
    <form className={classes.field} onSubmit={(event) => { event.preventDefault(); ask(typed.trim()); }}>
      <TextInput
        ref={field} leftSection={<IconSearch size={14} />} aria-label={t('Search the log')} placeholder="action:member.* -crud:r created:2026-11-01.." value={typed} onChange={(event) => setTyped(event.currentTarget.value)} spellCheck={false}
        rightSectionWidth={62} rightSection={<span className={classes.beside}>{typed && <ActionIcon size={24} onClick={() => { setTyped(''); ask(''); }} aria-label={t('Clear')}><IconX size={13} /></ActionIcon>}<Help /></span>}
      />
    </form>
  );
}

const TERMS: [string, string][] = [
  ['action:member.*', 'what was done; a star at the begin or the end'], ['crud:u', 'c made, r read, u changed, d deleted'], ['actor.type:person', 'person, key, staff, system'], ['actor.id:…', 'by that id'],
  ['target.type:call', 'what it was done to'], ['target.id:…', 'to that id'], ['created:2026-11-01..2026-11-30', 'on these days (UTC); either end may be missing'], ['"some text"', 'anywhere in the entry'], ['-crud:r', 'a minus before what is not wanted'],
];

function Help() {
  return (
    <Popover width={430} position="bottom-end" shadow="md" radius="md" trapFocus returnFocus>
      <Popover.Target><ActionIcon size={24} aria-label={t('How to search')}><IconHelp size={15} /></ActionIcon></Popover.Target>
      <Popover.Dropdown><dl className={classes.help}>{TERMS.map(([term, says]) => <div key={term}><dt className="mono">{term}</dt><dd>{t(says)}</dd></div>)}</dl></Popover.Dropdown>
    </Popover>
  );
}

function Files({ file, q }: { file: string; q: string }) {
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={15} />}>{t('Export')}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('The export stands in the log too')}</Menu.Label>
        <Menu.Item component="a" href={`${file}${stringifySearch({ format: 'csv', q })}`} download="audit.csv">{q ? t('What was found (.csv)') : t('Table (.csv)')}</Menu.Item>
        <Menu.Item component="a" href={`${file}${stringifySearch({ format: 'ndjson' })}`} download="audit.ndjson">{t('The whole chain, signed (.ndjson)')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
