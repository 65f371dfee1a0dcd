// What waits for analysis and until when, lane by lane; and what was given up: tried again, or dropped.

import { Button, Group as Row, Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { errorWords } from '../calls/call';
import { count } from '../figure';
import { useMay } from '../identity/session';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { span } from '../time/length';
import { ago, bothTimes, shortTime } from '../time/zone';
import { many, t } from '../words';
import classes from './queue.module.css';

export function QueuePage() {
  const query = useQuery({ queryKey: ['queue'], queryFn: () => answer(api.GET('/v1/queue')), refetchInterval: 5000 });
  const { data } = query;
  return (
    <Page title={t('Queue')} name={t('Queue')} aside={data && <span className="faint num">{many(data.workers, '{n} worker', '{n} workers')}{data.real_time_factor ? ` · ${t('{n}× as fast as speech', { n: Math.round(10 / data.real_time_factor) / 10 })}` : ''}</span>}>
      {query.error && !data && <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>}
      {data?.paused && <div className={classes.paused} role="status">{t('The operator has paused analysis. Records and recordings are taken meanwhile.')}</div>}
      <div className={classes.lanes}>{data ? data.lanes.map((lane) => <Lane key={lane.lane} lane={lane} />) : !query.error && [0, 1, 2].map((each) => <Skeleton key={each} height={128} radius="md" />)}</div>
      <DeadLetters />
    </Page>
  );
}

const LANES: Record<string, [string, string]> = {
  live: ['Live', 'Calls that go on now'],
  fresh: ['Fresh', 'Calls of today'],
  backfill: ['Backfill', 'Imports, older calls and analyses anew'],
};

function Lane({ lane }: { lane: Schemas['QueueLane'] }) {
  const [name, what] = LANES[lane.lane] ?? [lane.lane, ''];
  return (
    <section className={`panel ${classes.lane}`}>
      <h2>{t(name)} <span className="faint">{t(what)}</span></h2>
      <div className={`${classes.value} num`}>{count(lane.waiting)} <span>{t('waiting')}</span></div>
      <dl>
        <div><dt>{t('At work')}</dt><dd className="num">{count(lane.running)}</dd></div>
        <div><dt>{t('Between attempts')}</dt><dd className="num">{count(lane.retrying)}</dd></div>
        <div><dt>{t('Sound')}</dt><dd className="num">{span(lane.audio_s)}</dd></div>
        <div><dt>{t('Oldest waits')}</dt><dd className="num" title={lane.oldest_at ? bothTimes(lane.oldest_at) : undefined}>{span(lane.oldest_s)}</dd></div>
        <div><dt>{t('Done in')}</dt><dd className="num" title={lane.eta ? bothTimes(lane.eta) : undefined}>{lane.eta_s === null ? (lane.waiting > 0 ? t('unknown') : '–') : span(lane.eta_s)}</dd></div>
        {lane.withheld > 0 && <div><dt>{t('Waits for the plan')}</dt><dd className="num"><Link to="/app/calls" search={{ analysis_status: 'withheld' } as never}>{count(lane.withheld)}</Link></dd></div>}
      </dl>
    </section>
  );
}

function DeadLetters() {
  const allowed = useMay();
  const client = useQueryClient();
  const [dropsAll, setDropsAll] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ pageParam }) => answer(api.GET('/v1/dead-letters', { params: { query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const again = () => { void client.invalidateQueries({ queryKey: ['dead-letters'] }); void client.invalidateQueries({ queryKey: ['queue'] }); };
  const retryAll = useMutation({
    mutationFn: () => answer(api.POST('/v1/dead-letters/retry', { body: { filter: {} } })),
    onSuccess: ({ data, more }) => { done(`${many(data.filter((each) => each.result === 'retried').length, '{n} waits again', '{n} wait again')}${more ? ` ${t('There are more: press again.')}` : ''}`); again(); },
    onError: (error) => failed(error),
  });
  const letters = query.data?.pages.flatMap((page) => page.data) ?? [];
  const mayDo = allowed('queue.manage');
  return (
    <section className="panel">
      <div className="panel-head">
        <h2 className={classes.head}>{t('Given up')}</h2>
        {mayDo && letters.length > 0 && <Row gap={8} ml="auto"><Button variant="default" size="compact-sm" loading={retryAll.isPending} onClick={() => retryAll.mutate()}>{t('Try all again')}</Button><Button variant="subtle" color="red" size="compact-sm" onClick={() => setDropsAll(true)}>{t('Drop all')}</Button></Row>}
      </div>
      {query.error && letters.length === 0 && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <div className="panel-body"><Skeleton height={80} /></div>}
      {query.data && letters.length === 0 && <Empty icon={<IconCircleCheck size={26} stroke={1.5} aria-hidden />} title={t('Nothing was given up')}>{t('An analysis whose last attempt failed stands here, with its reason.')}</Empty>}
      {letters.length > 0 && (
        <div className="scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Call')}</th><th>{t('Why')}</th><th className="end">{t('Attempts')}</th><th>{t('Lane')}</th><th>{t('Given up')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
            <tbody>{letters.map((letter) => <Letter key={letter.id} letter={letter} mayDo={mayDo} again={again} />)}</tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && <Row p="sm" justify="center"><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button></Row>}
      {dropsAll && (
        <Confirm title={t('Drop all that was given up?')} action={t('Drop')} close={() => setDropsAll(false)}
          run={async () => { const { data } = await answer(api.POST('/v1/dead-letters/discard', { body: { filter: {} } })); done(many(data.length, '{n} dropped', '{n} dropped')); again(); }}
        >{t('The calls stay with their recordings, as failed. They can be analysed anew from their pages.')}</Confirm>
      )}
    </section>
  );
}

function Letter({ letter, mayDo, again }: { letter: Schemas['DeadLetter']; mayDo: boolean; again: () => void }) {
  const act = useMutation({
    mutationFn: (what: 'retry' | 'discard') => answer(what === 'retry'
      ? api.POST('/v1/dead-letters/{id}/retry', { params: { path: { id: letter.id } } })
      : api.POST('/v1/dead-letters/{id}/discard', { params: { path: { id: letter.id } } })),
    onSuccess: (_, what) => { done(what === 'retry' ? t('It waits again') : t('Dropped')); again(); },
    onError: (error) => failed(error),
  });
  return (
    <tr>
      <td><Link to="/app/calls/$id" params={{ id: letter.call_id }}>{shortTime(letter.started_at)}</Link> <span className="faint foreign">{letter.agent ?? ''} {letter.external_id}</span></td>
      <td><span className="foreign">{errorWords(letter.code)}</span>{letter.reanalysis && <> <Tag>{t('earlier analysis stays')}</Tag></>}<div className="faint foreign">{letter.detail}</div></td>
      <td className="end num">{letter.attempts}</td>
      <td>{t(LANES[letter.lane]?.[0] ?? letter.lane)}</td>
      <td title={bothTimes(letter.at)}>{ago(letter.at)}</td>
      <td className="end">{mayDo && <Row gap={2} wrap="nowrap" justify="flex-end"><Button variant="subtle" size="compact-sm" loading={act.isPending} onClick={() => act.mutate('retry')}>{t('Try again')}</Button><Button variant="subtle" color="red" size="compact-sm" onClick={() => act.mutate('discard')}>{t('Drop')}</Button></Row>}</td>
    </tr>
  );
}
