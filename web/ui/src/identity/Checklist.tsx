// What a company does first, and what a member does; each step with its way there, skipped where somebody wants that, gone once all is done
// or put away.

import { Button, CloseButton, Skeleton } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { answer, api } from '../api/client';
import { percent } from '../figure';
import { runCommand, useCommands } from '../shell/commands';
import { t } from '../words';
import { type Permission, useMay, useMe } from './session';
import { heightOf, HIDDEN, keepHeight, SKIPPED, TRIED, useKept } from './steps';
import { invitationsQuery, membersQuery } from './team';
import classes from './checklist.module.css';

type Step = {
  id: string; title: string; says: string;
  /** Undefined: not known yet. */
  done: boolean | undefined;
  action: string; to?: string; search?: Record<string, string>; run?: () => void; needs?: Permission;
};

export function Checklist() {
  const me = useMe();
  const allowed = useMay();
  if (me.impersonation) return null;
  return allowed('settings.manage') ? <OfCompany /> : <OfMember />;
}

function OfCompany() {
  const me = useMe();
  const allowed = useMay();
  const isOn = !useKept(HIDDEN).includes(me.tenant_id);
  const keys = useQuery({ queryKey: ['api-keys'], enabled: isOn, queryFn: async () => (allowed('keys.manage') ? (await answer(api.GET('/v1/keys'))).data : []) });
  const sources = useQuery({ queryKey: ['sources'], enabled: isOn, queryFn: async () => (await answer(api.GET('/v1/sources'))).data });
  const company = useQuery({ queryKey: ['company'], enabled: isOn, queryFn: () => answer(api.GET('/v1/settings/company')) });
  const calls = useQuery({ queryKey: ['calls', 'any'], enabled: isOn, queryFn: () => answer(api.GET('/v1/calls', { params: { query: { limit: 1 } } })) });
  const analysed = useQuery({ queryKey: ['calls', 'any', 'analyzed'], enabled: isOn, queryFn: () => answer(api.GET('/v1/calls', { params: { query: { limit: 1, analysis_status: 'analyzed' } } })) });
  const members = useQuery({ ...membersQuery, enabled: isOn });
  const invited = useQuery({ ...invitationsQuery, enabled: isOn });
  const steps: Step[] = [
    address(), factor(me.second_factor),
    { id: 'source', title: t('Connect your telephone system'), says: t('Pick it, set it up by the guide, see its first call arrive. Or make a key for a program of your own.'), done: sources.data && keys.data && (sources.data.some((source) => source.configured && source.name !== 'api') || keys.data.length > 0), to: '/app/settings/sources/new', action: t('Connect'), needs: 'settings.manage' },
    { id: 'hours', title: t('Say when you are open'), says: t('Time zone, business hours and holidays of the company.'), done: company.data && company.data.business_hours !== null, to: '/app/settings/company', action: t('Set hours'), needs: 'settings.manage' },
    { id: 'call', title: t('Receive the first call'), says: t('Its record stands in the list within a second.'), done: calls.data && calls.data.data.length > 0, to: '/app/calls', action: t('Calls') },
    { id: 'analysed', title: t('See it analysed'), says: t('Send its recording along: text, sentiment and figures follow.'), done: analysed.data && analysed.data.data.length > 0, to: '/app/queue', action: t('Queue') },
    { id: 'team', title: t('Invite your team'), says: t('Many at once, each with a role.'), done: members.data && invited.data && members.data.length + invited.data.length > 1, to: '/app/team', search: { tab: 'invitations' }, action: t('Invite'), needs: 'team.manage' },
  ];
  const isAsking = [keys, sources, company, calls, analysed, members, invited].some((query) => query.isPending);
  return <Steps steps={steps} list={me.tenant_id} isAsking={isAsking} />;
}

/** Who sets nothing up for others finds out what there is. */
function OfMember() {
  const me = useMe();
  const tried = useKept(TRIED);
  const steps: Step[] = [
    address(),
    { id: 'name', title: t('Say who you are'), says: t('Your name stands beside your notes and changes.'), done: me.name !== '', to: '/app/profile', action: t('Your profile') },
    factor(me.second_factor),
    { id: 'call', title: t('Open a call'), says: t('Its words follow the sound, and a press on one goes there.'), done: tried.includes(`${me.person_id}:call`), to: '/app/calls', action: t('Calls'), needs: 'calls.read' },
    { id: 'keys', title: t('Learn the keys'), says: t('Everything goes without a mouse.'), done: tried.includes(`${me.person_id}:keys`), run: () => runCommand('sheet'), action: t('Keys') },
  ];
  return <Steps steps={steps} list={me.person_id} />;
}

