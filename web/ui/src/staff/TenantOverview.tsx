// A tenant at one look: calls, the running period, its terms, tags, the staff's notes, and what was done to it last.

import type { Schemas } from '../api/client';
import { AuditRow } from '../compliance/AuditRow';
import { count, percent } from '../figure';
import { done } from '../shell/notice';
import { copy } from '../shell/copy';
import { span } from '../time/length';
import { ago, bothTimes, onlyDay } from '../time/zone';
import { many, t } from '../words';
import { TenantNotes } from './TenantNotes';
import { TenantTags } from './TenantTags';
import { limitWords, POLICIES, type TenantDetail, usedShare, usedTone } from './tenants';
import classes from './staff.module.css';

export function TenantOverview({ detail, names }: { detail: TenantDetail; names: (who: string) => string | undefined }) {
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <Figures detail={detail} />
        {detail.usage && <Period usage={detail.usage} zone={detail.tenant.zone} />}
        <section className="panel">
          <div className="panel-head"><h2 className={classes.head}>{t('What was done to it')}</h2></div>
          {detail.history.length === 0 ? <p className="faint panel-body">{t('Nothing yet.')}</p> : <ol className={classes.history}>{detail.history.map((entry) => <AuditRow key={entry.n} entry={entry} name={names} />)}</ol>}
        </section>
      </div>
      <div className={classes.stack}>
        <Terms detail={detail} />
        <TenantTags tenant={detail.tenant} />
        <TenantNotes detail={detail} />
      </div>
    </div>
  );
}

function Figures({ detail: { calls } }: { detail: TenantDetail }) {
  const share = (of: number) => percent(calls.all > 0 ? of / calls.all : null, 0);
  const figures: [string, string, string][] = [
    [t('Calls'), count(calls.all), calls.latest_hour ? t('the latest {ago}', { ago: ago(calls.latest_hour) }) : t('none yet')],
    [t('Last 30 days'), count(calls.last_30_days), t('calls')],
    [t('Answered'), share(calls.answered), many(calls.answered, '{n} call', '{n} calls')],
    [t('Analysed'), share(calls.analyzed), many(calls.analyzed, '{n} call', '{n} calls')],
    [t('Talk'), span(calls.talk_s), t('in all')],
  ];
  return <div className={classes.figures}>{figures.map(([name, value, says]) => <section key={name} className={`panel ${classes.figure}`}><h2>{name}</h2><div className={`${classes.value} num`}>{value}</div><div className="faint">{says}</div></section>)}</div>;
}

/** The period's days are the tenant's, on whatever clocks one reads. */
function Period({ usage, zone }: { usage: Schemas['TenantUsage']; zone: string }) {
  const used = usage.included + usage.overage;
  const share = Math.min(1, usedShare({ used, period_limit: usage.calls_limit }) ?? 0);
  return (
    <section className={`panel ${classes.period}`}>
      <div className={classes.periodHead}>
        <h2 className={classes.head}>{t('This period')} <span className="faint">{onlyDay(usage.period_start, zone)} – {onlyDay(new Date(Date.parse(usage.period_end) - 1000).toISOString(), zone)}</span></h2>
        <span className="num"><b>{count(used)}</b> <span className="faint">{usage.calls_limit === null ? t('without a limit') : t('of {limit}', { limit: usage.calls_limit })}</span></span>
      </div>
      {usage.calls_limit !== null && <div className={classes.track} role="meter" aria-valuemin={0} aria-valuemax={usage.calls_limit} aria-valuenow={Math.min(used, usage.calls_limit)} aria-label={t('Calls used of the limit')}><span style={{ width: `${share * 100}%`, background: usedTone(share) }} /></div>}
      <div className={classes.facts}>
        <span>{many(usage.overage, '{n} as overage', '{n} as overage')}</span>
        <span>{many(usage.withheld, '{n} withheld', '{n} withheld')}</span>
        <span>{t('{length} of sound', { length: span(usage.audio_seconds) })}</span>
        <span>{t('{length} of computing', { length: span(usage.compute_seconds) })}</span>
      </div>
    </section>
  );
}

function Terms({ detail: { tenant, keys, members } }: { detail: TenantDetail }) {
  const people = members.reduce((sum, one) => sum + one.members, 0);
  const rows: [string, React.ReactNode][] = [
    [t('Limit'), limitWords(tenant)],
    [t('At the limit'), t(POLICIES[tenant.policy] ?? tenant.policy)],
    [t('Requests a minute'), tenant.requests_per_minute === null ? t('no limit of its own') : count(tenant.requests_per_minute)],
    [t('At the same time'), tenant.concurrent_max === null ? t('as the plan') : many(tenant.concurrent_max, '{n} analysis', '{n} analyses')],
    [t('Time zone'), tenant.zone],
    [t('Sub-domain'), <span className="foreign">{tenant.subdomain ?? '–'}</span>],
    [t('People'), many(people, '{n} member', '{n} members')],
    [t('API keys'), <span title={keys.last_used_at ? bothTimes(keys.last_used_at) : undefined}>{count(keys.active)}{keys.last_used_at && <span className="faint"> · {t('used {ago}', { ago: ago(keys.last_used_at) })}</span>}</span>],
    [t('Since'), <span title={bothTimes(tenant.created_at)}>{onlyDay(tenant.created_at)}</span>],
    [t('Id'), <button type="button" className={`${classes.id} mono`} onClick={() => void copy(tenant.id).then((copied) => copied && done(t('Copied')))} title={t('Copy')}>{tenant.id}</button>],
  ];
  return <section className="panel"><div className="panel-head"><h2 className={classes.head}>{t('Terms')}</h2></div><dl className={classes.terms}>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl></section>;
}
