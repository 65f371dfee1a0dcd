// The transcript beside the sound: the word that is said is painted without touching the page (CSS Custom Highlight), a plain click on a
// word goes there, and the view follows until one scrolls by hand.

import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch, IconTargetArrow } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useCommands } from '../shell/commands';
import { clock } from '../time/length';
import { many, t } from '../words';
import { speakerName, speakerTone, type Turn } from './call';
import { laidOut, matches, placeAt, wordAtOffset } from './follow';
import { Mood } from './Mood';
import classes from './turns.module.css';

type Props = { turns: Turn[]; atMs: number; isPlaying: boolean; seek: (ms: number) => void; startMs?: number };

export function Turns({ turns, atMs, isPlaying, seek, startMs = 0 }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const texts = useMemo(() => turns.map(laidOut), [turns]);
  const place = placeAt(turns, atMs);
  const [follows, setFollows] = useState(true);
  useWordPainted(list, texts, place);
  useEffect(() => {
    // Whoever comes by a link to a moment sees it at once.
    const turn = startMs > 0 ? placeAt(turns, startMs)?.turn : undefined;
    if (turn !== undefined) list.current?.querySelector(`[data-turn="${turn}"]`)?.scrollIntoView({ block: 'center' });
  }, [turns, startMs]);
  useFollowing(list, place?.turn, isPlaying && follows, () => setFollows(false));
  const isThere = Boolean(place) && isPlaying && !follows;
  return (
    <section className={`panel ${classes.transcript}`} aria-label={t('Transcript')}>
      <Find list={list} texts={texts} />
      <div ref={list} className={classes.turns}>
        {turns.map((turn, index) => (
          <TurnView key={`${turn.channel}-${turn.start_ms}-${index}`} turn={turn} index={index} text={texts[index]?.text ?? ''} starts={texts[index]?.starts} isNow={place?.turn === index} sameVoice={turns[index - 1]?.speaker === turn.speaker} seek={seek} />
        ))}
      </div>
      {isThere && <Button className={classes.back} size="compact-sm" radius="xl" leftSection={<IconTargetArrow size={14} />} onClick={() => setFollows(true)}>{t('Follow again')}</Button>}
    </section>
  );
}

const TurnView = memo(function TurnView({ turn, index, text, starts, isNow, sameVoice, seek }: {
  turn: Turn; index: number; text: string; starts?: number[]; isNow: boolean; sameVoice: boolean; seek: (ms: number) => void;
}) {
  const toWord = (event: React.MouseEvent) => {
    // Who selects text wants the text.
    if (window.getSelection()?.toString()) return;
    const offset = offsetAt(event);
    const word = offset === null || !starts?.length ? undefined : turn.words[wordAtOffset(starts, offset)];
    seek(word?.start_ms ?? turn.start_ms);
  };
  const isUnsure = turn.flags.includes('low_confidence');
  return (
    <article className={classes.turn} data-now={isNow || undefined} data-turn={index} data-tone={speakerTone(turn.speaker)} data-same={sameVoice || undefined}>
      <div className={classes.who}>
        {!sameVoice && <span className={classes.speaker}>{speakerName(turn.speaker)}</span>}
        <button type="button" className={`${classes.time} num`} onClick={() => seek(turn.start_ms)} aria-label={t('Go to {time}', { time: clock(turn.start_ms) })}>{clock(turn.start_ms)}</button>
      </div>
      <p className={`${classes.text} foreign`} dir="auto" data-unsure={isUnsure || undefined} onClick={toWord}>{text}</p>
      <div className={classes.mood}>
        {turn.sentiment?.label && turn.sentiment.label !== 'neutral' && <Mood label={turn.sentiment.label} score={turn.sentiment.score} />}
        {turn.flags.length > 0 && <span className={classes.flag} title={turn.flags.map(flagWords).join('\n')}>?</span>}
      </div>
    </article>
  );
});

export function flagWords(flag: string): string {
  const known: Record<string, string> = {
    low_confidence: 'The model was not sure of these words', repetition: 'The model repeated itself here', no_speech: 'There may be no speech here',
    dual_mono: 'Both channels are the same', clipped: 'The recording is too loud in places', truncated: 'The recording ends early',
  };
  return known[flag] ? t(known[flag]) : flag;
}

function offsetAt(event: React.MouseEvent): number | null {
  const document_ = document as Document & { caretPositionFromPoint?: (x: number, y: number) => { offset: number; offsetNode: Node } | null };
  if (document_.caretPositionFromPoint) return document_.caretPositionFromPoint(event.clientX, event.clientY)?.offset ?? null;
  return document.caretRangeFromPoint?.(event.clientX, event.clientY)?.startOffset ?? null;
}

