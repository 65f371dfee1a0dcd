// What everybody of the staff should know before the page: the session ends soon; a second factor is asked for; the platform is not in its normal mode.

import { IconPower, IconShieldLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EndsSoon, useEndsSoon } from '../shell/EndsSoon';
import { ago } from '../time/zone';
import { t } from '../words';
import { modeQuery, MODES } from './platform';
import { staffSignIn, useIsStaffOut, useStaff, useStaffMay } from './session';
import classes from '../shell/standing.module.css';

export function Standing() {
  const me = useStaff();
  const isOut = useIsStaffOut();
  const endsSoon = useEndsSoon(me.expires_at) && !isOut;
  return <>{endsSoon && <EndsSoon at={me.expires_at} email={me.email} begin={(given) => staffSignIn({ email: me.email, ...given })} />}<Mode /></>;
}

function Mode() {
  const me = useStaff();
  const allowed = useStaffMay();
  const { data: mode } = useQuery({ ...modeQuery, enabled: allowed('platform.read') && !me.second_factor_missing });
  if (me.second_factor_missing) {
    return (
      <div className={`${classes.banner} no-print`} data-tone="error" role="status">
        <IconShieldLock size={16} aria-hidden />
        <div>{t('The staff needs a second factor. Until you have set one up and signed in with it, there is nothing else to see.')} <Link to="/staff/profile">{t('Set it up')}</Link></div>
      </div>
    );
  }
  if (!mode || mode.mode === 'normal') return null;
  return (
    <div className={`${classes.banner} no-print`} data-tone="warning" role="status">
      <IconPower size={16} aria-hidden />
      <div><strong>{t(MODES[mode.mode]?.name ?? mode.mode)}</strong> · {t('since {ago}', { ago: ago(mode.changed_at) })}{mode.reason && <>: <span className="foreign">{mode.reason}</span></>} <Link to="/staff/maintenance">{t('Maintenance')}</Link></div>
    </div>
  );
}
