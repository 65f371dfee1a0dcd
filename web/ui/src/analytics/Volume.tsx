// Calls over time, by how they ended or which way they went.

import { SegmentedControl } from '@mantine/core';
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { count } from '../figure';
import type { Days } from '../time/range';
import { t } from '../words';
import type { Schemas } from '../api/client';
import { type Bar, Bars } from './Bars';
import { Panel } from './Panel';
import { searchOf } from './period';
import { volumeQuery } from './queries';
import { daysOfPoints, pointNames } from './point';
import classes from './bars.module.css';

type Point = Schemas['VolumePoint'];
type Way = { title: string; counts: (point: Point) => Record<string, number>; parts: { name: string; color: string; of: string[] }[] };

const WAYS = {
  outcome: {
    title: 'By outcome', counts: (point) => point.by_disposition,
    parts: [
      { name: 'Answered', color: 'var(--accent)', of: ['answered'] },
      { name: 'Gave up or rang out', color: 'var(--negative-fill)', of: ['missed', 'abandoned', 'no_answer', 'cancelled'] },
      { name: 'Other', color: 'var(--neutral-fill)', of: ['busy', 'rejected', 'failed', 'voicemail', 'unknown'] },
    ],
  },
  direction: {
    title: 'By direction', counts: (point) => point.by_direction,
    parts: [
      { name: 'Inbound', color: 'var(--accent)', of: ['inbound'] },
      { name: 'Outbound', color: 'var(--customer)', of: ['outbound'] },
      { name: 'Internal', color: 'var(--warning)', of: ['internal'] },
      { name: 'Other', color: 'var(--neutral-fill)', of: ['transit', 'unknown'] },
    ],
  },
} satisfies Record<string, Way>;

export type WayName = keyof typeof WAYS;

/** The way that stands in an address; any other word is the first one. */
export function wayOf(name: string | undefined): WayName {
  return name === 'direction' ? name : 'outcome';
}

/** As tall as the sentiment beside it. */
const TALL = 288;

type Props = { period: Record<string, string>; by: WayName; turn: (by: WayName) => void; zoom?: (days: Days) => void };

export function Volume({ period, by, turn, zoom }: Props) {
  const way: Way = WAYS[by];
  const query = useQuery({ ...volumeQuery(period), placeholderData: keepPreviousData });
  const navigate = useNavigate();
  const legend = <div className={classes.legend}>{way.parts.map((part) => <span key={part.name}><i style={{ background: part.color }} />{t(part.name)}</span>)}{query.data?.compare_points && <span><i className={classes.dash} />{t('Before')}</span>}</div>;
  return (
    <Panel
      title={t('Calls')} query={query} height={TALL + 50}
      aside={<>{legend}<SegmentedControl size="xs" value={by} onChange={(name) => turn(wayOf(name))} data={Object.entries(WAYS).map(([value, { title }]) => ({ value, label: t(title) }))} aria-label={t('Calls over time by')} /></>}
    >
      {(data) => (
        <Bars
          label={t('Calls over time')} unit={count} tall={TALL} zoom={zoom && ((first, last) => zoom(daysOfPoints(data.points, first, last, data.period)))}
          bars={data.points.map((point, index) => bar(point, way, data.interval, data.compare_points?.[index], () => void navigate({ to: '/app/calls', search: searchOf(point.link.href) as never })))}
        />
      )}
    </Panel>
  );
}

function bar(point: Point, way: Way, interval: string, before: Point | undefined, open: () => void): Bar {
  const counts = way.counts(point);
  const { title, short } = pointNames(point.at, interval);
  return {
    key: point.at, title, short, whole: point.complete, open, compared: before?.calls, comparedTitle: before && pointNames(before.at, interval).title,
    parts: way.parts.map((part) => ({ name: t(part.name), color: part.color, value: part.of.reduce((sum, name) => sum + (counts[name] ?? 0), 0) })),
  };
}
