// Words of the transcript that somebody has chosen, and the way to a note about them: it begins with the words, and keeps their moment.

import { Button } from '@mantine/core';
import { IconMessagePlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCommands } from '../shell/commands';
import { t } from '../words';
import type { Turn } from './call';
import { laidOut, wordAtOffset } from './follow';
import { quote } from './moment';
import classes from './turns.module.css';

/** Letters of a quotation; a note is about words, and no copy of the call. */
const QUOTED_MAX = 500;

type Chosen = { turn: number; offset: number; text: string; top: number; left: number };
type Props = { list: React.RefObject<HTMLElement | null>; turns: Turn[]; leg: string };

export default function Quoting({ list, turns, leg }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => {
    const look = () => setChosen(chosenIn(list.current));
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [list]);
  const write = () => {
    const turn = chosen && turns[chosen.turn];
    if (!turn) return;
    const word = turn.words[wordAtOffset(laidOut(turn).starts, chosen.offset)];
    quote({ leg, ms: word?.start_ms ?? turn.start_ms, text: chosen.text });
    window.getSelection()?.removeAllRanges();
  };
  useCommands(chosen ? [{ id: 'call.quote', title: t('Note on the words that are chosen'), group: t('Call'), keys: 'n', run: write }] : []);
  if (!chosen) return null;
  return (
    // A press would let go of what is chosen before it is heard.
    <Button className={`${classes.quote} no-print`} style={{ top: chosen.top, left: chosen.left }} size="compact-sm" leftSection={<IconMessagePlus size={14} aria-hidden />} onMouseDown={(event) => event.preventDefault()} onClick={write}>{t('Note on this')}</Button>
  );
}

/** What of the words is chosen, where it begins, and where that is on the page beneath which the list stands. */
function chosenIn(list: HTMLElement | null): Chosen | null {
  const selection = window.getSelection();
  if (!list || !selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const said = [...list.querySelectorAll<HTMLElement>('[data-turn] > p')].filter((each) => range.intersectsNode(each));
  const first = said[0];
  const frame = list.parentElement;
  if (!first || !frame || !list.contains(range.startContainer)) return null;
  const offset = first.contains(range.startContainer) && range.startContainer instanceof window.Text ? range.startOffset : 0;
  const text = said.map((each) => pieceOf(each, range)).join(' ').replace(/\s+/g, ' ').trim().slice(0, QUOTED_MAX);
  if (text.length < 2) return null;
  const [box, place] = [range.getBoundingClientRect(), frame.getBoundingClientRect()];
  return { turn: Number(first.parentElement?.dataset.turn), offset, text, top: Math.max(0, box.top - place.top - 32), left: Math.max(8, Math.min(box.left - place.left, place.width - 150)) };
}

/** As much of a turn's words as is chosen. */
function pieceOf(said: HTMLElement, range: Range): string {
  const whole = said.textContent ?? '';
  const from = said.contains(range.startContainer) && range.startContainer instanceof window.Text ? range.startOffset : 0;
  const ends = said.contains(range.endContainer);
  const to = !ends ? whole.length : range.endContainer instanceof window.Text || range.endOffset === 0 ? range.endOffset : whole.length;
  return whole.slice(from, to);
}
