// What waits for analysis on the whole platform, lane by lane, and whose it is: the calls themselves are their tenants’ own.

import { Skeleton } from '@mantine/core';
import { IconCircleCheck, IconX } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { count } from '../figure';
import { Lanes, LANES } from '../platform/Lanes';
import { one, type Search } from '../search';
import { Empty, Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { span } from '../time/length';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import classes from '../platform/queue.module.css';

export function QueuePage() {
  const asked = one((useSearch({ strict: false }) as Search).lane);
  const lane = asked && asked in LANES ? asked : undefined;
  const query = useQuery({
    queryKey: ['staff', 'queue', lane], queryFn: () => answer(api.GET('/admin/v1/queue', { params: { query: { lane } } })), refetchInterval: 3000, placeholderData: keepPreviousData,
  });
  const { data } = query;
  return (
    <Page title={t('Queue')} name={t('Queue')} aside={data && <span className="faint num">{many(data.workers, '{n} worker', '{n} workers')}{data.real_time_factor ? ` · ${t('{n}× as fast as speech', { n: Math.round(10 / data.real_time_factor) / 10 })}` : ''}</span>}>
      {query.error && !data && <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>}
      {query.error && data && <div className={classes.paused} role="status">{t('It could not be asked again; this is how it was {ago}.', { ago: ago(new Date(query.dataUpdatedAt).toISOString()) })}</div>}
      {data?.paused && <div className={classes.paused} role="status">{t('Analysis is paused. Records and recordings are taken meanwhile.')} <span className="foreign">{data.paused_reason}</span></div>}
      {(data || !query.error) && <Lanes lanes={data?.lanes} opens="tenants" />}
      {data ? <Depths depths={data.tenants} lane={lane} /> : !query.error && <Skeleton height={200} radius="md" />}
    </Page>
  );
}

function Depths({ depths, lane }: { depths: Schemas['QueueDepth'][]; lane?: string }) {
  const head = useRef<HTMLHeadingElement>(null);
  const before = useRef(lane);
  // Whoever opened a lane's figure is led to whose it is.
  useEffect(() => {
    if (lane && lane !== before.current) head.current?.focus();
    before.current = lane;
  }, [lane]);
  const most = Math.max(1, ...depths.map((depth) => depth.audio_s));
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head} ref={head} tabIndex={-1}>{lane ? t('Whose it is in the lane {lane}', { lane: t(LANES[lane]?.[0] ?? lane) }) : t('Whose it is')}</h2>{lane && <Link to="/staff/queue" className={classes.all}><IconX size={13} aria-hidden />{t('All lanes')}</Link>}</div>
      {depths.length === 0
        ? <Empty icon={<IconCircleCheck size={26} stroke={1.5} aria-hidden />} title={t('Nothing waits')}>{lane ? t('No tenant has an analysis in this lane that waits, runs or was given up.') : t('No tenant has an analysis that waits, runs or was given up.')}</Empty>
        : (
          <div className="scroll-x">
            <table className="rows">
              <thead><tr><th>{t('Tenant')}</th><th style={{ width: '26%' }}>{t('Sound that waits')}</th><th className="end">{t('Waiting')}</th><th className="end">{t('At work')}</th><th className="end">{t('Withheld')}</th><th className="end">{t('Given up')}</th><th>{t('Oldest')}</th></tr></thead>
              <tbody>
                {depths.map((depth) => (
                  <tr key={depth.tenant_id}>
                    <td><Link to="/staff/tenants/$id" params={{ id: depth.tenant_id }} className="foreign">{depth.name}</Link></td>
                    <td><span className={classes.depth}><span style={{ width: `${(depth.audio_s / most) * 100}%` }} /></span><span className="num">{span(depth.audio_s)}</span></td>
                    <td className="end num">{count(depth.waiting)}</td><td className="end num">{count(depth.running)}</td><td className="end num">{count(depth.withheld)}</td>
                    <td className="end num">{depth.dead_letters > 0 ? <Link to="/staff/tenants/$id" params={{ id: depth.tenant_id }} search={{ tab: 'given-up' } as never}>{count(depth.dead_letters)}</Link> : '0'}</td>
                    <td title={depth.oldest_at ? bothTimes(depth.oldest_at) : undefined}>{depth.oldest_at ? ago(depth.oldest_at) : <span className="faint">–</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </section>
  );
}
