// A moment of a recording, named by whatever stands beside the player: notes go there, and know where one is. The player itself lives
// with the recording that is shown.

import { stringifySearch } from '../search';

type Moment = { leg: string; ms: number };

let now: Moment | null = null;
let wanted: Moment | null = null;
const listeners = new Set<(moment: Moment) => void>();

/** Where the player is. */
export function noteMoment(leg: string, ms: number): void {
  now = { leg, ms };
}

export function momentNow(): Moment | null {
  return now;
}

/** The address of a call, from that moment of that recording on where one is named. */
export function addressOf(callId: string, at?: Moment | null): string {
  return `/app/calls/${callId}${at ? stringifySearch({ leg: at.leg, at: String(Math.round(at.ms)) }) : ''}`;
}

/** Goes to a moment, if need be of another recording of the same call. */
export function goToMoment(leg: string, ms: number): void {
  wanted = { leg, ms };
  listeners.forEach((listener) => listener({ leg, ms }));
}

/** The moment that is still to be gone to in this recording, once. */
export function takeMoment(leg: string): number | null {
  if (wanted?.leg !== leg) return null;
  const { ms } = wanted;
  wanted = null;
  return ms;
}

export function onMoment(listener: (moment: Moment) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Words that a note is to be about, and when they are said. */
export type Quote = Moment & { text: string };

const quoters = new Set<(quoted: Quote) => void>();

export function quote(quoted: Quote): void {
  quoters.forEach((listener) => listener(quoted));
}

export function onQuote(listener: (quoted: Quote) => void): () => void {
  quoters.add(listener);
  return () => quoters.delete(listener);
}
