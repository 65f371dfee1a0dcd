// What everybody should know before the page: somebody of the staff looks on, the session ends soon, the platform is being worked on, the company is suspended, a
// second factor is asked for, the limit is reached or near.
// By rank, at most two.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconEye, IconShieldLock, IconTool } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useMaintenance } from '../api/maintenance';
import { usageQuery, type Usage } from '../billing/usage';
import { signOut, useIsSignedOut, useMay, useMe } from '../identity/session';
import { signIn } from '../identity/sign_in';
import { clock } from '../time/length';
import { many, t } from '../words';
import { EndsSoon, useEndsSoon } from './EndsSoon';
import classes from './standing.module.css';

export function Standing() {
  const me = useMe();
  const allowed = useMay();
  const { data: usage } = useQuery({ ...usageQuery, enabled: allowed('usage.read') && !me.second_factor_missing });
  const maintenance = useMaintenance();
  const isOut = useIsSignedOut();
  const endsSoon = useEndsSoon(me.session_expires_at) && !isOut;
  const banners: ReactNode[] = [];
  if (me.impersonation) banners.push(<Impersonation key="impersonation" />);
  else if (endsSoon) banners.push(<EndsSoon key="ends" at={me.session_expires_at} email={me.email} begin={(given) => signIn({ email: me.email, tenant_id: me.tenant_id, ...given })} />);
  if (maintenance !== null) banners.push(<Banner key="maintenance" tone="warning" icon={<IconTool size={16} aria-hidden />}>{maintenanceWords(maintenance)}</Banner>);
  if (me.second_factor_missing) {
    banners.push(
      <Banner key="factor" tone="error" icon={<IconShieldLock size={16} aria-hidden />}>
        {t('Your company asks for a second factor. Until you have set one up and signed in with it, there is nothing else to see.')}{' '}
        <Link to="/app/profile">{t('Set it up')}</Link>
      </Banner>,
    );
  }
  const limit = usage && limitWords(usage);
  if (limit) {
    banners.push(<Banner key="limit" tone={limit.tone} icon={<IconAlertTriangle size={16} aria-hidden />}>{limit.words} <Link to="/app/usage">{t('Usage')}</Link></Banner>);
  }
  return <>{banners.slice(0, 2)}</>;
}

function maintenanceWords(mode: string): string {
  if (mode === 'suspended') return t('Your company’s account is suspended: calls are still taken and kept, nothing is shown or analysed until it is active again. What you typed stays.');
  if (mode === 'read_only') return t('The platform is being worked on: everything can be read, nothing changed for now. Your telephone systems send again what they could not.');
  if (mode === 'drain') return t('The platform is being worked on: new calls are taken later; your telephone systems send them again.');
  return t('The platform is being worked on and comes back by itself. What you see may be old; what you typed stays.');
}

/** As whom, why, how long still, and the way out. */
function Impersonation() {
  const me = useMe();
  const of = me.impersonation;
  const [leftS, setLeftS] = useState(() => secondsUntil(of?.expires_at));
  useEffect(() => {
    const timer = setInterval(() => setLeftS(secondsUntil(of?.expires_at)), 1000);
    return () => clearInterval(timer);
  }, [of?.expires_at]);
  if (!of) return null;
  return (
    <div className={`${classes.banner} ${classes.seen} no-print`} role="status">
      <IconEye size={16} aria-hidden />
      <div>
        <span className="foreign">{t('You see what {person} sees, as {staff} of the staff.', { person: me.name || me.email, staff: of.staff_name })}{of.may_change && ` ${t('The company lets you change things.')}`}</span> <span className="faint foreign">· {of.reason} ·</span>{' '}
        <span className="num" aria-hidden>{t('{time} left', { time: clock(leftS * 1000) })}</span>
      </div>
      <Button size="compact-sm" variant="white" color="dark" ml="auto" onClick={() => void signOut()}>{t('Stop')}</Button>
    </div>
  );
}

function secondsUntil(text: string | undefined): number {
  return text ? Math.max(0, Math.round((Date.parse(text) - Date.now()) / 1000)) : 0;
}

export function limitWords(usage: Usage): { tone: 'warning' | 'error'; words: string } | null {
  if (usage.limit === null || usage.limit === undefined) return null;
  if (usage.used >= usage.limit) {
    const waiting = usage.withheld > 0 ? ` ${many(usage.withheld, '{n} call waits.', '{n} calls wait.')}` : '';
    return { tone: 'error', words: `${t('The limit of {limit} calls is reached.', { limit: usage.limit })} ${policyWords(usage.policy)}${waiting}` };
  }
  if (usage.used >= usage.limit * 0.8) {
    return { tone: 'warning', words: t('{used} of {limit} calls of this period are used.', { used: usage.used, limit: usage.limit }) };
  }
  return null;
}

export function policyWords(policy: string): string {
  switch (policy) {
    case 'store_only': return t('New calls are kept, but not analysed.');
    case 'queue': return t('New calls are kept, and analysed in the next period or after an upgrade.');
    case 'overage': return t('New calls are analysed and charged as overage.');
    case 'reject': return t('New calls are refused.');
    default: return policy;
  }
}

function Banner({ tone, icon, children }: { tone: 'warning' | 'error'; icon: ReactNode; children: ReactNode }) {
  return <div className={`${classes.banner} no-print`} data-tone={tone} role="status">{icon}<div>{children}</div></div>;
}
