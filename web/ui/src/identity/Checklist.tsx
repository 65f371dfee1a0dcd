// What a company does first, each step with its way there; gone once all is done, or when one wants it gone.

import { Button, CloseButton } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useCommands } from '../shell/commands';
import { t } from '../words';
import { type Permission, useMay, useMe } from './session';
import { invitationsQuery, membersQuery } from './team';
import classes from './checklist.module.css';

type Step = { title: string; says: string; done: boolean | undefined; to: string; search?: Record<string, string>; action: string; needs?: Permission };

const HIDDEN = 'audiapro.checklist-hidden';

/** Companies in which somebody has put it away in this browser. */
const hiddenOf = () => (localStorage.getItem(HIDDEN) ?? '').split(',').filter(Boolean);
const keepHidden = (change: (tenants: string[]) => string[]) => localStorage.setItem(HIDDEN, change(hiddenOf()).join(','));

export function Checklist() {
  const me = useMe();
  const allowed = useMay();
  const [hidden, setHidden] = useState(() => hiddenOf().includes(me.tenant_id));
  const isFor = !me.impersonation && allowed('settings.manage');
  const isOn = !hidden && isFor;
  // What was put away has a way back.
  useCommands(hidden && isFor ? [{ id: 'first-steps', title: t('Show the first steps'), group: t('View'), words: 'onboarding checklist', run: () => { keepHidden((tenants) => tenants.filter((each) => each !== me.tenant_id)); setHidden(false); } }] : []);
  const keys = useQuery({ queryKey: ['api-keys'], enabled: isOn, queryFn: async () => (allowed('keys.manage') ? (await answer(api.GET('/v1/keys'))).data : []) });
  const sources = useQuery({ queryKey: ['sources'], enabled: isOn, queryFn: async () => (await answer(api.GET('/v1/sources'))).data });
  const company = useQuery({ queryKey: ['company'], enabled: isOn, queryFn: () => answer(api.GET('/v1/settings/company')) });
  const calls = useQuery({ queryKey: ['calls', 'any'], enabled: isOn, queryFn: () => answer(api.GET('/v1/calls', { params: { query: { limit: 1 } } })) });
  const analysed = useQuery({ queryKey: ['calls', 'any', 'analyzed'], enabled: isOn, queryFn: () => answer(api.GET('/v1/calls', { params: { query: { limit: 1, analysis_status: 'analyzed' } } })) });
  const members = useQuery({ ...membersQuery, enabled: isOn });
  const invited = useQuery({ ...invitationsQuery, enabled: isOn });
  const steps: Step[] = [
    { title: t('Confirm your address'), says: t('Done when you signed in.'), done: true, to: '/app/profile', action: '' },
    { title: t('Protect your account'), says: t('A second factor beside the password.'), done: me.second_factor, to: '/app/profile', action: t('Set up') },
    { title: t('Connect your telephone system'), says: t('Pick it, set it up by the guide, see its first call arrive. Or make a key for a program of your own.'), done: sources.data && keys.data && (sources.data.some((source) => source.configured && source.name !== 'api') || keys.data.length > 0), to: '/app/settings/sources/new', action: t('Connect'), needs: 'settings.manage' },
    { title: t('Say when you are open'), says: t('Time zone, business hours and holidays of the company.'), done: company.data && company.data.business_hours !== null, to: '/app/settings/company', action: t('Set hours'), needs: 'settings.manage' },
    { title: t('Receive the first call'), says: t('Its record stands in the list within a second.'), done: calls.data && calls.data.data.length > 0, to: '/app/calls', action: t('Calls') },
    { title: t('See it analysed'), says: t('Send its recording along: text, sentiment and figures follow.'), done: analysed.data && analysed.data.data.length > 0, to: '/app/queue', action: t('Queue') },
    { title: t('Invite your team'), says: t('Many at once, each with a role.'), done: members.data && invited.data && members.data.length + invited.data.length > 1, to: '/app/team', search: { tab: 'invitations' }, action: t('Invite'), needs: 'team.manage' },
  ];
  if (!isOn || steps.some((step) => step.done === undefined && (!step.needs || allowed(step.needs)))) return null;
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  // Once most is done, what is done only takes place away from what is not.
  const shown = done * 2 > steps.length ? steps.filter((step) => !step.done) : steps;
  const hide = () => {
    keepHidden((tenants) => [...tenants, me.tenant_id]);
    setHidden(true);
  };
  const next = shown.findIndex((step) => !step.done && (!step.needs || allowed(step.needs)));
  return (
    <section className={`panel ${classes.list}`} aria-label={t('First steps')}>
      <div className={classes.head}>
        <h2>{t('First steps')}</h2>
        <span className="faint num">{t('{done} of {all}', { done, all: steps.length })}</span>
        <span className={classes.track} aria-hidden><span style={{ width: `${(done / steps.length) * 100}%` }} /></span>
        <CloseButton size={26} onClick={hide} aria-label={t('Hide the first steps')} />
      </div>
      <ol className={classes.steps}>
        {shown.map((step, index) => {
          const isLocked = Boolean(step.needs && !allowed(step.needs));
          return (
            <li key={step.title} data-done={step.done || undefined}>
              {step.done ? <IconCircleCheckFilled size={18} color="var(--ok)" aria-label={t('done')} /> : isLocked ? <IconLock size={18} aria-label={t('not for your role')} /> : <IconCircle size={18} aria-label={t('open')} />}
              <span className={classes.words}><strong>{step.title}</strong><span className="faint">{isLocked ? t('Your role may not do that ({permission}).', { permission: step.needs ?? '' }) : step.says}</span></span>
              {!step.done && !isLocked && <Button component={Link} to={step.to} search={step.search as never} variant={index === next ? 'filled' : 'default'} size="compact-sm">{step.action}</Button>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
