// What was said, in every call: the places with their words marked; a press plays the call from there. The question stands in the address.

import { Button, Kbd, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconMoodEmpty, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { useCommands } from '../shell/commands';
import { Empty, Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { one, type Search } from '../search';
import { clock, span } from '../time/length';
import { bothTimes, shortTime } from '../time/zone';
import { many, t } from '../words';
import { customerNumber, directionIcon, DIRECTIONS, speakerName, speakerTone } from './call';
import { RangeMenu } from './Filters';
import { queryOf } from './filter';
import { rememberList } from './list';
import { Mood } from './Mood';
import { marked } from './marked';
import classes from './search.module.css';

type Result = Schemas['SearchResult'];
type Hit = Schemas['SearchHit'];

const PAGE = 25;

function searchQuery(search: Search) {
  const query = queryOf(search);
  return {
    queryKey: ['search', query],
    enabled: Boolean(query.q),
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => answer(api.GET('/v1/search', { params: { query: { ...query, limit: PAGE, cursor: pageParam } as never } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Schemas['SearchPage']) => page.next ?? undefined,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  };
}

export function SearchPage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (next: Search, replace = false) => void navigate({ to: '/app/search', search: next as never, replace });
  const query = useInfiniteQuery(searchQuery(search));
  const asked = one(search.q);
  // Where only more of it could not be read, what was found stands.
  const refused = query.isFetchNextPageError ? null : query.error;
  // What was found before stands until the next answer, and not where nothing is asked.
  const results = useMemo(() => (asked ? query.data?.pages.flatMap((page) => page.data) : undefined) ?? [], [asked, query.data]);
  useEffect(() => rememberList(results.map((result) => result.call), search), [results, search]);
  return (
    <Page name={asked ? `${asked} · ${t('Search')}` : t('Search')} title={t('Search what was said')} beneath={<Question search={search} change={change} />}>
      {!asked && <Help ask={(q) => change({ ...search, q })} />}
      {asked && refused && <Failure error={query.error} retry={() => void query.refetch()} what={t('This cannot be searched for')} />}
      {asked && query.isPending && <Waiting />}
      {asked && !refused && !query.isPending && results.length === 0 && (
        <Empty icon={<IconMoodEmpty size={26} stroke={1.5} aria-hidden />} title={t('No call matches')}>{t('Fewer words, or one of them with a star at its end, find more.')}</Empty>
      )}
      <ol className={classes.results} aria-busy={query.isFetching} data-old={query.isPlaceholderData || undefined}>
        {results.map((result) => <Found key={result.call.id} result={result} />)}
      </ol>
      {asked && query.hasNextPage && <Button variant="default" className={classes.more} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More calls')}</Button>}
      <span className="unseen" role="status">{asked && !query.isFetching ? many(results.length, '{n} call is shown', '{n} calls are shown') : ''}</span>
    </Page>
  );
}

function Question({ search, change }: { search: Search; change: (next: Search, replace?: boolean) => void }) {
  const asked = one(search.q) ?? '';
  const [typed, setTyped] = useState(asked);
  const own = useRef(asked);
  const field = useRef<HTMLInputElement>(null);
  // An example or the browser's way back asks too: then the field says so.
  useEffect(() => { if (asked !== own.current) { own.current = asked; setTyped(asked); } }, [asked]);
  const say = (q: string) => { own.current = q; change({ ...search, q }, Boolean(search.q)); };
  // Only a pause asks; typing replaces what was asked before, and an emptied field asks for nothing.
  const ask = useDebouncedCallback(say, 350);
  useCommands([{ id: 'search.words', title: t('Search what was said'), group: t('Calls'), keys: '/', silent: true, run: () => field.current?.focus() }]);
  return (
    <form role="search" className={classes.question} onSubmit={(event) => { event.preventDefault(); say(typed.trim()); }}>
      <TextInput
        ref={field} className={classes.words} type="search" dir="auto" size="md" leftSection={<IconSearch size={17} aria-hidden />} rightSection={<Kbd size="xs" aria-hidden>/</Kbd>}
        aria-label={t('What was said')} placeholder={t('refund "money back" invoic*')} maxLength={200} autoFocus autoComplete="off" spellCheck={false}
        value={typed} onChange={(event) => { setTyped(event.currentTarget.value); ask(event.currentTarget.value.trim()); }}
      />
      <SegmentedControl
        aria-label={t('Who said it')} value={one(search.speaker) ?? ''} onChange={(speaker) => change({ ...search, speaker })}
        data={[{ value: '', label: t('Anybody') }, { value: 'agent', label: t('Agent') }, { value: 'customer', label: t('Customer') }]}
      />
      <RangeMenu search={search} change={change} otherwise="all" />
    </form>
  );
}

function Found({ result: { call, hits } }: { result: Result }) {
  const Direction = directionIcon(call.direction);
  return (
    <li className={`panel ${classes.result}`}>
      <div className={classes.call}>
        <Direction size={15} aria-label={t(DIRECTIONS[call.direction])} className={classes.direction} />
        <Link to="/app/calls/$id" params={{ id: call.id }} className={`${classes.number} num foreign-line`}>{customerNumber(call)}</Link>
        <span className="faint num" title={bothTimes(call.started_at)}>{shortTime(call.started_at)}</span>
        {call.agent && <span className="faint foreign-line">{t('Agent {agents}', { agents: call.agent_names.join(', ') })}</span>}
        <span className="faint num">{span(call.talk_s)}</span>
        <span className={classes.mood}><Mood label={call.sentiment.label} score={call.sentiment.score} /></span>
      </div>
      <ul className={classes.hits}>
        {hits.map((hit) => <li key={`${hit.leg_id}-${hit.start_ms}`}><Place callId={call.id} hit={hit} /></li>)}
      </ul>
    </li>
  );
}

function Place({ callId, hit }: { callId: string; hit: Hit }) {
  return (
    <Link to="/app/calls/$id" params={{ id: callId }} search={{ leg: hit.leg_id, at: String(hit.start_ms) } as never} className={classes.hit} aria-label={t('Play from {time}: {text}', { time: clock(hit.start_ms), text: hit.text })}>
      <span className={`${classes.time} num`}>{clock(hit.start_ms)}</span>
      <span className={classes.speaker} data-tone={speakerTone(hit.speaker)}>{speakerName(hit.speaker)}</span>
      <span className={`${classes.text} foreign`} dir="auto">
        {marked(hit.text, hit.marks).map((piece, index) => (piece.isMarked ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))}
      </span>
    </Link>
  );
}

const EXAMPLES: [string, string][] = [
  ['refund invoice', 'both words, with whatever ending'],
  ['"money back"', 'one after the other'],
  ['cancel*', 'every word that begins so'],
  ['delivery OR shipping', 'one of them'],
  ['refund -invoice', 'the one without the other'],
];

function Help({ ask }: { ask: (q: string) => void }) {
  return (
    <Empty icon={<IconSearch size={26} stroke={1.5} aria-hidden />} title={t('Every call, by what was said in it')}>
      <dl className={classes.examples}>
        {EXAMPLES.map(([words, meaning]) => (
          <div key={words}>
            <dt><Button variant="default" size="compact-sm" onClick={() => ask(words)}>{words}</Button></dt>
            <dd>{t(meaning)}</dd>
          </div>
        ))}
      </dl>
      {t('A typing error finds what was probably meant.')}
    </Empty>
  );
}

function Waiting() {
  return <div aria-hidden className={classes.results}>{Array.from({ length: 4 }, (_, index) => <Skeleton key={index} height={92} radius="md" />)}</div>;
}
