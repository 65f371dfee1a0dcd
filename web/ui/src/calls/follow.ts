// Which word is said at a moment, and where it stands in the text. Pure, by binary search; the page only paints it.

import type { Turn } from './call';

export type Place = { turn: number; word: number };

/** A turn as somebody has set it right; the same one where nobody has. */
export function asCorrected(turn: Turn): Turn {
  return turn.corrected ? { ...turn, text: turn.corrected.text, words: turn.corrected.words } : turn;
}

type LaidOut = { text: string; starts: number[] };

/** The text of a turn as it is shown, and where each word begins in it. */
export function laidOut(turn: Turn): LaidOut {
  const words = turn.words.map((word) => word.text.trim());
  if (words.length === 0) return { text: turn.text, starts: [] };
  return along(turn.text, words) ?? joined(words);
}

/** Words in their text, which says where a space is: Japanese has none. Null where they are not all of it. */
function along(text: string, words: string[]): LaidOut | null {
  const starts: number[] = [];
  let at = 0;
  for (const word of words) {
    while (text[at] === ' ') at += 1;
    if (!text.startsWith(word, at)) return null;
    starts.push(at);
    at += word.length;
  }
  return text.slice(at).trim() === '' ? { text, starts } : null;
}

function joined(words: string[]): LaidOut {
  let text = '';
  const starts = words.map((word) => {
    if (text) text += ' ';
    const start = text.length;
    text += word;
    return start;
  });
  return { text, starts };
}

/** The last of `count` things that begins at `ms` or before; -1 if none does. */
export function lastBefore(count: number, startOf: (index: number) => number, ms: number): number {
  let [low, high] = [0, count - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (startOf(middle) <= ms) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

/** What is said at `ms`; null in silence and before the first word. Of turns that overlap the later one counts. */
export function placeAt(turns: Turn[], ms: number): Place | null {
  const last = lastBefore(turns.length, (index) => turns[index]?.start_ms ?? 0, ms);
  for (let index = last; index >= 0 && index > last - 4; index--) {
    const turn = turns[index];
    if (!turn || turn.end_ms < ms) continue;
    const word = lastBefore(turn.words.length, (at) => turn.words[at]?.start_ms ?? 0, ms);
    return { turn: index, word };
  }
  return null;
}

/** The word at a place in the shown text. */
export function wordAtOffset(starts: number[], offset: number): number {
  return lastBefore(starts.length, (index) => starts[index] ?? 0, offset);
}

/** Where a text is found, without regard to capitals. */
export function matches(text: string, wanted: string): number[] {
  const found: number[] = [];
  const [haystack, needle] = [text.toLowerCase(), wanted.toLowerCase()];
  for (let at = haystack.indexOf(needle); needle && at >= 0; at = haystack.indexOf(needle, at + needle.length)) found.push(at);
  return found;
}
