// Calls over time, by how they ended.

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

const PARTS = [
  { name: 'Answered', color: 'var(--accent)', of: ['answered'] },
  { name: 'Missed', color: 'var(--negative-fill)', of: ['missed', 'abandoned', 'no_answer', 'cancelled'] },
  { name: 'Other', color: 'var(--neutral-fill)', of: ['busy', 'rejected', 'failed', 'voicemail', 'unknown'] },
] as const;

export function Volume({ period, zoom }: { period: Record<string, string>; zoom?: (days: Days) => void }) {
  const query = useQuery({ ...volumeQuery(period), placeholderData: keepPreviousData });
  const navigate = useNavigate();
  const legend = <div className={classes.legend}>{PARTS.map((part) => <span key={part.name}><i style={{ background: part.color }} />{t(part.name)}</span>)}{query.data?.compare_points && <span><i className={classes.dash} />{t('Before')}</span>}</div>;
  return (
    <Panel title={t('Calls')} aside={legend} query={query} height={212}>
      {(data) => (
        <Bars
          label={t('Calls over time')} unit={count} zoom={zoom && ((first, last) => zoom(daysOfPoints(data.points, first, last, data.period)))}
          bars={data.points.map((point, index) => bar(point, data.interval, data.compare_points?.[index], () => void navigate({ to: '/app/calls', search: searchOf(point.link.href) as never })))}
        />
      )}
    </Panel>
  );
}

function bar(point: Schemas['VolumePoint'], interval: string, before: Schemas['VolumePoint'] | undefined, open: () => void): Bar {
  const { title, short } = pointNames(point.at, interval);
  return {
    key: point.at, title, short, whole: point.complete, open, compared: before?.calls, comparedTitle: before && pointNames(before.at, interval).title,
    parts: PARTS.map((part) => ({ name: t(part.name), color: part.color, value: part.of.reduce((sum, name) => sum + (point.by_disposition[name] ?? 0), 0) })),
  };
}