type Text = ReturnType<typeof laidOut>;
const canPaint = typeof CSS !== 'undefined' && 'highlights' in CSS;

function textNode(list: HTMLElement | null, turn: number): Text_ | null {
  const node = list?.querySelector(`[data-turn="${turn}"] p`)?.firstChild;
  return node instanceof window.Text ? node : null;
}
type Text_ = globalThis.Text;

function useWordPainted(list: React.RefObject<HTMLElement | null>, texts: Text[], place: { turn: number; word: number } | null): void {
  const [turn, word] = [place?.turn ?? -1, place?.word ?? -1];
  useEffect(() => {
    if (!canPaint) return;
    const starts = texts[turn]?.starts;
    const from = starts?.[word];
    const node = from === undefined ? null : textNode(list.current, turn);
    if (!node || from === undefined) return void CSS.highlights.delete('word');
    const range = new Range();
    range.setStart(node, from);
    range.setEnd(node, Math.min(node.length, (starts?.[word + 1] ?? node.length + 1) - 1));
    CSS.highlights.set('word', new Highlight(range));
  }, [list, texts, turn, word]);
  useEffect(() => () => { if (canPaint) { CSS.highlights.delete('word'); CSS.highlights.delete('found'); } }, []);
}

/** Scrolls only when what is said leaves the middle of the view; a hand on the wheel ends it. */
function useFollowing(list: React.RefObject<HTMLElement | null>, turn: number | undefined, on: boolean, stop: () => void): void {
  useEffect(() => {
    if (!on || turn === undefined) return;
    const element = list.current?.querySelector(`[data-turn="${turn}"]`);
    if (!element) return;
    const box = element.getBoundingClientRect();
    if (box.top < window.innerHeight * 0.38 || box.bottom > window.innerHeight * 0.86) {
      element.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    }
  }, [list, turn, on]);
  useEffect(() => {
    if (!on) return;
    const hand = () => stop();
    const options = { passive: true } as const;
    window.addEventListener('wheel', hand, options);
    window.addEventListener('touchmove', hand, options);
    return () => { window.removeEventListener('wheel', hand); window.removeEventListener('touchmove', hand); };
  }, [on, stop]);
}

function Find({ list, texts }: { list: React.RefObject<HTMLDivElement | null>; texts: Text[] }) {
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const found = useMemo(() => (wanted.trim().length < 2 ? [] : texts.flatMap(({ text }, turn) => matches(text, wanted.trim()).map((start) => ({ turn, start })))), [texts, wanted]);
  useCommands([{ id: 'find', title: t('Find in this transcript'), group: t('Player'), keys: '/', run: () => field.current?.focus() }]);
  useEffect(() => {
    if (!canPaint) return;
    const ranges = found.flatMap(({ turn, start }) => {
      const node = textNode(list.current, turn);
      if (!node) return [];
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, Math.min(node.length, start + wanted.trim().length));
      return [range];
    });
    if (ranges.length > 0) CSS.highlights.set('found', new Highlight(...ranges));
    else CSS.highlights.delete('found');
  }, [found, list, wanted]);
  const go = (step: number) => {
    if (found.length === 0) return;
    const next = (at + step + found.length) % found.length;
    setAt(next);
    list.current?.querySelector(`[data-turn="${found[next]?.turn}"]`)?.scrollIntoView({ block: 'center' });
  };
  return (
    <div className={`${classes.find} no-print`}>
      <h2 className={classes.title}>{t('Transcript')}</h2>
      <TextInput
        ref={field} value={wanted} onChange={(event) => { setWanted(event.currentTarget.value); setAt(-1); }} size="xs" leftSection={<IconSearch size={13} />} placeholder={t('Find')} aria-label={t('Find in this transcript')}
        onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); go(event.shiftKey ? -1 : 1); } if (event.key === 'Escape') { setWanted(''); event.currentTarget.blur(); } }} w={200}
      />
      {wanted.trim().length > 1 && <>
        <span className="faint num" role="status">{found.length === 0 ? t('Not found') : at < 0 ? many(found.length, '{n} place', '{n} places') : `${at + 1} / ${found.length}`}</span>
        <ActionIcon size={26} onClick={() => go(-1)} disabled={found.length === 0} aria-label={t('Place before')}><IconChevronUp size={15} /></ActionIcon>
        <ActionIcon size={26} onClick={() => go(1)} disabled={found.length === 0} aria-label={t('Next place')}><IconChevronDown size={15} /></ActionIcon>
      </>}
    </div>
  );
}
