// One call as a row of the list. Drawn anew only when something in it changes: the list around it is, with every key and every scroll.

import { memo } from 'react';
import { span } from '../time/length';
import { bothTimes } from '../time/zone';
import { t } from '../words';
import { type CallSummary, customerNumber, directionIcon, DIRECTIONS, DISPOSITIONS } from './call';
import { Mood } from './Mood';
import { State } from './State';
import { TagChip } from './TagChip';
import classes from './calls.module.css';

type Props = {
  call: CallSummary;
  /** When it began, as it is written now: tomorrow it is written otherwise. */
  time: string;
  /** The row at hand: the keys are its. */
  isAt: boolean;
  index: number;
  /** Both in pixels, of the list. */
  top: number;
  height: number;
  open: (index: number) => void;
  isChosen: boolean;
  choose?: (index: number, asRange: boolean) => void;
};

export const CallRow = memo(function CallRow({ call, time, isAt, index, top, height, open, isChosen, choose }: Props) {
  const Direction = directionIcon(call.direction);
  const isMissed = call.disposition !== 'answered';
  const address = `/app/calls/${call.id}`;
  // As a link does: beside this page with a modifier or the middle button. The link in the row does so by itself, and who marks text wants the text.
  const press = (event: React.MouseEvent) => {
    if (event.target instanceof Element && event.target.closest('a')) return;
    if (event.button === 1 || (event.button === 0 && (event.metaKey || event.ctrlKey))) window.open(address, '_blank', 'noopener');
    else if (event.button === 0 && !window.getSelection()?.toString()) open(index);
  };
  // No link of the router: each of those follows every change of the address, and there are dozens.
  const follow = (event: React.MouseEvent) => {
    event.stopPropagation();
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(index);
  };
  return (
    <div id={`call-${call.id}`} role="row" aria-rowindex={index + 2} aria-selected={isAt} className={classes.row} data-chosen={isChosen || undefined} data-away={call.archived_at ? true : undefined} style={{ transform: `translateY(${top}px)`, height }} onClick={press} onAuxClick={press}>
      {choose && <div role="gridcell" data-column="Choose" onClick={(event) => event.stopPropagation()}><input type="checkbox" className={classes.choose} tabIndex={-1} checked={isChosen} aria-label={t('Choose {name}', { name: customerNumber(call) })} onChange={(event) => choose(index, (event.nativeEvent as MouseEvent).shiftKey)} /></div>}
      <div role="gridcell" data-column="Time" className="num" title={bothTimes(call.started_at)}>{time}</div>
      <div role="gridcell" data-column="Customer">
        <Direction size={15} aria-label={t(DIRECTIONS[call.direction])} className={classes.direction} data-missed={isMissed || undefined} />
        <a href={address} tabIndex={-1} className={`${classes.number} num foreign-line`} onClick={follow}>{customerNumber(call)}</a>
        {call.contact && <span className={`${classes.contact} foreign-line`} title={call.contact.company ?? undefined}>{call.contact.name}</span>}
        {call.contact?.vip && <span className={classes.vip}>{t('VIP')}</span>}
        {call.tags.slice(0, 2).map((tag) => <TagChip key={tag.id} tag={tag} />)}
        {call.tags.length > 2 && <span className="faint" title={call.tags.map((tag) => tag.name).join(', ')}>+{call.tags.length - 2}</span>}
        {call.demo && <span className={classes.tag}>{t('sample')}</span>}
        {call.archived_at && <span className={classes.tag}>{t('archived')}</span>}
      </div>
      <div role="gridcell" data-column="Agent" className="foreign-line"><Agents call={call} /></div>
      <div role="gridcell" data-column="Queue" className="foreign-line">{call.queue ?? <span className="faint">–</span>}</div>
      <div role="gridcell" data-column="Talk" className="num">{call.talk_s > 0 ? span(call.talk_s) : <span className={classes.missed}>{t(DISPOSITIONS[call.disposition])}</span>}</div>
      <div role="gridcell" data-column="Wait" className="num faint">{span(call.wait_s)}</div>
      <div role="gridcell" data-column="Sentiment"><Mood label={call.sentiment.label} score={call.sentiment.score} /></div>
      <div role="gridcell" data-column="State"><State call={call} /></div>
    </div>
  );
});

function Agents({ call }: { call: CallSummary }) {
  if (call.agents.length > 1) return <span title={call.agent_names.join(', ')}>{call.agent_names[0]} <span className="faint">+{call.agents.length - 1}</span></span>;
  return <span title={call.agent ?? undefined}>{call.agent_name ?? call.agent ?? <span className="faint">–</span>}</span>;
}
