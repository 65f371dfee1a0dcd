// Analyses that were given up, with what was tried: tried again or dropped, one or all. Whose they are, the desk says.

import { Button, Group as Row, Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { errorWords } from '../calls/call';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { ago, bothTimes, shortTime } from '../time/zone';
import { many, t } from '../words';
import { LANES } from './Lanes';
import { Look } from './Look';
import classes from './queue.module.css';

type DeadLetter = Schemas['DeadLetter'];
type Order = Schemas['DeadLetterOrder'];

/** Who asks, and what they may. */
export type Desk = {
  key: string[];
  /** What else is old after something was done. */
  beside: string[][];
  mayDo: boolean;
  /** The calls' own pages are there for whoever asks. */
  opensCalls: boolean;
  list: (cursor: string | undefined) => Promise<Schemas['DeadLetterPage']>;
  settle: (what: 'retry' | 'discard', order: Order) => Promise<Schemas['DeadLetterResults']>;
  /** With every step that was tried. */
  read: (id: string) => Promise<Schemas['DeadLetterDetail']>;
};

export function DeadLetters({ desk }: { desk: Desk }) {
  const client = useQueryClient();
  const [dropsAll, setDropsAll] = useState(false);
  const [looked, setLooked] = useState<DeadLetter | null>(null);
  const query = useInfiniteQuery({
    queryKey: desk.key,
    queryFn: ({ pageParam }) => desk.list(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const again = () => { for (const queryKey of [desk.key, ...desk.beside]) void client.invalidateQueries({ queryKey }); };
  const act = useMutation({
    mutationFn: ({ what, order }: { what: 'retry' | 'discard'; order: Order }) => desk.settle(what, order),
    onSuccess: ({ data, more }, { what }) => {
      const n = data.filter((each) => each.result !== 'not_found').length;
      done(`${what === 'retry' ? many(n, '{n} waits again', '{n} wait again') : many(n, '{n} dropped', '{n} dropped')}${more ? ` ${t('There are more: press again.')}` : ''}`);
      setLooked(null);
      again();
    },
    onError: (error) => failed(error),
  });
  const letters = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section className="panel">
      <div className="panel-head">
        <h2 className={classes.head}>{t('Given up')}</h2>
        {desk.mayDo && letters.length > 0 && <Row gap={8} ml="auto"><Button variant="default" size="compact-sm" loading={act.isPending} onClick={() => act.mutate({ what: 'retry', order: { filter: {} } })}>{t('Try all again')}</Button><Button variant="subtle" color="red" size="compact-sm" onClick={() => setDropsAll(true)}>{t('Drop all')}</Button></Row>}
      </div>
      {query.error && letters.length === 0 && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <div className="panel-body"><Skeleton height={80} /></div>}
      {query.data && letters.length === 0 && <Empty icon={<IconCircleCheck size={26} stroke={1.5} aria-hidden />} title={t('Nothing was given up')}>{t('An analysis whose last attempt failed stands here, with its reason.')}</Empty>}
      {letters.length > 0 && (
        <div className="scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Call')}</th><th>{t('Why')}</th><th className="end">{t('Attempts')}</th><th>{t('Lane')}</th><th>{t('Given up')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
            <tbody>
              {letters.map((letter) => (
                <tr key={letter.id}>
                  <td>{desk.opensCalls ? <Link to="/app/calls/$id" params={{ id: letter.call_id }}>{shortTime(letter.started_at)}</Link> : shortTime(letter.started_at)} <span className="faint foreign">{letter.agent ?? ''} {letter.external_id}</span></td>
                  <td><span className="foreign">{errorWords(letter.code)}</span>{letter.reanalysis && <> <Tag>{t('earlier analysis stays')}</Tag></>}<div className="faint foreign">{letter.detail}</div></td>
                  <td className="end num">{letter.attempts}</td>
                  <td>{t(LANES[letter.lane]?.[0] ?? letter.lane)}</td>
                  <td title={bothTimes(letter.at)}>{ago(letter.at)}</td>
                  <td className="end"><Row gap={2} wrap="nowrap" justify="flex-end"><Button variant="subtle" color="gray" size="compact-sm" onClick={() => setLooked(letter)}>{t('Look')}</Button>{desk.mayDo && <Verdict act={(what) => act.mutate({ what, order: { ids: [letter.id] } })} busy={act.isPending} />}</Row></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && <Row p="sm" justify="center"><Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button></Row>}
      {dropsAll && (
        <Confirm title={t('Drop all that was given up?')} action={t('Drop')} close={() => setDropsAll(false)}
          run={async () => { const { data, more } = await desk.settle('discard', { filter: {} }); done(`${many(data.length, '{n} dropped', '{n} dropped')}${more ? ` ${t('There are more: press again.')}` : ''}`); again(); }}
        >{t('Their calls stay as failed, or with the analysis that they had before. They can be analysed again at any time.')}</Confirm>
      )}
      {looked && <Look letter={looked} under={desk.key} read={desk.read} close={() => setLooked(null)} act={desk.mayDo ? (what) => act.mutate({ what, order: { ids: [looked.id] } }) : undefined} busy={act.isPending} />}
    </section>
  );
}

function Verdict({ act, busy }: { act: (what: 'retry' | 'discard') => void; busy: boolean }) {
  return <><Button variant="subtle" size="compact-sm" disabled={busy} onClick={() => act('retry')}>{t('Try again')}</Button><Button variant="subtle" color="red" size="compact-sm" disabled={busy} onClick={() => act('discard')}>{t('Drop')}</Button></>;
}
