// A tenant at one look: calls, the running period, its terms, tags, the staff's notes, and what was done to it last.

import { ActionIcon, Button, Group, Textarea, TextInput } from '@mantine/core';
import { IconTrash, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { AuditRow } from '../compliance/AuditRow';
import { count, percent } from '../figure';
import { Face } from '../identity/Face';
import { done, failed } from '../shell/notice';
import { copy } from '../shell/copy';
import { span } from '../time/length';
import { ago, bothTimes, onlyDay } from '../time/zone';
import { many, t } from '../words';
import { useStaff, useStaffMay } from './session';
import { limitWords, POLICIES, tagOf, type Tenant, type TenantDetail, tenantsChanged } from './tenants';
import classes from './staff.module.css';

export function TenantOverview({ detail, names }: { detail: TenantDetail; names: (who: string) => string | undefined }) {
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <Figures detail={detail} />
        {detail.usage && <Period usage={detail.usage} />}
        <section className="panel">
          <div className="panel-head"><h2 className={classes.head}>{t('What was done to it')}</h2></div>
          {detail.history.length === 0 ? <p className="faint panel-body">{t('Nothing yet.')}</p> : <ol className={classes.history}>{detail.history.map((entry) => <AuditRow key={entry.n} entry={entry} name={names} />)}</ol>}
        </section>
      </div>
      <div className={classes.stack}>
        <Terms detail={detail} />
        <Tags tenant={detail.tenant} />
        <Notes detail={detail} />
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

function Period({ usage }: { usage: Schemas['TenantUsage'] }) {
  const used = usage.included + usage.overage;
  const share = usage.calls_limit ? Math.min(1, used / usage.calls_limit) : 0;
  const tone = share >= 1 ? 'var(--error)' : share >= 0.8 ? 'var(--warning)' : 'var(--accent)';
  return (
    <section className={`panel ${classes.period}`}>
      <div className={classes.periodHead}>
        <h2 className={classes.head}>{t('This period')} <span className="faint">{onlyDay(usage.period_start)} – {onlyDay(new Date(Date.parse(usage.period_end) - 1000).toISOString())}</span></h2>
        <span className="num"><b>{count(used)}</b> <span className="faint">{usage.calls_limit === null ? t('without a limit') : t('of {limit}', { limit: usage.calls_limit })}</span></span>
      </div>
      {usage.calls_limit !== null && <div className={classes.track} role="meter" aria-valuemin={0} aria-valuemax={usage.calls_limit} aria-valuenow={Math.min(used, usage.calls_limit)} aria-label={t('Calls used of the limit')}><span style={{ width: `${share * 100}%`, background: tone }} /></div>}
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

function Tags({ tenant }: { tenant: Tenant }) {
  const allowed = useStaffMay();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const change = useMutation({
    mutationFn: (body: { add?: string[]; remove?: string[] }) => answer(api.POST('/admin/v1/tenants/{id}/tags', { params: { path: { id: tenant.id } }, body })),
    onSuccess: () => { setText(''); tenantsChanged(client); },
    onError: (error) => failed(error),
  });
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Tags')}</h2></div>
      <div className="panel-body">
        <div className={classes.tags} style={{ flexWrap: 'wrap' }}>
          {tenant.tags.map((tag) => <span key={tag} className={classes.tag}><span className="foreign-line">{tag}</span>{allowed('tenants.note') && <button type="button" onClick={() => change.mutate({ remove: [tag] })} aria-label={t('Take {tag} off', { tag })}><IconX size={12} /></button>}</span>)}
          {tenant.tags.length === 0 && !allowed('tenants.note') && <span className="faint">{t('none')}</span>}
        </div>
        {allowed('tenants.note') && <form onSubmit={(event) => { event.preventDefault(); if (text.trim()) change.mutate({ add: [tagOf(text)] }); }}><TextInput size="xs" mt={tenant.tags.length > 0 ? 8 : 0} aria-label={t('Add a tag')} placeholder={t('Add a tag, then Enter')} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={40} /></form>}
      </div>
    </section>
  );
}

function Notes({ detail: { tenant, notes } }: { detail: TenantDetail }) {
  const allowed = useStaffMay();
  const me = useStaff();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const write = useMutation({
    mutationFn: () => answer(api.POST('/admin/v1/tenants/{id}/notes', { params: { path: { id: tenant.id } }, body: { text: text.trim() } })),
    onSuccess: () => { setText(''); tenantsChanged(client); },
    onError: (error) => failed(error),
  });
  const remove = useMutation({
    mutationFn: (note: string) => answer(api.DELETE('/admin/v1/tenants/{id}/notes/{note}', { params: { path: { id: tenant.id, note } } })),
    onSuccess: () => { done(t('The note is gone')); tenantsChanged(client); },
    onError: (error) => failed(error),
  });
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Notes')} <span className="faint">{t('only the staff sees them')}</span></h2></div>
      <div className="panel-body">
        {allowed('tenants.note') && (
          <form onSubmit={(event) => { event.preventDefault(); write.mutate(); }}>
            <Textarea aria-label={t('A note')} placeholder={t('What the next of us should know')} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} maxRows={10} maxLength={4000} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim()) { event.preventDefault(); write.mutate(); } }} />
            {text.trim() && <Group justify="flex-end" mt={8}><Button type="submit" size="compact-sm" loading={write.isPending}>{t('Write')}</Button></Group>}
          </form>
        )}
        {notes.length === 0 && !allowed('tenants.note') && <p className="faint" style={{ margin: 0 }}>{t('There is none.')}</p>}
        <ul className={classes.notes}>
          {notes.map((note) => (
            <li key={note.id}>
              <div className={classes.noteHead}><Face name={note.author} /><span className="foreign-line">{note.author}</span> <span className="faint" title={bothTimes(note.created_at)}>{ago(note.created_at)}</span>{note.staff_id === me.staff_id && <ActionIcon size={24} ml="auto" onClick={() => remove.mutate(note.id)} aria-label={t('Remove the note')}><IconTrash size={14} /></ActionIcon>}</div>
              <p className="foreign">{note.text}</p>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
