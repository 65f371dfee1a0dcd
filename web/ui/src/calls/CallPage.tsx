// One call: what was said, how it sounded, what it amounts to, and what became of it on its way here.

import { SegmentedControl, Skeleton, Tabs } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { useMay, useMe } from '../identity/session';
import { TRIED } from '../identity/steps';
import { useCommands } from '../shell/commands';
import { Empty, Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { one, type Search } from '../search';
import { span } from '../time/length';
import { bothTimes, longTime, shortTime } from '../time/zone';
import { t } from '../words';
import { type Analysis, type Call, customerNumber, DIRECTIONS, DISPOSITIONS, errorWords, type Leg } from './call';
import { CallActions } from './CallActions';
import { CallTags } from './CallTags';
import { State } from './State';
import { fieldsQuery, valueWords } from './fields';
import { Figures } from './Figures';
import { langOf } from './languages';
import { Legs } from './Legs';
import { beside, rememberCall } from './list';
import { Mood } from './Mood';
import { noteMoment, onMoment, onQuote, type Quote, takeMoment } from './moment';
import { notesQuery } from './note';
import { PlayerBar } from './PlayerBar';
import { PrintFacts } from './PrintFacts';
import { canPlay, useSound } from './recording';
import { SentimentFigures } from './SentimentFigures';
import { Trace } from './Trace';
import { traceQuery } from './traced';
import { Turns } from './Turns';
import { usePlayer } from './usePlayer';
import classes from './call.module.css';

const Notes = lazy(async () => ({ default: (await import('./Notes')).Notes }));
const Hearing = lazy(() => import('./Hearing'));

export function CallPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: () => answer(api.GET('/v1/calls/{id}', { params: { path: { id } } })),
    // While it is being analysed the page looks again by itself.
    refetchInterval: ({ state }) => (['queued', 'analyzing'].includes(state.data?.analysis_status ?? '') ? 2000 : false),
  });
  // Its legs went to another call, and the answer is that one: so is the address, and what is asked for beside it.
  const there = query.data?.id;
  useEffect(() => {
    if (there !== undefined && there !== id) void navigate({ to: '/app/calls/$id', params: { id: there }, search: true, hash: true, replace: true });
  }, [there, id, navigate]);
  // A call that is gone is gone; what else fails takes no half written note away.
  if (query.error && (!query.data || (query.error instanceof Problem && query.error.status === 404))) return <Page title={t('Call')} name={t('Call')}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  if (!query.data) return <Waiting />;
  return <CallView key={query.data.id} call={query.data} />;
}

function CallView({ call }: { call: Call }) {
  // What was analysed can be read, even where its recording is gone.
  const recorded = call.legs.filter((leg) => leg.recording ?? leg.analysis);
  const search = useSearch({ strict: false }) as Search;
  const [legId, setLegId] = useState<string | null>(one(search.leg) ?? null);
  useEffect(() => onMoment((moment) => setLegId(moment.leg)), []);
  useEffect(() => rememberCall(call.id), [call.id]);
  const me = useMe();
  useEffect(() => TRIED.turn(`${me.person_id}:call`, true), [me.person_id]);
  // A link to a moment: of the leg it names.
  const startMs = Number(one(search.at) ?? 0) || 0;
  const leg = recorded.find((each) => each.id === legId) ?? recorded.find((each) => each.analysis) ?? recorded[0];
  return (
    <Page name={customerNumber(call)} title={<Title call={call} />} aside={<CallActions call={call} leg={leg} />} beneath={<Facts call={call} />}>
      {recorded.length > 1 && (
        <SegmentedControl aria-label={t('Recording')} data={recorded.map((each, index) => ({ value: each.id, label: each.agent ? `${index + 1} · ${each.agent_name ?? each.agent}` : String(index + 1) }))} value={leg?.id} onChange={setLegId} style={{ alignSelf: 'flex-start' }} />
      )}
      <div className={classes.columns}>
        <div className={classes.main}><PrintFacts call={call} leg={leg} />{leg ? <LegView key={leg.id} call={call} leg={leg} startMs={search.leg === undefined || leg.id === one(search.leg) ? startMs : 0} /> : <NoRecording call={call} />}</div>
        <Side call={call} leg={leg} />
      </div>
    </Page>
  );
}

const NO_SILENCES: { start_ms: number; end_ms: number }[] = [];

