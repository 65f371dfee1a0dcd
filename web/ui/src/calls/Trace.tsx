// What happened to a call on its way, stage by stage: nothing is lost without a line here.

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { bothTimes, longTime } from '../time/zone';
import { t } from '../words';
import { traceQuery } from './traced';
import classes from './call.module.css';

export function Trace({ callId }: { callId: string }) {
  const { data, error, refetch } = useQuery(traceQuery(callId));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <div className={classes.list}>{Array.from({ length: 5 }, (_, index) => <Skeleton key={index} height={14} mt={14} />)}</div>;
  return (
    <div className={classes.list}>
      {data.steps.length === 0 && <p className="faint">{t('Its trace is older than what is kept.')}</p>}
      <ol className={classes.steps}>
        {data.steps.map((step, index) => <StepLine key={index} step={step} />)}
        {data.waiting.map((wait) => (
          <li key={`${wait.leg_id}${wait.since}`} className={classes.step} data-kind="waiting">
            <div className={classes.stepHead}><span>{waitWords(wait.for)}</span></div>
            <div className="faint">{t('Lane {lane}, since {time}', { lane: wait.lane, time: longTime(wait.since) })}{wait.until ? ` ${t('until {time}', { time: longTime(wait.until) })}` : ''}{wait.eta ? `, ${t('done about {time}', { time: longTime(wait.eta) })}` : ''}</div>
            {wait.last_error_code && <div className="faint">{wait.last_error_code}</div>}
          </li>
        ))}
        {data.recordings.map((recording) => (
          <li key={`recording ${recording.leg_id}`} className={classes.step} data-kind={recording.state === 'failed' ? 'bad' : 'waiting'}>
            <div className={classes.stepHead}><span>{recordingWords(recording.state)}{recording.attempts > 0 ? <span className="faint"> · {t('attempt {n}', { n: recording.attempts })}</span> : null}</span></div>
            <div className="faint">{t('Since {time}', { time: longTime(recording.since) })}{recording.until ? ` ${t('until {time}', { time: longTime(recording.until) })}` : ''}</div>
            {recording.last_error_code && <div className="faint">{recording.last_error_code}</div>}
          </li>
        ))}
      </ol>
    </div>
  );
}

type Step = Schemas['TraceStep'];

/** Without what it waits for. */
export function Steps({ steps }: { steps: Step[] }) {
  if (steps.length === 0) return <p className="faint">{t('Its trace is older than what is kept.')}</p>;
  return <ol className={classes.steps}>{steps.map((step, index) => <StepLine key={index} step={step} />)}</ol>;
}

function StepLine({ step }: { step: Step }) {
  return (
    <li className={classes.step} data-kind={/fail|refus|conflict|quarantin|lost/.test(`${step.stage} ${step.reason ?? ''}`) ? 'bad' : undefined}>
      <div className={classes.stepHead}>
        <span>{stageWords(step.stage)}{step.attempt ? <span className="faint"> · {t('attempt {n}', { n: step.attempt })}</span> : null}</span>
        {step.latency_ms !== null && step.latency_ms !== undefined && <span className="faint num">{latency(step.latency_ms)}</span>}
      </div>
      {step.reason && <div className="faint foreign">{step.reason}</div>}
      <div className="faint num" title={bothTimes(step.at)}>{longTime(step.at)}</div>
      <Detail detail={step.detail as Record<string, unknown>} />
    </li>
  );
}

function Detail({ detail }: { detail: Record<string, unknown> | null | undefined }) {
  const facts = Object.entries(detail ?? {}).filter(([, value]) => value !== null && typeof value !== 'object');
  if (facts.length === 0) return null;
  return <div className="faint foreign" style={{ fontSize: 12 }}>{facts.map(([name, value]) => `${name.replaceAll('_', ' ')} ${String(value)}`).join(' · ')}</div>;
}

function stageWords(stage: string): string {
  const plain = stage.replaceAll('_', ' ').replaceAll('.', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function latency(ms: number): string {
  return ms < 1000 ? t('{n} ms', { n: ms }) : t('{n} s', { n: Math.round(ms / 100) / 10 });
}

function waitWords(what: string): string {
  const known: Record<string, string> = { release: 'Waits for the plan', retry: 'Waits before the next attempt', worker: 'Waits for a free worker', result: 'Is being analysed' };
  return known[what] ? t(known[what]) : what;
}

function recordingWords(state: string): string {
  const known: Record<string, string> = { expected: 'Its recording has not come', waiting: 'Its recording is fetched later', fetching: 'Its recording is being fetched', failed: 'Its recording was given up' };
  return known[state] ? t(known[state]) : state;
}
