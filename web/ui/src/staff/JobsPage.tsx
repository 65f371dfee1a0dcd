// What works in the background: each kind of job with what it does, how it ran last, what went wrong, and when it runs again.

import { Skeleton } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api, type Schemas } from '../api/client';
import { count } from '../figure';
import { numberFormat } from '../format';
import { Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { span } from '../time/length';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';

type Kind = Schemas['JobKind'];
type Run = Schemas['JobRun'];

const query = queryOptions({ queryKey: ['staff', 'jobs'], queryFn: async () => (await answer(api.GET('/admin/v1/jobs'))).data, refetchInterval: 5000 });

const STATES: Record<string, { name: string; tone: 'plain' | 'ok' | 'warning' | 'error' | 'accent' }> = {
  running: { name: 'at work', tone: 'accent' },
  done: { name: 'done', tone: 'ok' },
  failed: { name: 'failed', tone: 'error' },
  waiting: { name: 'tried again', tone: 'warning' },
  cancelled: { name: 'cancelled', tone: 'plain' },
};

export function JobsPage() {
  // Times go on although nothing has changed.
  const { data, error, refetch, dataUpdatedAt: now } = useQuery(query);
  return (
    <Page title={t('Jobs')} name={t('Jobs')}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={480} radius="md" />}
      {error && data && <p role="status" style={{ margin: 0, color: 'var(--warning)' }}>{t('It could not be asked again; this is how it was {ago}.', { ago: ago(new Date(now).toISOString()) })}</p>}
      {data && (
        <>
          <section className="panel scroll-x" aria-label={t('Background jobs')}>
            <table className="rows">
              <thead><tr><th>{t('Job')}</th><th>{t('Last run')}</th><th className="end">{t('Attempts')}</th><th className="end">{t('Waiting')}</th><th className="end">{t('At work')}</th><th>{t('Next run')}</th></tr></thead>
              <tbody>{data.map((kind) => <Row key={kind.name} kind={kind} now={now} />)}</tbody>
            </table>
          </section>
          <p className="faint" style={{ margin: 0, fontSize: 13 }}>{t('What did not go well is tried again by itself. “audiapro jobs list” has every job that is kept.')}</p>
        </>
      )}
    </Page>
  );
}

function Row({ kind, now }: { kind: Kind; now: number }) {
  const { last } = kind;
  return (
    <tr>
      <td style={{ minWidth: 240 }}>
        <span className="mono" style={{ fontWeight: 560 }}>{kind.name}</span>
        <div className="faint">{t(kind.does)}</div>
        {troublesOf(kind).map((run) => <Trouble key={run.id} run={run} now={now} />)}
      </td>
      <td style={{ whiteSpace: 'nowrap' }}>
        {last ? <><State run={last} /> <span title={bothTimes(last.started_at)}>{ago(last.started_at, now)}</span><Took run={last} now={now} /></> : <span className="faint">–</span>}
      </td>
      <td className="end num">{last ? t('{n} of {most}', { n: last.attempts, most: last.attempts_max }) : '–'}</td>
      <td className="end num">{count(kind.waiting)}</td>
      <td className="end num">{count(kind.running)}{last?.node && <div className="faint mono" title={t('Node {name}', { name: last.node })}>{last.node.slice(0, 8)}</div>}</td>
      <td style={{ whiteSpace: 'nowrap' }}>
        {kind.next_at ? <span title={bothTimes(kind.next_at)}>{Date.parse(kind.next_at) <= now ? t('due') : ago(kind.next_at, now)}</span> : <span className="faint">–</span>}
        <div className="faint">{kind.every_s ? t('every {time}', { time: every(kind.every_s) }) : t('when it is wanted')}</div>
      </td>
    </tr>
  );
}

function State({ run }: { run: Run }) {
  const state = STATES[run.state];
  return <Tag tone={state?.tone}>{t(state?.name ?? run.state)}</Tag>;
}

function Took({ run, now }: { run: Run; now: number }) {
  // When the attempt ended that is tried again is not kept.
  if (run.state === 'waiting') return null;
  const seconds = ((run.finished_at ? Date.parse(run.finished_at) : now) - Date.parse(run.started_at)) / 1000;
  return <div className="faint">{seconds < 1 ? t('under a second') : span(seconds)}</div>;
}

function Trouble({ run, now }: { run: Run; now: number }) {
  return (
    <div style={{ marginTop: 4, color: run.state === 'failed' ? 'var(--error)' : 'var(--warning)' }}>
      {run.state === 'failed' ? <span title={bothTimes(run.started_at)}>{t('Failed {ago}', { ago: ago(run.started_at, now) })}</span> : t('An attempt went wrong')}: <span className="foreign">{run.error}</span>
      {run.tenant_id && <> <Link to="/staff/tenants/$id" params={{ id: run.tenant_id }}>{t('Tenant')}</Link></>}
    </div>
  );
}

/** What is to be read about: the last run if it did not go well, and the last one that failed before it. */
export function troublesOf({ last, last_failed: failed }: Pick<Kind, 'last' | 'last_failed'>): Run[] {
  const now = last && last.error !== null && last.state !== 'done' && last.state !== 'cancelled' ? [last] : [];
  return failed && failed.id !== last?.id ? [...now, failed] : now;
}

const SECONDS = { day: 86_400, hour: 3600, minute: 60, second: 1 };

/** `1 min`, `1 day`: in the largest unit of which it is a whole number. */
function every(seconds: number): string {
  const unit = seconds % SECONDS.day === 0 ? 'day' : seconds % SECONDS.hour === 0 ? 'hour' : seconds % SECONDS.minute === 0 ? 'minute' : 'second';
  return numberFormat({ style: 'unit', unit, unitDisplay: 'short' }).format(seconds / SECONDS[unit]);
}
