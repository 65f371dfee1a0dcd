// Rows of calls: only those in sight are in the page, however many were loaded. The grid itself has the focus, so that it survives rows
// that come and go; the row at hand is named by `aria-activedescendant`.

import { Button, Checkbox, Loader, Skeleton } from '@mantine/core';
import { IconFilterOff, IconPhone } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useCallbackRef, useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useMay, useMe } from '../identity/session';
import { afterPaint } from '../shell/afterPaint';
import { Empty, Failure } from '../shell/Failure';
import { useCommands } from '../shell/commands';
import type { Search } from '../search';
import { shortTime } from '../time/zone';
import { t } from '../words';
import { useArchive } from './archive';
import type { CallSummary } from './call';
import { CallRow } from './CallRow';
import { applied } from './filter';
import { placeOfLast } from './list';
import { hasAny, isChosen, NONE, type Selection, toggled } from './selection';
import classes from './calls.module.css';

const COLUMNS = ['Time', 'Customer', 'Agent', 'Queue', 'Talk', 'Wait', 'Sentiment', 'State'];
const GHOSTS: Record<string, number> = { Time: 84, Customer: 150, Agent: 72, Queue: 64, Talk: 52, Wait: 30, Sentiment: 46, State: 78 };

type Props = {
  query: Pick<UseInfiniteQueryResult, 'error' | 'isPending' | 'isPlaceholderData' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'> & { fetchNextPage: () => unknown; refetch: () => unknown };
  calls: CallSummary[];
  /** Others were asked for than these. */
  isBehind: boolean;
  search: Search;
  change: (next: Search) => void;
  /** The call that is looked at beside the list. */
  peeked?: string;
  /** None looks at no call; with `pick` to choose tags for it. */
  peek: (id?: string, pick?: boolean) => void;
  /** The grid says how many there are, where it is known. */
  total?: number;
  selection: Selection;
  /** None: who may change no call chooses none. */
  select?: (selection: Selection) => void;
};

export function CallTable({ query, calls, isBehind, search, change, peeked, peek, total, selection, select }: Props) {
  const navigate = useNavigate();
  const put = useArchive();
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  // Whoever comes back from a call is where it stands.
  const [kept, setAt] = useState(() => placeOfLast(calls.map((call) => call.id)));
  // The last row may have gone.
  const at = Math.min(kept, Math.max(0, calls.length - 1));
  const rows = useVirtualizer({ count: calls.length, getScrollElement: () => scroller.current, estimateSize: () => (isNarrow ? 64 : 38), overscan: 5 });
  useEffect(() => rows.measure(), [isNarrow, rows]);
  const begin = useRef(at);
  useEffect(() => { if (begin.current > 0) rows.scrollToIndex(begin.current, { align: 'center' }); }, []); // eslint-disable-line
  const isOld = isBehind || query.isPlaceholderData;
  // Told to the eye only where it takes a while: what comes at once would flicker, and a list is drawn again for it.
  const [isLate] = useDebouncedValue(isOld, 200);
  const items = rows.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useEffect(() => {
    // What was refused is not asked for again and again: somebody says when.
    if (!query.hasNextPage || query.isFetchingNextPage || query.isFetchNextPageError || last < calls.length - 30) return undefined;
    // Asked for once the rows that are there have been painted: it draws the list again.
    return afterPaint(() => query.fetchNextPage());
  }, [last, calls.length, query]);
  const move = (step: number) => {
    const next = Math.max(0, Math.min(calls.length - 1, at + step));
    setAt(next);
    rows.scrollToIndex(next);
    if (peeked) peek(calls[next]?.id);
    scroller.current?.focus({ preventScroll: true });
  };
  const open = (call: CallSummary | undefined) => { if (call) void navigate({ to: '/app/calls/$id', params: { id: call.id } }); };
  const ids = calls.map((call) => call.id);
  // A link to a look at a call begins at its row.
  const linked = useRef(peeked);
  useEffect(() => {
    const index = linked.current ? ids.indexOf(linked.current) : -1;
    if (index < 0) return;
    linked.current = undefined;
    setAt(index);
  }, [calls]); // eslint-disable-line
  const choose = (index: number, asRange: boolean) => select?.(toggled(selection, ids, index, asRange));
  // The same from one time to the next, so that a row stays as it is while nothing in it changes.
  const openRow = useCallbackRef((index: number) => { setAt(index); open(calls[index]); });
  const chooseRow = useCallbackRef((index: number, asRange: boolean) => { setAt(index); choose(index, asRange); });
  const here = calls[at];
  const group = t('Calls');
  useCommands([
    ...(here ? [{ id: 'calls.peek', title: t('Look at the call at hand, or no longer'), group, keys: 'space', silent: true, run: () => peek(peeked === here.id ? undefined : here.id) }] : []),
    // Of the chosen ones, where some are, and of the one that is looked at these keys are.
    ...(here && select && !hasAny(selection) ? [
      { id: 'calls.archive', title: t('Archive the call at hand, or take it out'), group, keys: 'e', silent: true, run: () => put.mutate({ id: here.id, archived: !here.archived_at }) },
      ...(peeked ? [] : [{ id: 'calls.tag', title: t('Tag the call at hand'), group, keys: 'l', silent: true, run: () => peek(here.id, true) }]),
    ] : []),
    { id: 'calls.choose', title: t('Choose the call at hand'), group, keys: 'x', silent: true, run: () => choose(at, false) },
    { id: 'calls.chooseRange', title: t('Choose all up to the call at hand'), group, keys: 'shift+x', silent: true, run: () => choose(at, true) },
    { id: 'calls.next', title: t('Next call'), group, keys: 'j', silent: true, run: () => move(1) },
    { id: 'calls.before', title: t('Call before'), group, keys: 'k', silent: true, run: () => move(-1) },
  ]);
  const keys = (event: React.KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 };
    const step = steps[event.key];
    if (step !== undefined) { event.preventDefault(); move(step); }
    else if (event.key === 'Enter' && event.target === scroller.current) { event.preventDefault(); open(calls[at]); }
  };
  if (query.error && calls.length === 0) return <Failure error={query.error} retry={query.refetch} />;
  if (!query.isPending && calls.length === 0) return <NoCalls search={search} change={change} />;
  return (
    <div
      ref={scroller} className={classes.grid} role="grid" tabIndex={0} aria-label={t('Calls')} aria-rowcount={query.hasNextPage ? (total === undefined ? -1 : total + 1) : calls.length + 1} data-loaded={calls.length} aria-colcount={COLUMNS.length + (select ? 1 : 0)} data-chooses={select ? true : undefined}
      aria-activedescendant={calls[at] ? `call-${calls[at].id}` : undefined} aria-busy={query.isPending || isOld} data-old={(isOld && isLate) || undefined} onKeyDown={keys}
    >
      <div className={classes.headRow} role="row" aria-rowindex={1}>
        {select && <div role="columnheader" data-column="Choose"><Checkbox size="xs" tabIndex={-1} aria-label={t('Choose all that are shown')} checked={hasAny(selection) && ids.every((id) => isChosen(selection, id))} indeterminate={hasAny(selection) && !ids.every((id) => isChosen(selection, id))} onChange={(event) => select(event.currentTarget.checked ? { ids: new Set(ids), all: false, last: null } : NONE)} /></div>}
        {COLUMNS.map((column) => <div key={column} role="columnheader" data-column={column}>{t(column)}</div>)}
      </div>
      {query.isPending && <Waiting chooses={Boolean(select)} />}
      <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const call = calls[item.index];
          return call && (
            // By its place: the next list's rows are written over these, which takes half of what new ones would.
            <CallRow key={item.index} call={call} time={shortTime(call.started_at)} isAt={item.index === at} index={item.index} top={item.start} height={item.size} open={openRow} isChosen={isChosen(selection, call.id)} choose={select && chooseRow} />
          );
        })}
      </div>
      {query.isFetchingNextPage && <div className={classes.more}><Loader size={16} /> {t('More calls')}</div>}
      {query.isFetchNextPageError && !query.isFetchingNextPage && <div role="row" className={classes.more}><div role="gridcell"><Button variant="default" size="compact-sm" onClick={() => query.fetchNextPage()}>{t('More calls')}</Button></div></div>}
    </div>
  );
}

