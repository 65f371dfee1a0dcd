// One call: what was said, how it sounded, what it amounts to, and what became of it on its way here.

import { ActionIcon, Button, Menu, SegmentedControl, Skeleton, Tabs, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconArrowLeft, IconChevronDown, IconChevronUp, IconDots, IconDownload, IconPlayerStop, IconPrinter, IconRefresh, IconShare2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { useCommands } from '../shell/commands';
import { done, failed } from '../shell/notice';
import { Empty, Failure } from '../shell/Failure';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { one, type Search } from '../search';
import { span } from '../time/length';
import { bothTimes, longTime } from '../time/zone';
import { t } from '../words';
import { type Analysis, type Call, customerNumber, DIRECTIONS, DISPOSITIONS, errorWords, type Leg } from './call';
import { CallTags } from './CallTags';
import { State } from './State';
import { fieldsQuery, valueWords } from './fields';
import { Figures } from './Figures';
import { Legs } from './Legs';
import { beside } from './list';
import { Mood } from './Mood';
import { noteMoment, onMoment, takeMoment } from './moment';
import { notesQuery } from './note';
import { PlayerBar } from './PlayerBar';
import { PrintFacts } from './PrintFacts';
import { recordingPath, useSound } from './recording';
import { SentimentFigures } from './SentimentFigures';
import { callsChanged } from './tags';
import { Trace } from './Trace';
import { Turns } from './Turns';
import { usePlayer } from './usePlayer';
import classes from './call.module.css';

const Notes = lazy(async () => ({ default: (await import('./Notes')).Notes }));
const ShareDialog = lazy(() => import('./Share'));

export function CallPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: () => answer(api.GET('/v1/calls/{id}', { params: { path: { id } } })),
    // While it is being analysed the page looks again by itself.
    refetchInterval: ({ state }) => (['queued', 'analyzing'].includes(state.data?.analysis_status ?? '') ? 2000 : false),
  });
  if (query.error) return <Page title={t('Call')} name={t('Call')}><Failure error={query.error} retry={() => void query.refetch()} /></Page>;
  if (!query.data) return <Waiting />;
  return <CallView key={query.data.id} call={query.data} />;
}

