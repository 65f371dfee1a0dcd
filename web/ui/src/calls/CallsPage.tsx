// The list of calls: what is asked stands in the address, what is found in the table.

import { Menu, Button } from '@mantine/core';
import { IconArrowsSort, IconCheck, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Page } from '../shell/Page';
import { useMay } from '../identity/session';
import { one, type Search, stringifySearch } from '../search';
import { many, t } from '../words';
import { CallTable } from './CallTable';
import { Filters } from './Filters';
import { queryOf, SORTS, SORT_DEFAULT } from './filter';
import { callsQuery, rememberList } from './list';
import { NewCalls } from './NewCalls';
import { hasAny, NONE } from './selection';
import { Tabs } from './Tabs';
import classes from './calls.module.css';

const CallsBulk = lazy(async () => ({ default: (await import('./CallsBulk')).CallsBulk }));

export function useCallSearch(): [Search, (change: Search, replace?: boolean) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = (next: Search, replace = false) => void navigate({ to: '/app/calls', search: next as never, replace });
  return [search, change];
}

/** What the list shows, as a file of any length. */
function Export({ search }: { search: Search }) {
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
}

export function CallsPage() {
  const allowed = useMay();
  const [search, change] = useCallSearch();
  const query = useInfiniteQuery({ ...callsQuery(search), placeholderData: keepPreviousData });
  const calls = useMemo(() => query.data?.pages.flatMap((page) => page.data) ?? [], [query.data]);
  useEffect(() => rememberList(calls, search), [calls, search]);
  const sort = one(search.sort) ?? SORT_DEFAULT;
  const [selection, setSelection] = useState(NONE);
  const asked = JSON.stringify(queryOf(search));
  useEffect(() => setSelection(NONE), [asked]);
  const mayEdit = allowed('calls.edit');
  return (
    <Page
      wide name={t('Calls')}
      title={<>{t('Calls')} <span className={`${classes.total} num`} role="status">{query.data ? (query.hasNextPage ? t('{n}+', { n: calls.length }) : calls.length.toLocaleString()) : ''}</span></>}
      aside={<>
        {allowed('calls.export') && <Export search={search} />}
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
      </>}
      beneath={<div className={classes.bar}><Tabs search={search} change={change} /><Filters search={search} change={change} /></div>}
    >
      <NewCalls search={search} calls={calls} refresh={() => void query.refetch()} />
      <CallTable query={query} calls={calls} search={search} change={change} selection={selection} select={mayEdit ? setSelection : undefined} />
      <Suspense fallback={null}>{mayEdit && hasAny(selection) && <CallsBulk selection={selection} search={search} shown={calls.length} chooseAll={() => setSelection({ ...NONE, all: true })} clear={() => setSelection(NONE)} />}</Suspense>
      <span className="unseen" role="status">{query.isFetching ? '' : many(calls.length, '{n} call is shown', '{n} calls are shown')}</span>
    </Page>
  );
}
