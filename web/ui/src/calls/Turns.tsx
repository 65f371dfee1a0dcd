// The transcript beside the sound: the word that is said is painted without touching the page (CSS Custom Highlight), a plain click on a
// word goes there, and the view follows until one scrolls by hand.

import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconPencil, IconPencilCheck, IconSearch, IconTargetArrow } from '@tabler/icons-react';
import { lazy, memo, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { percent } from '../figure';
import { useCommands } from '../shell/commands';
import { clock } from '../time/length';
import { longTime } from '../time/zone';
import { many, t } from '../words';
import { speakerName, speakerTone, type Turn } from './call';
import { flagWords } from './flags';
import { asCorrected, laidOut, matches, placeAt, wordAtOffset } from './follow';
import { Mood } from './Mood';
import type { Place } from './TurnEditor';
import classes from './turns.module.css';

const TurnEditor = lazy(() => import('./TurnEditor'));
const Quoting = lazy(() => import('./Quoting'));

type Props = { turns: Turn[]; /** The language of a channel. */ lang: (channel: number) => string; place: Place | null; atMs: number; isPlaying: boolean; seek: (ms: number) => void; startMs?: number };

export function Turns({ turns, lang, place, atMs, isPlaying, seek, startMs = 0 }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [isModels, setIsModels] = useState(false);
  const shown = useMemo(() => (isModels ? turns : turns.map(asCorrected)), [turns, isModels]);
  const texts = useMemo(() => shown.map(laidOut), [shown]);
  const now = placeAt(shown, atMs);
  const [follows, setFollows] = useState(true);
  const seen = useRef(0);
  useWordPainted(list, texts, now);
  useEffect(() => {
    // Whoever comes by a link to a moment sees it at once, and is not led back to it when words are set right.
    const turn = startMs > 0 && startMs !== seen.current ? placeAt(turns, startMs)?.turn : undefined;
    if (turn === undefined) return;
    seen.current = startMs;
    list.current?.querySelector(`[data-turn="${turn}"]`)?.scrollIntoView({ block: 'center' });
  }, [turns, startMs]);
  useFollowing(list, now?.turn, isPlaying && follows, () => setFollows(false));
  const isThere = Boolean(now) && isPlaying && !follows;
  return (
    <section className={`panel ${classes.transcript}`} aria-label={t('Transcript')}>
      <div className={`${classes.find} no-print`}>
        <h2 className={classes.title}>{t('Transcript')}</h2>
        <Doubtful list={list} turns={turns} />
        {turns.some((turn) => turn.corrected) && <Button variant={isModels ? 'light' : 'default'} size="compact-sm" aria-pressed={isModels} onClick={() => setIsModels(!isModels)}>{t('The model’s words')}</Button>}
        <Find list={list} texts={texts} />
      </div>
      <div ref={list} className={classes.turns}>
        {turns.map((turn, index) => (
          <TurnView key={`${turn.channel}-${turn.start_ms}-${index}`} turn={turn} shown={shown[index] ?? turn} index={index} lang={lang(turn.channel)} text={texts[index]?.text ?? ''} starts={texts[index]?.starts} isNow={now?.turn === index} sameVoice={turns[index - 1]?.speaker === turn.speaker} seek={seek} place={place} />
        ))}
      </div>
      {place && <Suspense fallback={null}><Quoting list={list} turns={shown} leg={place.legId} /></Suspense>}
      {isThere && <Button className={classes.back} size="compact-sm" radius="xl" leftSection={<IconTargetArrow size={14} />} onClick={() => setFollows(true)}>{t('Follow again')}</Button>}
    </section>
  );
}

/** From one turn that is doubted to the next. */
function Doubtful({ list, turns }: { list: React.RefObject<HTMLDivElement | null>; turns: Turn[] }) {
  const doubted = useMemo(() => turns.flatMap((turn, index) => (turn.flags.length > 0 && !turn.corrected ? [index] : [])), [turns]);
  const at = useRef(-1);
  if (doubted.length === 0) return null;
  const next = () => {
    at.current = (at.current + 1) % doubted.length;
    const turn = list.current?.querySelector(`[data-turn="${doubted[at.current]}"]`);
    turn?.scrollIntoView({ block: 'center' });
    turn?.querySelector<HTMLElement>('[data-doubt]')?.focus({ preventScroll: true });
  };
  return <Button variant="default" size="compact-sm" leftSection={<span aria-hidden>?</span>} onClick={next} title={t('To the next turn that is doubted')}>{t('{n} doubtful', { n: doubted.length })}</Button>;
}

type ViewProps = { turn: Turn; shown: Turn; index: number; lang: string; text: string; starts?: number[]; isNow: boolean; sameVoice: boolean; seek: (ms: number) => void; place: Place | null };

const TurnView = memo(function TurnView({ turn, shown, index, lang, text, starts, isNow, sameVoice, seek, place }: ViewProps) {
  // As it was when one began: whoever loses the permission meanwhile keeps what is typed, and words of an analysis that is no more are refused.
  const [edited, setEdited] = useState<Place | null>(null);
  const pen = useRef<HTMLButtonElement>(null);
  const toWord = (event: React.MouseEvent) => {
    // Who selects text wants the text.
    if (window.getSelection()?.toString()) return;
    const offset = offsetAt(event);
    const word = offset === null || !starts?.length ? undefined : shown.words[wordAtOffset(starts, offset)];
    seek(word?.start_ms ?? turn.start_ms);
  };
  const isStruck = shown !== turn && text === '';
  // A person has heard it: what the model doubted is settled.
  const isUnsure = turn.flags.length > 0 && shown === turn;
  return (
    <article className={classes.turn} data-now={isNow || undefined} data-turn={index} data-tone={speakerTone(turn.speaker)} data-same={sameVoice || undefined}>
      <div className={classes.who}>
        {!sameVoice && <span className={classes.speaker}>{speakerName(turn.speaker)}</span>}
        <button type="button" className={`${classes.time} num`} onClick={() => seek(turn.start_ms)} aria-label={t('Go to {time}', { time: clock(turn.start_ms) })}>{clock(turn.start_ms)}</button>
      </div>
      {edited
        ? <Suspense fallback={<p className={classes.text}>{text}</p>}><TurnEditor place={edited} n={index} turn={turn} close={() => { setEdited(null); requestAnimationFrame(() => pen.current?.focus()); }} /></Suspense>
        : <p className={`${classes.text} foreign`} dir="auto" lang={isStruck ? undefined : lang} data-unsure={isUnsure || undefined} data-struck={isStruck || undefined} onClick={toWord}>{isStruck ? t('Nothing was said') : text}</p>}
      <div className={classes.mood}>
        {turn.sentiment?.label && turn.sentiment.label !== 'neutral' && <Mood label={turn.sentiment.label} score={turn.sentiment.score} />}
        {isUnsure && <Doubt turn={turn} />}
        {turn.corrected && <Corrected turn={turn} />}
        {place && !edited && <button ref={pen} type="button" className={`${classes.pen} no-print`} onClick={() => setEdited(place)} aria-label={t('Set the words at {time} right', { time: clock(turn.start_ms) })}><IconPencil size={14} aria-hidden /></button>}
      </div>
    </article>
  );
});

const TOUCHED = { hover: true, focus: true, touch: true };

/** Why a turn is doubted, and how sure the model was. */
function Doubt({ turn }: { turn: Turn }) {
  const why = [...turn.flags.map(flagWords), ...(turn.confidence === null ? [] : [t('{share} sure of its words', { share: percent(turn.confidence, 0) })]), t('Counts in no figure of sentiment')];
  return <Tooltip label={why.map((line) => <div key={line}>{line}</div>)} events={TOUCHED} multiline><button type="button" data-doubt className={classes.flag} aria-label={t('Doubtful: {why}', { why: why.join('. ') })}>?</button></Tooltip>;
}

/** That somebody has set it right, who and when, and what the model had heard. */
function Corrected({ turn }: { turn: Turn }) {
  const { corrected } = turn;
  if (!corrected) return null;
  const who = t('Set right by {name}, {time}', { name: corrected.author?.name ?? t('a key'), time: longTime(corrected.made_at) });
  const heard = t('The model heard: {text}', { text: turn.text });
  return <Tooltip label={<><div>{who}</div><div className="foreign">{heard}</div></>} events={TOUCHED} multiline maw={360}><button type="button" className={classes.corrected} aria-label={`${who}. ${heard}`}><IconPencilCheck size={14} aria-hidden /></button></Tooltip>;
}

function offsetAt(event: React.MouseEvent): number | null {
  const document_ = document as Document & { caretPositionFromPoint?: (x: number, y: number) => { offset: number; offsetNode: Node } | null };
  if (document_.caretPositionFromPoint) return document_.caretPositionFromPoint(event.clientX, event.clientY)?.offset ?? null;
  return document.caretRangeFromPoint?.(event.clientX, event.clientY)?.startOffset ?? null;
}

type Text = ReturnType<typeof laidOut>;
const canPaint = typeof CSS !== 'undefined' && 'highlights' in CSS;

function textNode(list: HTMLElement | null, turn: number): Text_ | null {
  const node = list?.querySelector(`[data-turn="${turn}"] > p`)?.firstChild;
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

/** Keys that scroll, where nothing else takes them. */
const SCROLLING = ['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown'];

/** Scrolls only when what is said leaves the middle of the view; a hand on the wheel, or a key that scrolls, ends it. */
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
    const isField = (target: EventTarget | null) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const key = (event: KeyboardEvent) => { if (SCROLLING.includes(event.key) && !event.defaultPrevented && !isField(event.target)) stop(); };
    const options = { passive: true } as const;
    window.addEventListener('wheel', hand, options);
    window.addEventListener('touchmove', hand, options);
    window.addEventListener('keydown', key);
    return () => { window.removeEventListener('wheel', hand); window.removeEventListener('touchmove', hand); window.removeEventListener('keydown', key); };
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
    <>
      <TextInput
        ref={field} value={wanted} onChange={(event) => { setWanted(event.currentTarget.value); setAt(-1); }} size="xs" leftSection={<IconSearch size={13} />} placeholder={t('Find')} aria-label={t('Find in this transcript')}
        onKeyDown={(event) => { if (event.key === 'Enter') { event.preventDefault(); go(event.shiftKey ? -1 : 1); } if (event.key === 'Escape') { setWanted(''); event.currentTarget.blur(); } }} w={200}
      />
      {wanted.trim().length > 1 && <>
        <span className="faint num" role="status">{found.length === 0 ? t('Not found') : at < 0 ? many(found.length, '{n} place', '{n} places') : `${at + 1} / ${found.length}`}</span>
        <ActionIcon size={26} onClick={() => go(-1)} disabled={found.length === 0} aria-label={t('Place before')}><IconChevronUp size={15} /></ActionIcon>
        <ActionIcon size={26} onClick={() => go(1)} disabled={found.length === 0} aria-label={t('Next place')}><IconChevronDown size={15} /></ActionIcon>
      </>}
    </>
  );
}
