// Imports that somebody has begun, in whatever browser: how far each has come, and what became of it.

import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { bytes, count } from '../figure';
import { useMay } from '../identity/session';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import type { Begun } from './imports';
import { became, totalsOf } from './records';
import { importsQuery, type Source, sourcesQuery } from './sources';
import classes from './sources.module.css';

/** One of which nothing came for so long was left. */
const LEFT_MS = 60_000;

/** Of one telephone system, or of all. */
export function ImportList({ source }: { source?: Source }) {
  const mayRead = useMay()('queue.read');
  const { data } = useQuery({ ...importsQuery(source?.name), enabled: mayRead, refetchInterval: 5000 });
  const { data: sources } = useQuery({ ...sourcesQuery, enabled: !source });
  // Whoever has none is not told so on a page of something else.
  if (!data || data.length === 0) return null;
  const labelOf = (name: string) => sources?.find((each) => each.name === name);
  return (
    <section className="panel" aria-label={t('Latest imports')}>
      <div className="panel-head"><h2 className={classes.head}>{t('Latest imports')}</h2></div>
      <div className="scroll-x">
        <table className="rows">
          <thead><tr>{!source && <th>{t('Telephone system')}</th>}<th>{t('What')}</th><th>{t('State')}</th><th>{t('Come so far')}</th><th>{t('What became of it')}</th><th>{t('Begun')}</th></tr></thead>
          <tbody>
            {data.map((each) => {
              const of = labelOf(each.source_instance);
              return (
                <tr key={each.id}>
                  {!source && <td className="foreign">{of ? <Link to={`/app/settings/sources/${of.id}`} search={{ tab: each.kind === 'records' ? 'import' : 'recordings' } as never}>{of.label}</Link> : each.source_instance}</td>}
                  <td><span className="mono foreign">{each.name}</span><div className="faint">{each.kind === 'records' ? t('records') : t('recordings')}</div></td>
                  <td><State begun={each} /></td>
                  <td className="num"><Far begun={each} /></td>
                  <td>{each.kind === 'records' ? became(totalsOf(each)) : heard(each)}</td>
                  <td title={bothTimes(each.begun_at)}>{ago(each.begun_at)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function State({ begun }: { begun: Begun }) {
  if (begun.ended_at) return <Tag tone="ok">{t('done')}</Tag>;
  if (Date.now() - Date.parse(begun.moved_at) < LEFT_MS) return <Tag tone="accent">{t('on its way')}</Tag>;
  return <span title={bothTimes(begun.moved_at)}><Tag tone="warning">{t('left in the middle')}</Tag></span>;
}

function Far({ begun }: { begun: Begun }) {
  const isFile = begun.kind === 'records';
  const written = isFile ? bytes : count;
  // How long a packed file is once it is unpacked nobody knows before its end.
  if (isFile && /\.gz$/i.test(begun.name)) return <>{written(begun.through)}</>;
  const share = begun.total === 0 ? 100 : Math.min(100, (begun.through / begun.total) * 100);
  return (
    <>
      {t('{read} of {all}', { read: written(begun.through), all: written(begun.total) })}
      {!begun.ended_at && <Progress value={share} size="sm" aria-label={t('Come so far')} />}
    </>
  );
}

function heard(begun: Begun): string {
  const counts = begun.counts as Partial<Record<string, number>>;
  return t('{matched} with their call, {loose} without one yet, {known} known before', { matched: counts.matched ?? 0, loose: counts.loose ?? 0, known: counts.known ?? 0 });
}
