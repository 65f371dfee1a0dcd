// How much of the plan is used, small, at the foot of the navigation.

import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { usageQuery } from '../billing/usage';
import { count } from '../figure';
import { t } from '../words';
import classes from './meter.module.css';

export function Meter() {
  const { data: usage } = useQuery(usageQuery);
  if (!usage) return null;
  const share = usage.limit ? Math.min(1, usage.used / usage.limit) : 0;
  const tone = share >= 1 ? 'var(--error)' : share >= 0.8 ? 'var(--warning)' : 'var(--accent)';
  return (
    <Link to="/app/usage" className={classes.meter}>
      <span className={classes.words}>
        <span>{t('Calls this period')}</span>
        <span className="num">{usage.limit === null || usage.limit === undefined ? count(usage.used) : t('{used} of {limit}', { used: usage.used, limit: usage.limit })}</span>
      </span>
      {usage.limit ? <span className={classes.track}>{usage.used > 0 && <span style={{ width: `${share * 100}%`, background: tone }} />}</span> : null}
    </Link>
  );
}
