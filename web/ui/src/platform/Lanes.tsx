// The lanes of the queue: what waits in each, since when, and until when. Counted are analyses, of which a call of several recordings has several.

import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../api/client';
import { count } from '../figure';
import { span } from '../time/length';
import { bothTimes } from '../time/zone';
import { many, t } from '../words';
import classes from './queue.module.css';

export const LANES: Record<string, [string, string]> = {
  live: ['Live', 'Calls that go on now'],
  fresh: ['Fresh', 'Calls of today'],
  backfill: ['Backfill', 'Imports, older calls and repeated analyses'],
};

/** What the figures of a lane open to: the calls, where whoever looks may see them; for the staff, whose they are. */
type Opens = 'calls' | 'tenants' | 'nothing';

export function Lanes({ lanes, opens }: { lanes: Schemas['QueueLane'][] | undefined; opens: Opens }) {
  const shown = <div className={classes.lanes}>{lanes ? lanes.map((lane) => <Lane key={lane.lane} lane={lane} opens={opens} />) : [0, 1, 2].map((each) => <Skeleton key={each} height={128} radius="md" />)}</div>;
  if (opens !== 'calls') return shown;
  return <>{shown}<p className={`faint ${classes.note}`}>{t('Analyses are counted, one for each recording. A figure opens to their calls, which are fewer where a call has several.')}</p></>;
}

function Lane({ lane, opens }: { lane: Schemas['QueueLane']; opens: Opens }) {
  const [name, what] = LANES[lane.lane] ?? [lane.lane, ''];
  const figure = (n: number, waitsFor: string, words: string) => <Figure n={n} lane={lane.lane} waitsFor={waitsFor} name={`${t(name)}: ${words}`} opens={opens} />;
  return (
    <section className={`panel ${classes.lane}`}>
      <h2>{t(name)} <span className="faint">{t(what)}</span></h2>
      <div className={`${classes.value} num`}>{figure(lane.waiting, 'worker,retry', t('waiting'))} <span>{many(lane.waiting, 'analysis waiting', 'analyses waiting')}</span></div>
      <dl>
        <div><dt>{t('At work')}</dt><dd className="num">{figure(lane.running, 'result', t('At work'))}</dd></div>
        <div><dt>{t('Between attempts')}</dt><dd className="num">{figure(lane.retrying, 'retry', t('Between attempts'))}</dd></div>
        <div><dt>{t('Sound')}</dt><dd className="num">{span(lane.audio_s)}</dd></div>
        <div><dt>{t('Oldest waits')}</dt><dd className="num" title={lane.oldest_at ? bothTimes(lane.oldest_at) : undefined}>{span(lane.oldest_s)}</dd></div>
        <div><dt>{t('Done in')}</dt><dd className="num" title={lane.eta ? bothTimes(lane.eta) : undefined}>{lane.eta_s === null ? (lane.waiting > 0 ? t('unknown') : '–') : span(lane.eta_s)}</dd></div>
        {lane.withheld > 0 && <div><dt>{t('Waits for the plan')}</dt><dd className="num">{figure(lane.withheld, 'release', t('Waits for the plan'))}</dd></div>}
      </dl>
    </section>
  );
}

function Figure({ n, lane, waitsFor, name, opens }: { n: number; lane: string; waitsFor: string; name: string; opens: Opens }) {
  if (n === 0 || opens === 'nothing') return <>{count(n)}</>;
  const words = { className: classes.open, 'aria-label': many(n, '{n} analysis, {name}', '{n} analyses, {name}', { name }) };
  // An analysis counts whether or not its call was put away.
  if (opens === 'calls') return <Link to="/app/calls" search={{ lane, waits_for: waitsFor, archived: 'any' } as never} {...words}>{count(n)}</Link>;
  return <Link to="/staff/queue" search={{ lane } as never} {...words}>{count(n)}</Link>;
}