/** Rows of the very columns that come: nothing jumps when they do. */
function Waiting({ chooses }: { chooses: boolean }) {
  return (
    <div aria-hidden>
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} className={classes.ghost}>
          {chooses && <span data-column="Choose" />}
          {COLUMNS.map((column) => <div key={column} data-column={column}><Skeleton height={10} width={GHOSTS[column]} /></div>)}
        </div>
      ))}
    </div>
  );
}

/** What whoever looks on may do about it. */
function FirstStep() {
  const allowed = useMay();
  if (allowed('settings.manage')) return <Button component={Link} to="/app/settings/sources/new">{t('Connect a telephone system')}</Button>;
  return allowed('keys.manage') && <Button component={Link} to="/app/keys">{t('Make a key for your telephone system')}</Button>;
}

function NoCalls({ search, change }: { search: Search; change: (next: Search) => void }) {
  const now = applied(search);
  const hasDays = Boolean(search.range || search.from_day);
  const seesAll = useMe().row_scope === 'all';
  if (now.length === 0 && !hasDays && !seesAll) {
    return (
      <Empty icon={<IconPhone size={26} stroke={1.5} aria-hidden />} title={t('No call of yours has come in yet')}>
        {t('Here stand the calls of your extensions, and of your groups where you see those. Which they are is said by whoever manages the team.')}{' '}
        <Link to="/app/calls" search={{ archived: 'true' } as never}>{t('Archived calls')}</Link>
      </Empty>
    );
  }
  if (now.length === 0 && !hasDays) {
    return (
      <Empty icon={<IconPhone size={26} stroke={1.5} aria-hidden />} title={t('No call has come in yet')} action={<FirstStep />}>
        {t('As soon as a telephone system sends records to this address, they stand here.')}{' '}
        <Link to="/app/calls" search={{ archived: 'true' } as never}>{t('Archived calls')}</Link>
      </Empty>
    );
  }
  return (
    <Empty icon={<IconFilterOff size={26} stroke={1.5} aria-hidden />} title={t('No call fits')} action={<Button variant="default" onClick={() => change({ sort: search.sort ?? '' })}>{t('Clear the filters')}</Button>}>
      {t('Drop one:')}{' '}
      {now.map(({ field }) => <Button key={field.name} variant="subtle" size="compact-xs" onClick={() => change({ ...search, [field.name]: '' })}>{t(field.title)}</Button>)}
      {hasDays && <Button variant="subtle" size="compact-xs" onClick={() => change({ ...search, range: '', from_day: '', to_day: '' })}>{t('Days')}</Button>}
    </Empty>
  );
}
