// The lanes of the queue: what waits in each, since when, and until when.

import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../api/client';
import { count } from '../figure';
import { span } from '../time/length';
import { bothTimes } from '../time/zone';
import { t } from '../words';
import classes from './queue.module.css';

export const LANES: Record<string, [string, string]> = {
  live: ['Live', 'Calls that go on now'],
  fresh: ['Fresh', 'Calls of today'],
  backfill: ['Backfill', 'Imports, older calls and repeated analyses'],
};

export function Lanes({ lanes, link = true }: { lanes: Schemas['QueueLane'][] | undefined; link?: boolean }) {
  return <div className={classes.lanes}>{lanes ? lanes.map((lane) => <Lane key={lane.lane} lane={lane} link={link} />) : [0, 1, 2].map((each) => <Skeleton key={each} height={128} radius="md" />)}</div>;
}

function Lane({ lane, link }: { lane: Schemas['QueueLane']; link: boolean }) {
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
        {lane.withheld > 0 && <div><dt>{t('Waits for the plan')}</dt><dd className="num">{link ? <Link to="/app/calls" search={{ analysis_status: 'withheld', archived: 'any' } as never}>{count(lane.withheld)}</Link> : count(lane.withheld)}</dd></div>}
      </dl>
    </section>
  );
}
