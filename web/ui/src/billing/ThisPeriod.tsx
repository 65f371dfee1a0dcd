// The running period: what was used of what there is room for, how much time has passed, and what it will come to at this pace.

import { count, percent } from '../figure';
import { policyWords } from '../shell/Standing';
import { onlyDay } from '../time/zone';
import { t } from '../words';
import { shareUsed, type Usage } from './usage';
import classes from './usage.module.css';

export function ThisPeriod({ usage }: { usage: Usage }) {
  const limit = usage.limit ?? null;
  const share = shareUsed(usage.used, limit);
  const [begin, end, now] = [Date.parse(usage.period.start), Date.parse(usage.period.end), Date.now()];
  const elapsed = Math.min(1, Math.max(0, (now - begin) / (end - begin)));
  // A straight line from the period's begin: only where enough of it has passed to say anything.
  const forecast = elapsed > 0.1 ? Math.round(usage.used / elapsed) : null;
  const tone = share >= 1 ? 'var(--error)' : share >= 0.8 ? 'var(--warning)' : 'var(--accent)';
  return (
    <section className={`panel ${classes.meter}`} aria-label={t('This period')}>
      <div className={classes.head}>
        <div>
          <div className="faint">{t('Calls, {from} – {to}', { from: onlyDay(usage.period.start), to: onlyDay(new Date(end - 1000).toISOString()) })}</div>
          <div className={classes.large}><span className="num">{count(usage.used)}</span> <span className={classes.of}>{limit === null ? t('without a limit') : t('of {limit}', { limit })}</span></div>
        </div>
        {limit !== null && <div className={classes.right}><span className="num">{percent(share, 0)}</span></div>}
      </div>
      {limit !== null && (
        <div className={classes.track} role="meter" aria-valuemin={0} aria-valuemax={limit} aria-valuenow={Math.min(usage.used, limit)} aria-label={t('Calls used of the limit')}>
          {usage.used > 0 && <span style={{ width: `${Math.min(1, share) * 100}%`, background: tone }} />}
          {forecast !== null && forecast > usage.used && <i style={{ left: `${Math.min(0.998, forecast / limit) * 100}%` }} title={t('Forecast')} />}
          <em style={{ left: `${elapsed * 100}%` }} title={t('{share} of the period is over', { share: percent(elapsed, 0) })} aria-hidden />
        </div>
      )}
      <p className={classes.words}>
        {limit !== null && forecast !== null && (forecast > limit
          ? t('At this pace it will be {n} calls by the end of the period, more than the limit.', { n: forecast })
          : t('At this pace it will be {n} calls by the end of the period.', { n: forecast }))}{' '}
        {limit !== null && <span className="faint">{t('At the limit:')} {policyWords(usage.policy)}</span>}
      </p>
    </section>
  );
}