function CallView({ call }: { call: Call }) {
  // What was analysed can be read, even where its recording is gone.
  const recorded = call.legs.filter((leg) => leg.recording ?? leg.analysis);
  const search = useSearch({ strict: false }) as Search;
  const [legId, setLegId] = useState<string | null>(one(search.leg) ?? null);
  useEffect(() => onMoment((moment) => setLegId(moment.leg)), []);
  // A link to a moment: of the leg it names.
  const startMs = Number(one(search.at) ?? 0) || 0;
  const leg = recorded.find((each) => each.id === legId) ?? recorded.find((each) => each.analysis) ?? recorded[0];
  return (
    <Page name={customerNumber(call)} title={<Title call={call} />} aside={<Actions call={call} leg={leg} />} beneath={<Facts call={call} />}>
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
  const analysis: Analysis | null = leg.analysis ?? null;
  const [asWav, setAsWav] = useState(false);
  const sound = useSound(call.id, leg, allowed('calls.listen'), asWav);
  const durationMs = Math.max(1, analysis?.duration_ms ?? sound.peaks?.durationMs ?? leg.recording?.duration_ms ?? leg.talk_s * 1000);
  const player = usePlayer(sound.url, durationMs, analysis?.characteristics.non_talk.instances ?? NO_SILENCES, startMs);
  useMoments(leg.id, player.atMs, player.seek);
  // What this browser cannot play the server decodes.
  useEffect(() => { if (player.broken) setAsWav(true); }, [player.broken]);
  return (
    <>
      <PlayerBar leg={leg} analysis={analysis} sound={sound} player={player} durationMs={durationMs} mayListen={allowed('calls.listen')} />
      {analysis && analysis.turns.length > 0 && <Turns turns={analysis.turns} atMs={player.atMs} isPlaying={player.isPlaying} seek={player.seek} startMs={startMs} />}
      {analysis && analysis.turns.length === 0 && <div className="panel"><Empty title={t('Nobody speaks')}>{t('The recording was analysed, and there is no speech in it.')}</Empty></div>}
      {!analysis && <NotYet leg={leg} />}
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

function NotYet({ leg }: { leg: Leg }) {
  const words: Record<string, [string, string]> = {
    queued: [t('In the queue'), t('The analysis begins as soon as a worker is free. This page shows it by itself.')],
    analyzing: [t('Being analysed'), t('The transcript appears here by itself.')],
    withheld: [t('Waiting for the plan'), t('The call is kept. It was not analysed because the limit of the plan was reached.')],
    none: [t('Nothing to analyse'), t('Its record asked for no analysis.')],
    failed: [t('The analysis failed'), leg.analysis_error ? `${errorWords(leg.analysis_error.code)} ${leg.analysis_error.detail ?? ''}` : ''],
  };
  const [title, text] = words[leg.analysis_status] ?? [leg.analysis_status, ''];
  return <div className="panel"><Empty title={title}><span className="foreign">{text}</span></Empty></div>;
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
  useCommands([{ id: 'call.notes', title: t('Notes'), group: t('Call'), keys: 'n', run: () => setTab('notes') }]);
  return (
    <aside className={`panel ${classes.side}`} aria-label={t('About this call')}>
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          {analysis && <Tabs.Tab value="figures">{t('Figures')}</Tabs.Tab>}
          {analysis && <Tabs.Tab value="sentiment">{t('Sentiment')}</Tabs.Tab>}
          <Tabs.Tab value="notes">{t('Notes')}{(notes?.length ?? 0) > 0 && <span className={`${classes.badge} num`}>{notes?.length}</span>}</Tabs.Tab>
          <Tabs.Tab value="legs">{t('Legs')}</Tabs.Tab>
          <Tabs.Tab value="trace">{t('Trace')}</Tabs.Tab>
        </Tabs.List>
        {analysis && <Tabs.Panel value="figures"><Figures analysis={analysis} /></Tabs.Panel>}
        {analysis && <Tabs.Panel value="sentiment"><SentimentFigures analysis={analysis} /></Tabs.Panel>}
        <Tabs.Panel value="notes"><Suspense fallback={<Skeleton height={90} m="sm" />}><Notes callId={call.id} hasRecording={Boolean(leg)} /></Suspense></Tabs.Panel>
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
      {call.archived_at && <span title={bothTimes(call.archived_at)}>{t('put away')}</span>}
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

function Actions({ call, leg }: { call: Call; leg: Leg | undefined }) {
  const navigate = useNavigate();
  const allowed = useMay();
  const { before, after } = beside(call.id);
  const go = (id: string | undefined) => { if (id) void navigate({ to: '/app/calls/$id', params: { id } }); };
  const [shares, setShares] = useState(false);
  const group = t('Call');
  useCommands([
    { id: 'call.before', title: t('Call before in the list'), group, keys: '[', silent: !before, run: () => go(before) },
    { id: 'call.next', title: t('Next call in the list'), group, keys: ']', silent: !after, run: () => go(after) },
    { id: 'call.share', title: t('Share this call'), group, words: 'link outside colleague', run: () => setShares(true) },
    { id: 'call.print', title: t('Print this call'), group, run: () => window.print() },
  ]);
  const transcript = (format: string) => `/v1/calls/${call.id}/transcript?format=${format}${leg ? `&leg=${leg.id}` : ''}`;
  const name = `call-${call.id.slice(0, 8)}`;
  return (
    <>
      {(before || after) && (
        <ActionIcon.Group>
          <Tooltip label={t('Call before in the list')}><ActionIcon variant="default" disabled={!before} onClick={() => go(before)} aria-label={t('Call before in the list')}><IconChevronUp size={16} /></ActionIcon></Tooltip>
          <Tooltip label={t('Next call in the list')}><ActionIcon variant="default" disabled={!after} onClick={() => go(after)} aria-label={t('Next call in the list')}><IconChevronDown size={16} /></ActionIcon></Tooltip>
        </ActionIcon.Group>
      )}
      <ActionIcon variant="default" onClick={() => setShares(true)} aria-label={t('Share')}><IconShare2 size={16} /></ActionIcon>
      {shares && <Suspense fallback={null}><ShareDialog call={call} leg={leg} close={() => setShares(false)} /></Suspense>}
      <ActionIcon variant="default" onClick={() => window.print()} aria-label={t('Print')} visibleFrom="sm"><IconPrinter size={16} /></ActionIcon>
      {allowed('calls.edit') && <More call={call} hasRecording={Boolean(leg)} />}
      {leg && (
        <Menu position="bottom-end" width={230}>
          <Menu.Target><Button variant="default" leftSection={<IconDownload size={15} />}>{t('Download')}</Button></Menu.Target>
          <Menu.Dropdown>
            {leg.analysis && <>
              <Menu.Label>{t('Transcript')}</Menu.Label>
              {(Object.keys(FORMATS) as (keyof typeof FORMATS)[]).map((format) => <Menu.Item key={format} component="a" href={transcript(format)} download={`${name}.${EXTENSIONS[format] ?? format}`}>{t(FORMATS[format])}</Menu.Item>)}
            </>}
            {allowed('calls.listen') && leg.recording && <>
              <Menu.Label>{t('Sound')}</Menu.Label>
              <Menu.Item component="a" href={recordingPath(call.id, leg.id)} download={`${name}.${extension(leg)}`}>{t('Recording as it came in')}</Menu.Item>
            </>}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

const FORMATS = { txt: 'Text (.txt)', srt: 'Subtitles (.srt)', vtt: 'Web subtitles (.vtt)', json: 'Words and times (.json)', tca: 'Transcribe Call Analytics (.json)', contact_lens: 'Contact Lens (.json)', vcon: 'vCon (.json)' };
const EXTENSIONS: Record<string, string> = { tca: 'tca.json', contact_lens: 'contact-lens.json', vcon: 'vcon.json' };

/** Put away or not; another analysis, or none: what was found before stays until there is something new. */
function More({ call, hasRecording }: { call: Call; hasRecording: boolean }) {
  const client = useQueryClient();
  const isGoing = ['queued', 'analyzing'].includes(call.analysis_status);
  const again = () => { void client.invalidateQueries({ queryKey: ['call', call.id] }); void client.invalidateQueries({ queryKey: ['trace', call.id] }); };
  const act = useMutation({
    mutationFn: async (what: 'reanalyze' | 'cancel') => void (await (what === 'reanalyze'
      ? api.POST('/v1/calls/{id}/reanalyze', { params: { path: { id: call.id } } })
      : api.POST('/v1/calls/{id}/cancel', { params: { path: { id: call.id } } }))),
    onSuccess: (_, what) => { done(what === 'reanalyze' ? t('It waits to be analysed anew') : t('The analysis is cancelled')); again(); },
    onError: (error) => failed(error),
  });
  const put = useMutation({
    mutationFn: (archived: boolean) => answer(api.PATCH('/v1/calls/{id}', { params: { path: { id: call.id } }, body: { archived } })),
    onSuccess: (_, archived) => { done(archived ? t('Put away') : t('Out of the archive'), () => put.mutate(!archived)); callsChanged(client, call.id); },
    onError: (error) => failed(error),
  });
  const isAway = Boolean(call.archived_at);
  useCommands([{ id: 'call.archive', title: isAway ? t('Take out of the archive') : t('Put away'), group: t('Call'), keys: 'e', words: 'archive', run: () => put.mutate(!isAway) }]);
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target><ActionIcon variant="default" loading={act.isPending || put.isPending} aria-label={t('More')}><IconDots size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={isAway ? <IconArchiveOff size={15} /> : <IconArchive size={15} />} rightSection={<kbd className="key">E</kbd>} onClick={() => put.mutate(!isAway)}>{isAway ? t('Take out of the archive') : t('Put away')}</Menu.Item>
        {hasRecording && (isGoing
          ? <Menu.Item leftSection={<IconPlayerStop size={15} />} onClick={() => act.mutate('cancel')}>{t('Cancel the analysis')}</Menu.Item>
          : <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => act.mutate('reanalyze')}>{t('Analyse anew')}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function extension(leg: Leg): string {
  const kind = leg.recording?.media_type ?? '';
  return { 'audio/flac': 'flac', 'audio/wav': 'wav', 'audio/x-wav': 'wav', 'audio/mpeg': 'mp3', 'audio/ogg': 'ogg' }[kind] ?? 'audio';
}

function Waiting() {
  return (
    <Page title={<Skeleton height={18} width={180} />} name={t('Call')}>
      <div className={classes.columns} aria-busy="true"><div className={classes.main}><Skeleton height={210} radius="md" /><Skeleton height={420} radius="md" /></div><Skeleton height={420} radius="md" /></div>
    </Page>
  );
}
