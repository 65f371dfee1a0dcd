// The list of calls: what is asked stands in the address, what is found in the table.

import { Menu, Button } from '@mantine/core';
import { useCallbackRef, useDebouncedValue } from '@mantine/hooks';
import { IconArrowsSort, IconCheck, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, memo, Suspense, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { count } from '../figure';
import { Page } from '../shell/Page';
import { useMay, useMe } from '../identity/session';
import { one, type Search, stringifySearch } from '../search';
import { many, t } from '../words';
import { CallTable } from './CallTable';
import { goingOnQuery, useOrdered } from './deletions';
import { Filters } from './Filters';
import { queryOf, SORTS, SORT_DEFAULT } from './filter';
import { canJump } from './jump';
import { Jump } from './Jump';
import { callsQuery, rememberList, totalQuery } from './list';
import { NewCalls } from './NewCalls';
import { hasAny, NONE } from './selection';
import { Tabs } from './Tabs';
import classes from './calls.module.css';

const Deletions = lazy(() => import('./Deletions'));
const Peek = lazy(() => import('./Peek'));
const fetchBulk = () => import('./CallsBulk');
const CallsBulk = lazy(async () => ({ default: (await fetchBulk()).CallsBulk }));

export function useCallSearch(): [Search, (change: Search, replace?: boolean) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (next: Search, replace = false) => void navigate({ to: '/app/calls', search: next as never, replace });
  return [search, change];
}

/** What the list shows, as a file of any length. */
const Export = memo(function Export({ search }: { search: Search }) {
  const address = (format: string, more: Record<string, string> = {}) => `/v1/calls/export${stringifySearch({ format, ...more, ...queryOf(search) })}`;
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={15} />}>{t('Export')}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('All calls that fit')}</Menu.Label>
        <Menu.Item component="a" href={address('csv')} download="calls.csv">{t('Table (.csv)')}</Menu.Item>
        <Menu.Item component="a" href={address('csv', { bom: 'true' })} download="calls.csv">{t('Table for Excel (.csv)')}</Menu.Item>
        <Menu.Item component="a" href={address('ndjson')} download="calls.ndjson">{t('JSON lines (.ndjson)')}</Menu.Item>
        <Menu.Item component="a" href={address('ndjson', { transcripts: 'true' })} download="calls.ndjson">{t('JSON lines with transcripts')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
});

const Sort = memo(function Sort({ search, change }: { search: Search; change: (next: Search) => void }) {
  const sort = one(search.sort) ?? SORT_DEFAULT;
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconArrowsSort size={15} />}>{t(SORTS.find(([name]) => name === sort)?.[1] ?? SORTS[0][1])}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {SORTS.map(([name, title]) => (
          <Menu.Item key={name} rightSection={name === sort ? <IconCheck size={14} /> : null} onClick={() => change({ ...search, sort: name === SORT_DEFAULT ? '' : name })}>{t(title)}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
});

/** Counted once a question stands for a moment: whoever goes through the filters waits for nothing but rows. What was said is found up to a bound, and not counted. */
function useTotal(search: Search, asked: string, isMore: boolean): number | undefined {
  const [settled] = useDebouncedValue(asked, 400);
  return useQuery({ ...totalQuery(search), enabled: isMore && settled === asked && !search.q }).data;
}

export function CallsPage() {
  const allowed = useMay();
  const client = useQueryClient();
  const [search, turnTo] = useCallSearch();
  // What was pressed shows at once; the rows, which take longer, right after it.
  const listed = useDeferredValue(search);
  const query = useInfiniteQuery({ ...callsQuery(listed), placeholderData: keepPreviousData });
  const calls = useMemo(() => query.data?.pages.flatMap((page) => page.data) ?? [], [query.data]);
  useEffect(() => rememberList(calls, listed), [calls, listed]);
  const [selection, setSelection] = useState(NONE);
  const asked = JSON.stringify(queryOf(listed));
  useEffect(() => setSelection(NONE), [asked]);
  // The same from one time to the next: what stands above the list is drawn anew for another question, not for its rows.
  const change = useCallbackRef((next: Search, replace = false) => {
    // On their way before anything is drawn.
    if (JSON.stringify(queryOf(next)) !== asked) void client.prefetchInfiniteQuery(callsQuery(next));
    turnTo(next, replace);
  });
  const total = useTotal(listed, asked, Boolean(query.hasNextPage) && !query.isPlaceholderData);
  const peeked = one(search.peek) || undefined;
  const [picks, setPicks] = useState(false);
  const peek = (id?: string, pick = false) => { setPicks(pick); change({ ...search, peek: id ?? '' }, true); };
  const mayDelete = allowed('calls.delete');
  const mayChoose = allowed('calls.edit') || mayDelete;
  const { tenant_id: tenant } = useMe();
  const ordered = useOrdered(tenant);
  useQuery({ ...goingOnQuery(tenant), enabled: mayDelete });
  // There before something is chosen or opened: the key after `x` is its own, and a call waits for nothing but its words.
  useEffect(() => {
    const timer = setTimeout(() => {
      void import('./CallPage').catch(() => undefined);
      if (mayChoose) void fetchBulk().catch(() => undefined);
    }, 1500);
    return () => clearTimeout(timer);
  }, [mayChoose]);
  return (
    <Page
      wide name={t('Calls')}
      title={<>{t('Calls')} <span className={`${classes.total} num`} role="status">{query.data ? (!query.hasNextPage ? count(calls.length) : total !== undefined && total > calls.length ? count(total) : t('{n}+', { n: calls.length })) : ''}</span></>}
      aside={<>
        {canJump(search) && <Jump search={search} change={change} />}
        {allowed('calls.export') && <Export search={search} />}
        <Sort search={search} change={change} />
      </>}
      beneath={<div className={classes.bar}><Tabs search={search} change={change} /><Filters search={search} change={change} /></div>}
    >
      <NewCalls search={listed} calls={calls} refresh={() => { void query.refetch(); void client.invalidateQueries({ queryKey: ['calls-total'] }); }} />
      <Suspense fallback={null}>{mayDelete && ordered.length > 0 && <Deletions ordered={ordered} />}</Suspense>
      <div className={classes.split}>
        <div className={classes.list}><CallTable query={query} calls={calls} isBehind={listed !== search} search={search} change={change} peeked={peeked} peek={peek} total={total} selection={selection} select={mayChoose ? setSelection : undefined} /></div>
        <Suspense fallback={null}>{peeked && <Peek id={peeked} close={() => peek()} tags={hasAny(selection) ? 'show' : picks ? 'pick' : 'change'} />}</Suspense>
      </div>
      <Suspense fallback={null}>{mayChoose && hasAny(selection) && <CallsBulk selection={selection} search={listed} shown={calls.length} chooseAll={() => setSelection({ ...NONE, all: true })} clear={() => setSelection(NONE)} />}</Suspense>
      <span className="unseen" role="status">{query.isFetching ? '' : many(calls.length, '{n} call is shown', '{n} calls are shown')}</span>
    </Page>
  );
}