const address = (): Step => ({ id: 'address', title: t('Confirm your address'), says: t('Done when you signed in.'), done: true, action: '' });
const factor = (done: boolean): Step => ({ id: 'factor', title: t('Protect your account'), says: t('A second factor beside the password.'), done, to: '/app/profile', action: t('Set up') });

function Steps({ steps, list, isAsking = false }: { steps: Step[]; list: string; isAsking?: boolean }) {
  const allowed = useMay();
  const section = useRef<HTMLElement>(null);
  const isHidden = useKept(HIDDEN).includes(list);
  const skipped = useKept(SKIPPED);
  const nameOf = (step: Step) => `${list}:${step.id}`;
  const isSkipped = (step: Step) => !step.done && skipped.includes(nameOf(step));
  const isLocked = (step: Step) => Boolean(step.needs && !allowed(step.needs));
  const left = steps.filter((step) => !step.done && !isSkipped(step));
  // What was put away has a way back; where nothing but skipped steps is left they come with it.
  const bring = () => {
    HIDDEN.turn(list, false);
    if (left.length === 0) for (const step of steps) SKIPPED.turn(nameOf(step), false);
  };
  const isAway = isHidden || (left.length === 0 && steps.some(isSkipped));
  useCommands(isAway ? [{ id: 'first-steps', title: t('Show the first steps'), group: t('View'), words: 'onboarding checklist', run: bring }] : []);
  const isKnown = !steps.some((step) => step.done === undefined && !isLocked(step));
  useEffect(() => { if (isKnown) keepHeight(list, section.current?.offsetHeight ?? 0); });
  // Where it was seen last it has its place from the first: the page beneath does not jump.
  if (!isKnown && isAsking && !isHidden && heightOf(list) > 0) return <Skeleton height={heightOf(list)} radius="md" />;
  if (isHidden || left.length === 0 || !isKnown) return null;
  const done = steps.filter((step) => step.done).length;
  // Once most is done, what is done only takes place away from what is not.
  const shown = (done * 2 > steps.length ? steps.filter((step) => !step.done) : steps).filter((step) => !isSkipped(step));
  const next = shown.find((step) => !step.done && !isLocked(step));
  // The button goes with its step: who pressed it by a key stays with the list.
  const turn = (step: Step, on: boolean) => { SKIPPED.turn(nameOf(step), on); section.current?.focus({ preventScroll: true }); };
  return (
    <section ref={section} tabIndex={-1} className={`panel ${classes.list}`} aria-label={t('First steps')}>
      <div className={classes.head}>
        <h2>{t('First steps')}</h2>
        <span className="faint num">{t('{done} of {all}', { done, all: steps.length })}</span>
        <span className={classes.track} role="progressbar" aria-label={t('First steps')} aria-valuemin={0} aria-valuemax={steps.length} aria-valuenow={done}><span style={{ width: `${(done / steps.length) * 100}%` }} /></span>
        <span className="faint num">{percent(done / steps.length, 0)}</span>
        <CloseButton size={26} onClick={() => HIDDEN.turn(list, true)} aria-label={t('Hide the first steps')} />
      </div>
      <ol className={classes.steps}>
        {shown.map((step) => <One key={step.id} step={step} isLocked={isLocked(step)} isNext={step === next} skip={() => turn(step, true)} />)}
      </ol>
      {steps.some(isSkipped) && (
        <p className={classes.skipped}>
          <span className="faint">{t('Skipped:')}</span>
          {steps.filter(isSkipped).map((step) => <Button key={step.id} variant="subtle" size="compact-xs" onClick={() => turn(step, false)} aria-label={t('{step}: take up again', { step: step.title })}>{step.title}</Button>)}
        </p>
      )}
    </section>
  );
}

function One({ step, isLocked, isNext, skip }: { step: Step; isLocked: boolean; isNext: boolean; skip: () => void }) {
  const variant = isNext ? 'filled' : 'default';
  return (
    <li data-done={step.done || undefined}>
      {step.done ? <IconCircleCheckFilled size={18} color="var(--ok)" aria-label={t('done')} /> : isLocked ? <IconLock size={18} aria-label={t('not for your role')} /> : <IconCircle size={18} aria-label={t('open')} />}
      <span className={classes.words}><strong>{step.title}</strong><span className="faint">{isLocked ? t('Your role may not do that ({permission}).', { permission: step.needs ?? '' }) : step.says}</span></span>
      {!step.done && <Button variant="subtle" color="gray" size="compact-xs" onClick={skip} aria-label={t('Skip: {step}', { step: step.title })}>{t('Skip')}</Button>}
      {!step.done && !isLocked && (step.run
        ? <Button variant={variant} size="compact-sm" onClick={step.run}>{step.action}</Button>
        : <Button component={Link} to={step.to ?? '/app'} search={step.search as never} variant={variant} size="compact-sm">{step.action}</Button>)}
    </li>
  );
}
