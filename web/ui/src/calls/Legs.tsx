// The legs of a call on one axis of time, and what their telephone system said of each.

import { IconMicrophone } from '@tabler/icons-react';
import { bytes } from '../figure';
import { span } from '../time/length';
import { bothTimes, shortTime } from '../time/zone';
import { t } from '../words';
import { type Call, DISPOSITIONS, errorWords, type Leg } from './call';
import { Pair } from './Pair';
import classes from './call.module.css';

export function Legs({ call }: { call: Call }) {
  const begin = Math.min(...call.legs.map((leg) => Date.parse(leg.started_at)));
  const end = Math.max(begin + 1000, ...call.legs.map((leg) => Date.parse(leg.ended_at ?? leg.started_at)));
  return <div className={classes.list}>{call.legs.map((leg) => <LegFacts key={leg.id} leg={leg} begin={begin} end={end} />)}</div>;
}

function LegFacts({ leg, begin, end }: { leg: Leg; begin: number; end: number }) {
  const share = (at: number) => `${((at - begin) / (end - begin)) * 100}%`;
  const [from, to] = [Date.parse(leg.started_at), Date.parse(leg.ended_at ?? leg.started_at)];
  const answered = leg.answered_at ? Date.parse(leg.answered_at) : to;
  const width = (a: number, b: number) => `${(Math.max(0, b - a) / (end - begin)) * 100}%`;
  const custom = Object.entries((leg.custom ?? {}) as Record<string, unknown>);
  return (
    <section className={classes.leg}>
      <div className={classes.legHead}><span className="foreign-line">{leg.from ?? t('withheld')} → {leg.to ?? '–'}</span>{leg.recording && <IconMicrophone size={14} aria-label={t('Has a recording')} />}</div>
      <div className={classes.legBar} role="img" aria-label={t('Rings {wait}, talks {talk}', { wait: span((answered - from) / 1000), talk: span(leg.talk_s) })}>
        <span style={{ left: share(from), width: width(from, answered), background: 'var(--line-strong)' }} />
        {leg.answered_at && <span style={{ left: share(answered), width: width(answered, to), background: 'var(--accent)' }} />}
      </div>
      <dl className={classes.pairs}>
        <Pair name={t('Begins')}><span title={bothTimes(leg.started_at)}>{shortTime(leg.started_at)}</span></Pair>
        <Pair name={t('Outcome')}>{t(DISPOSITIONS[leg.disposition])}{leg.hangup_cause ? <span className="faint"> · {leg.hangup_cause}</span> : null}</Pair>
        <Pair name={t('Rings and talks')}>{span(leg.wait_s)} · {span(leg.talk_s)}</Pair>
        {leg.agent && <Pair name={t('Agent')}><span className="foreign">{leg.agent_name ? `${leg.agent_name} (${leg.agent})` : leg.agent}</span></Pair>}
        {leg.queue && <Pair name={t('Queue')}><span className="foreign">{leg.queue}</span></Pair>}
        <Pair name={t('Telephone system')}><span className="foreign">{leg.source_instance}</span></Pair>
        <Pair name={t('External id')}><span className="mono foreign">{leg.external_id}</span></Pair>
        {leg.recording && <Pair name={t('Recording')}>{leg.recording.media_type ?? t('unknown form')} · {bytes(leg.recording.bytes)}</Pair>}
        {leg.analysis_error && <Pair name={t('Analysis')}><span style={{ color: 'var(--error)' }}>{errorWords(leg.analysis_error.code)}</span></Pair>}
        {custom.map(([name, value]) => <Pair key={name} name={name}><span className="foreign">{typeof value === 'string' ? value : JSON.stringify(value)}</span></Pair>)}
      </dl>
    </section>
  );
}
