// What was given up of all tenants: whose, why, after how many attempts, how long ago; tried again or dropped, one, the chosen, or all that
// fit. It stands in each tenant's log.

import { Button, Checkbox, Group, Select, Skeleton } from '@mantine/core';
import { IconCircleCheck, IconFilterOff } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { errorWords } from '../calls/call';
import { count } from '../figure';
import { LANES } from '../platform/Lanes';
import { Look } from '../platform/Look';
import type { Search } from '../search';
import { BulkBar } from '../shell/BulkBar';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { ago, bothTimes, shortTime } from '../time/zone';
import { many, t } from '../words';
import { choicesOf, countOf, filterOf, type Heap, heapsQuery, justAfter, type Letter, type LetterFilter, lettersQuery, readLetter, settleAll, settleChosen, type Verdict } from './dead_letters';
import { useStaffMay } from './session';
import classes from './staff.module.css';

/** What is asked about: these, or all that fit. */
type Asked = { what: Verdict; letters: Letter[] | null };

export function DeadLettersPage() {
  const mayDo = useStaffMay()('tenants.manage');
  const client = useQueryClient();
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const filter = filterOf(search);
  const [chosen, setChosen] = useState<Map<string, Letter>>(new Map());
  const [asked, setAsked] = useState<Asked | null>(null);
  const [looked, setLooked] = useState<Letter | null>(null);
  const heaps = useQuery(heapsQuery).data ?? [];
  const query = useInfiniteQuery({ ...lettersQuery(filter), placeholderData: keepPreviousData });
  const letters = useMemo(() => query.data?.pages.flatMap((page) => page.data) ?? [], [query.data]);
  const n = Math.max(countOf(heaps, filter), letters.length);
  const isFiltered = Boolean(filter.tenant_id || filter.code);
  const change = (next: LetterFilter) => { setChosen(new Map()); void navigate({ to: '/staff/dead-letters', search: { tenant: next.tenant_id, code: next.code } as never }); };
  const latest = letters[0];
  const run = async ({ what, letters: of }: Asked) => {
    try {
      const settled = of ? await settleChosen(what, of) : latest ? await settleAll(what, filter, justAfter(latest.at)) : 0;
      done(what === 'retry' ? many(settled, '{n} waits again', '{n} wait again') : many(settled, '{n} dropped', '{n} dropped'));
      setChosen(new Map());
    } finally {
      // Whatever stopped it: a part may be done.
      for (const queryKey of [['staff', 'dead-letters'], ['staff', 'queue'], ['audit']]) void client.invalidateQueries({ queryKey });
    }
  };
  const act = useMutation({ mutationFn: run, onError: (error) => failed(error) });
  const choose = (of: Letter[], on: boolean) => setChosen((before) => { const next = new Map(before); for (const letter of of) if (on) next.set(letter.id, letter); else next.delete(letter.id); return next; });
  const order = (what: Verdict, of: Letter[] | null) => (what === 'retry' && of ? act.mutate({ what, letters: of }) : setAsked({ what, letters: of }));
  return (
    <Page
      name={t('Dead letters')} title={<>{t('Dead letters')} <span className={`${classes.total} num`} role="status">{query.data ? count(n) : ''}</span></>}
      aside={mayDo && letters.length > 0 && <><Button variant="default" loading={act.isPending} onClick={() => order('retry', null)}>{t('Try all {n} again', { n })}</Button><Button variant="default" c="red" disabled={act.isPending} onClick={() => order('discard', null)}>{t('Drop all {n}', { n })}</Button></>}
    >
      <Filters heaps={heaps} filter={filter} change={change} />
      {query.error && letters.length === 0 && <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>}
      {query.isPending && <Skeleton height={260} radius="md" />}
      {query.data && letters.length === 0 && (
        <div className="panel">
          {isFiltered
            ? <Empty icon={<IconFilterOff size={26} stroke={1.5} aria-hidden />} title={t('No dead letter fits')} action={<Button variant="default" onClick={() => change({})}>{t('Clear the filters')}</Button>} />
            : <Empty icon={<IconCircleCheck size={26} stroke={1.5} aria-hidden />} title={t('Nothing was given up')}>{t('An analysis whose last attempt failed stands here, with its reason.')}</Empty>}
        </div>
      )}
      {letters.length > 0 && <Table letters={letters} chosen={chosen} choose={mayDo ? choose : undefined} look={setLooked} order={order} busy={act.isPending} isOld={query.isPlaceholderData} />}
      {query.hasNextPage && <Button variant="default" style={{ alignSelf: 'center' }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button>}
      {chosen.size > 0 && (
        <BulkBar words={many(chosen.size, '{n} chosen', '{n} chosen')} clear={() => setChosen(new Map())}>
          <Button variant="default" size="compact-sm" loading={act.isPending} onClick={() => order('retry', [...chosen.values()])}>{t('Try again')}</Button>
          <Button variant="default" c="red" size="compact-sm" disabled={act.isPending} onClick={() => order('discard', [...chosen.values()])}>{t('Drop')}</Button>
        </BulkBar>
      )}
      {looked && (
        <Look
          letter={looked} under={['staff', 'dead-letters', looked.tenant_id]} read={(id) => readLetter(looked.tenant_id, id)} close={() => setLooked(null)} busy={act.isPending}
          act={mayDo ? (what) => { setLooked(null); order(what, [looked]); } : undefined}
        />
      )}
      {asked && <Ask asked={asked} n={asked.letters?.length ?? n} run={() => run(asked)} close={() => setAsked(null)} />}
    </Page>
  );
}

function Ask({ asked, n, run, close }: { asked: Asked; n: number; run: () => Promise<void>; close: () => void }) {
  const words = many(n, '{n} dead letter', '{n} dead letters');
  return asked.what === 'retry'
    ? <Confirm title={t('Try {letters} again?', { letters: words })} action={t('Try again')} color="blue" run={run} close={close}>{t('They go back into the queue, into the lanes that they had, with all their attempts before them.')}</Confirm>
    : <Confirm title={t('Drop {letters}?', { letters: words })} action={t('Drop')} run={run} close={close}>{t('Their calls stay as failed, or with the analysis that they had before. They can be analysed again at any time.')}</Confirm>;
}

function Filters({ heaps, filter, change }: { heaps: Heap[]; filter: LetterFilter; change: (next: LetterFilter) => void }) {
  const { tenants, codes } = choicesOf(heaps, filter);
  // What is chosen stays to be seen when its last letter is gone.
  const ofTenants = tenants.map(([value, name, n]) => ({ value, label: `${name} · ${count(n)}` }));
  if (filter.tenant_id && !tenants.some(([id]) => id === filter.tenant_id)) ofTenants.push({ value: filter.tenant_id, label: filter.tenant_id });
  const ofCodes = codes.map(([value, n]) => ({ value, label: `${errorWords(value)} · ${count(n)}` }));
  if (filter.code && !codes.some(([code]) => code === filter.code)) ofCodes.push({ value: filter.code, label: errorWords(filter.code) });
  return (
    <div className={classes.filters}>
      <Select aria-label={t('Tenant')} placeholder={t('Any tenant')} data={ofTenants} value={filter.tenant_id ?? null} onChange={(tenant) => change({ ...filter, tenant_id: tenant ?? undefined })} searchable clearable limit={100} w={240} />
      <Select aria-label={t('Reason')} placeholder={t('Any reason')} data={ofCodes} value={filter.code ?? null} onChange={(code) => change({ ...filter, code: code ?? undefined })} searchable clearable w={240} />
    </div>
  );
}

type TableProps = { letters: Letter[]; chosen: Map<string, Letter>; choose?: (of: Letter[], on: boolean) => void; look: (letter: Letter) => void; order: (what: Verdict, of: Letter[]) => void; busy: boolean; isOld: boolean };

function Table({ letters, chosen, choose, look, order, busy, isOld }: TableProps) {
  const all = letters.every((letter) => chosen.has(letter.id));
  return (
    <div className="panel scroll-x" aria-busy={isOld} style={{ opacity: isOld ? 0.55 : 1 }}>
      <table className="rows">
        <thead>
          <tr>
            {choose && <th style={{ width: 36 }}><Checkbox size="xs" checked={all} indeterminate={!all && chosen.size > 0} onChange={(event) => choose(letters, event.currentTarget.checked)} aria-label={t('Choose all that are shown')} /></th>}
            <th>{t('Tenant')}</th><th>{t('Call')}</th><th>{t('Why')}</th><th className="end">{t('Attempts')}</th><th>{t('Lane')}</th><th>{t('Given up')}</th><th><span className="unseen">{t('Actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => (
            <tr key={letter.id} data-chosen={chosen.has(letter.id) || undefined} className={classes.letterRow}>
              {choose && <td><Checkbox size="xs" checked={chosen.has(letter.id)} onChange={(event) => choose([letter], event.currentTarget.checked)} aria-label={t('Choose {name}', { name: `${letter.tenant} ${letter.external_id}` })} /></td>}
              <td className={classes.nameCell}><Link to="/staff/tenants/$id" params={{ id: letter.tenant_id }} search={{ tab: 'given-up' } as never} className={`${classes.name} foreign-line`}>{letter.tenant}</Link></td>
              <td>{shortTime(letter.started_at)} <span className="faint foreign">{letter.agent ?? ''} {letter.external_id}</span></td>
              <td><span className="foreign">{errorWords(letter.code)}</span>{letter.reanalysis && <> <Tag>{t('earlier analysis stays')}</Tag></>}<div className="faint foreign">{letter.detail}</div></td>
              <td className="end num">{letter.attempts}</td>
              <td>{t(LANES[letter.lane]?.[0] ?? letter.lane)}</td>
              <td title={bothTimes(letter.at)}>{ago(letter.at)}</td>
              <td className="end">
                <Group gap={2} wrap="nowrap" justify="flex-end">
                  <Button variant="subtle" color="gray" size="compact-sm" onClick={() => look(letter)} aria-label={t('Look at {name}', { name: `${letter.tenant} ${letter.external_id}` })}>{t('Look')}</Button>
                  {choose && <><Button variant="subtle" size="compact-sm" disabled={busy} onClick={() => order('retry', [letter])}>{t('Try again')}</Button><Button variant="subtle" color="red" size="compact-sm" disabled={busy} onClick={() => order('discard', [letter])}>{t('Drop')}</Button></>}
                </Group>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <span className="unseen" role="status">{many(letters.length, '{n} dead letter is shown', '{n} dead letters are shown')}</span>
    </div>
  );
}
