// A look at the call at hand, beside the list: enough to know whether it is the one. It is no dialog: the keys stay the list's.

import { ActionIcon, Skeleton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { useCommands } from '../shell/commands';
import { Failure } from '../shell/Failure';
import { clock, span } from '../time/length';
import { bothTimes, longTime } from '../time/zone';
import { many, t } from '../words';
import { type Call, customerNumber, DIRECTIONS, DISPOSITIONS, speakerName, speakerTone } from './call';
import { CallTags } from './CallTags';
import { Mood } from './Mood';
import { State } from './State';
import { TagChip } from './TagChip';
import classes from './peek.module.css';

/** So many turns tell what it is about. */
const TURNS = 14;

type Props = { id: string; close: () => void; tags: 'pick' | 'change' | 'show' };

export default function Peek({ id, close, tags }: Props) {
  const { data: call, error, refetch } = useQuery({ queryKey: ['call', id], queryFn: () => answer(api.GET('/v1/calls/{id}', { params: { path: { id } } })) });
  useCommands([{ id: 'calls.unpeek', title: t('Close the look at a call'), group: t('Calls'), keys: 'escape', silent: true, run: close }]);
  return (
    <aside className={`${classes.peek} no-print`} aria-label={t('A look at the call')}>
      <header className={classes.head}>
        <h2>{call ? <Link to="/app/calls/$id" params={{ id }} className="num foreign-line">{customerNumber(call)}</Link> : t('Call')}</h2>
        {call && <Mood label={call.sentiment.label} score={call.sentiment.score} word />}
        <ActionIcon size={26} ml="auto" onClick={close} aria-label={t('Close')}><IconX size={15} /></ActionIcon>
      </header>
      {error && !call && <Failure error={error} retry={() => void refetch()} />}
      {!call && !error && <div className={classes.body}><Skeleton height={90} /><Skeleton height={220} /></div>}
      {call && <div className={classes.body}><Facts call={call} />{tags === 'show' ? <div className={classes.tags}>{call.tags.map((tag) => <TagChip key={tag.id} tag={tag} />)}</div> : <CallTags key={`${id} ${tags}`} call={call} begin={tags === 'pick'} />}<Said call={call} /></div>}
    </aside>
  );
}

function Facts({ call }: { call: Call }) {
  const facts: [string, React.ReactNode][] = [
    [t('Time'), <span key="time" title={bothTimes(call.started_at)}>{longTime(call.started_at)}</span>],
    [t('Outcome'), `${t(DIRECTIONS[call.direction])} · ${t(DISPOSITIONS[call.disposition])}`],
    ...(call.contact ? [[t('Contact'), [call.contact.name, call.contact.company].filter(Boolean).join(' · ')] as [string, string]] : []),
    ...(call.agent_names.length > 0 ? [[t('Agent'), call.agent_names.join(', ')] as [string, string]] : []),
    ...(call.queue ? [[t('Queue'), call.queue] as [string, string]] : []),
    [t('Talk'), `${span(call.talk_s)}${call.wait_s === null || call.wait_s === undefined ? '' : ` · ${t('{length} wait', { length: span(call.wait_s) })}`}`],
    [t('State'), <State key="state" call={call} />],
  ];
  return <dl className={classes.facts}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="foreign">{value}</dd></div>)}</dl>;
}

/** How it begins, as it was said or set right. */
function Said({ call }: { call: Call }) {
  const turns = call.legs.find((leg) => (leg.analysis?.turns.length ?? 0) > 0)?.analysis?.turns ?? [];
  if (turns.length === 0) return null;
  return (
    <>
      <ol className={classes.said} aria-label={t('What is said')}>
        {turns.slice(0, TURNS).map((turn) => (
          <li key={`${turn.start_ms} ${turn.speaker}`} data-tone={speakerTone(turn.speaker)}><span className="faint num">{clock(turn.start_ms)} {speakerName(turn.speaker)}</span> <span className="foreign" dir="auto">{turn.corrected?.text ?? turn.text}</span></li>
        ))}
      </ol>
      {turns.length > TURNS && <Link to="/app/calls/$id" params={{ id: call.id }}>{many(turns.length - TURNS, '{n} more turn', '{n} more turns')}</Link>}
    </>
  );
}