function LegView({ call, leg, startMs }: { call: Call; leg: Leg; startMs: number }) {
  const allowed = useMay();
  const mayEdit = allowed('calls.edit');
  const analysis: Analysis | null = leg.analysis ?? null;
  const [asWav, setAsWav] = useState(() => !canPlay(leg));
  const sound = useSound(call.id, leg, allowed('calls.listen'), asWav);
  const durationMs = Math.max(1, analysis?.duration_ms ?? sound.peaks?.durationMs ?? leg.recording?.duration_ms ?? leg.talk_s * 1000);
  const player = usePlayer(sound.url, durationMs, analysis?.characteristics.non_talk.instances ?? NO_SILENCES, startMs);
  useMoments(leg.id, player.atMs, player.seek);
  const analyzedAt = analysis?.analyzed_at;
  const place = useMemo(() => (mayEdit && analyzedAt ? { callId: call.id, legId: leg.id, analyzedAt } : null), [mayEdit, analyzedAt, call.id, leg.id]);
  // What this browser cannot play the server decodes.
  useEffect(() => { if (player.broken) setAsWav(true); }, [player.broken]);
  return (
    <>
      <PlayerBar leg={leg} analysis={analysis} sound={sound} player={player} durationMs={durationMs} mayListen={allowed('calls.listen')} />
      {analysis && <Suspense fallback={null}><Hearing call={call} leg={leg} analysis={analysis} /></Suspense>}
      {analysis && analysis.turns.length > 0 && <Turns turns={analysis.turns} lang={(channel) => langOf(analysis, channel)} place={place} atMs={player.atMs} isPlaying={player.isPlaying} seek={player.seek} startMs={startMs} />}
      {analysis && analysis.turns.length === 0 && <div className="panel"><Empty title={t('Nobody speaks')}>{t('The recording was analysed, and there is no speech in it.')}</Empty></div>}
      {!analysis && <NotYet call={call} leg={leg} />}
    </>
  );
}

/** What stands beside the player knows where it is, and may send it elsewhere. */
function useMoments(leg: string, atMs: number, seek: (ms: number) => void): void {
  useEffect(() => noteMoment(leg, atMs), [leg, atMs]);
  useEffect(() => {
    const go = () => { const ms = takeMoment(leg); if (ms !== null) seek(ms); };
    go();
    return onMoment(go);
  }, [leg, seek]);
}

/** Why there is nothing to read, and when there will be, as far as that is known. */
function NotYet({ call, leg }: { call: Call; leg: Leg }) {
  const isGoing = ['queued', 'analyzing'].includes(leg.analysis_status);
  const { data } = useQuery({ ...traceQuery(call.id), enabled: isGoing, refetchInterval: 5000 });
  const eta = isGoing ? data?.waiting.find((each) => each.leg_id === leg.id)?.eta : null;
  const words: Record<string, [string, string]> = {
    queued: [t('In the queue'), t('The analysis begins as soon as a worker is free. This page shows it by itself.')],
    analyzing: [t('Being analysed'), t('The transcript appears here by itself.')],
    withheld: [t('Waiting for the plan'), t('The call is kept. It was not analysed because the limit of the plan was reached.')],
    none: [t('Nothing to analyse'), t('Its record asked for no analysis.')],
    failed: [t('The analysis failed'), leg.analysis_error ? `${errorWords(leg.analysis_error.code)} ${leg.analysis_error.detail ?? ''}` : ''],
  };
  const [title, text] = words[leg.analysis_status] ?? [leg.analysis_status, ''];
  return <div className="panel"><Empty title={title}><span className="foreign">{text}</span>{eta && <> <span title={bothTimes(eta)}>{t('Done about {time}.', { time: shortTime(eta) })}</span></>}</Empty></div>;
}

function NoRecording({ call }: { call: Call }) {
  return (
    <div className="panel">
      <Empty title={call.disposition === 'answered' ? t('No recording has come in') : t('Nobody spoke')}>
        {call.disposition === 'answered' ? t('The record is here; its recording may still follow, and is then analysed.') : t('The call ended as {outcome}.', { outcome: t(DISPOSITIONS[call.disposition]).toLowerCase() })}
      </Empty>
    </div>
  );
}

