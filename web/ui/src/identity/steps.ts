// What this browser keeps of the first steps: lists that were put away, steps that were skipped, and what somebody has tried.

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const wordsOf = (written: string) => written.split(',').filter(Boolean);

/** Words under a name, for as long as the browser keeps them. */
export class Kept {
  constructor(readonly name: string) {}

  written(): string {
    return localStorage.getItem(this.name) ?? '';
  }

  has(word: string): boolean {
    return wordsOf(this.written()).includes(word);
  }

  turn(word: string, on: boolean): void {
    if (this.has(word) === on) return;
    const others = wordsOf(this.written()).filter((each) => each !== word);
    localStorage.setItem(this.name, (on ? [...others, word] : others).join(','));
    listeners.forEach((listener) => listener());
  }
}

/** Companies in which the list was put away, and members who put their own away. */
export const HIDDEN = new Kept('audiapro.checklist-hidden');
/** `LIST:STEP`. */
export const SKIPPED = new Kept('audiapro.steps-skipped');
/** `PERSON:WHAT`, of what no server counts. */
export const TRIED = new Kept('audiapro.steps-tried');

/** Read anew whenever something is kept or dropped. */
export function useKept(kept: Kept): string[] {
  return wordsOf(useSyncExternalStore(subscribe, () => kept.written()));
}

const HEIGHT = 'audiapro.steps-height';

/** How tall this list was when it was seen last; 0: it was not there. */
export function heightOf(list: string): number {
  const [name, px] = (localStorage.getItem(HEIGHT) ?? '').split('=');
  return name === list ? Number(px) || 0 : 0;
}

export function keepHeight(list: string, px: number): void {
  if (heightOf(list) !== px) localStorage.setItem(HEIGHT, `${list}=${px}`);
}