function Side({ call, leg }: { call: Call; leg: Leg | undefined }) {
  const analysis = leg?.analysis;
  const asked = useRouterState({ select: (state) => state.location.hash });
  const { data: notes } = useQuery(notesQuery(call.id));
  const [tab, setTab] = useState<string | null>(asked === 'notes' ? 'notes' : analysis ? 'figures' : 'legs');
  useEffect(() => { if (asked === 'notes') setTab('notes'); }, [asked]);
  // A half written note waits where it is while one looks at the figures.
  const [isNoting, setNoting] = useState(false);
  if (tab === 'notes' && !isNoting) setNoting(true);
  // By its key one comes to write: the field has the focus, so that what is typed next is no other key.
  const [timesAsked, setTimesAsked] = useState(0);
  const [quoted, setQuoted] = useState<Quote | null>(null);
  useEffect(() => onQuote((words) => { setTab('notes'); setQuoted(words); }), []);
  useCommands([{ id: 'call.notes', title: t('Notes'), group: t('Call'), keys: 'n', run: () => { setTab('notes'); setTimesAsked((times) => times + 1); } }]);
  return (
    <aside className={`panel ${classes.side}`} aria-label={t('About this call')}>
      <Tabs value={tab} onChange={setTab} keepMounted={false} keepMountedMode="display-none">
        <Tabs.List>
          {analysis && <Tabs.Tab value="figures">{t('Figures')}</Tabs.Tab>}
          {analysis && <Tabs.Tab value="sentiment">{t('Sentiment')}</Tabs.Tab>}
          <Tabs.Tab value="notes">{t('Notes')}{(notes?.length ?? 0) > 0 && <span className={`${classes.badge} num`}>{notes?.length}</span>}</Tabs.Tab>
          <Tabs.Tab value="legs">{t('Legs')}</Tabs.Tab>
          <Tabs.Tab value="trace">{t('Trace')}</Tabs.Tab>
        </Tabs.List>
        {analysis && <Tabs.Panel value="figures"><Figures analysis={analysis} /></Tabs.Panel>}
        {leg && analysis && <Tabs.Panel value="sentiment"><SentimentFigures analysis={analysis} leg={leg.id} /></Tabs.Panel>}
        <Tabs.Panel value="notes" keepMounted={isNoting}><Suspense fallback={<Skeleton height={90} m="sm" />}><Notes callId={call.id} hasRecording={Boolean(leg)} focus={timesAsked} quoted={quoted} /></Suspense></Tabs.Panel>
        <Tabs.Panel value="legs"><Legs call={call} /></Tabs.Panel>
        <Tabs.Panel value="trace"><Trace callId={call.id} /></Tabs.Panel>
      </Tabs>
    </aside>
  );
}

function Title({ call }: { call: Call }) {
  const { search } = beside(call.id);
  return (
    <span className={classes.title}>
      <Link to="/app/calls" search={search as never} className={`${classes.back} no-print`} aria-label={t('Back to the calls')}><IconArrowLeft size={17} /></Link>
      <span className="foreign-line num">{customerNumber(call)}</span>
      {call.contact && <span className="foreign-line">{call.contact.name}</span>}
      {call.contact?.vip && <Tag tone="accent">{t('VIP')}</Tag>}
      <Mood label={call.sentiment.label} score={call.sentiment.score} word />
    </span>
  );
}

function Facts({ call }: { call: Call }) {
  return (
    <div className={classes.facts}>
      <span title={bothTimes(call.started_at)}>{longTime(call.started_at)}</span>
      <span>{t(DIRECTIONS[call.direction])}</span>
      <span>{t(DISPOSITIONS[call.disposition])}</span>
      {call.talk_s > 0 && <span>{t('{length} talk', { length: span(call.talk_s) })}</span>}
      {call.wait_s !== null && call.wait_s !== undefined && <span>{t('{length} wait', { length: span(call.wait_s) })}</span>}
      {call.agents.length > 0 && <span className="foreign-line">{t('Agent {agents}', { agents: call.agent_names.join(', ') })}</span>}
      {call.queue && <span className="foreign-line">{t('Queue {queue}', { queue: call.queue })}</span>}
      {call.contact?.company && <span className="foreign-line">{call.contact.company}</span>}
      <FieldFacts call={call} />
      {call.analysis_status !== 'analyzed' && <State call={call} />}
      {call.after_hours && <span>{t('outside of business hours')}</span>}
      {call.archived_at && <span title={bothTimes(call.archived_at)}>{t('archived')}</span>}
      <CallTags call={call} />
    </div>
  );
}

/** What custom fields hold. */
function FieldFacts({ call }: { call: Call }) {
  const values = Object.entries(call.custom_fields);
  const { data: fields } = useQuery({ ...fieldsQuery, enabled: values.length > 0 });
  return values.map(([name, value]) => <span key={name} className="foreign-line">{fields?.find((field) => field.name === name)?.label ?? name}: {t(valueWords(value))}</span>);
}

function Waiting() {
  return (
    <Page title={<Skeleton height={18} width={180} />} name={t('Call')}>
      <div className={classes.columns} aria-busy="true"><div className={classes.main}><Skeleton height={210} radius="md" /><Skeleton height={420} radius="md" /></div><Skeleton height={420} radius="md" /></div>
    </Page>
  );
}
