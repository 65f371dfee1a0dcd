// What happens elsewhere, seen here: events of the tenant change what is cached, four times a second at most. A gap means reading anew.

import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { lineOf } from './line';
import type { Told } from './stream';

/** Between two looks at what became old. */
const PAUSE_MS = 250;

type State = 'off' | 'open' | 'lost' | 'ended';

let state: State = 'off';
let received = 0;
const listeners = new Set<() => void>();

function changed(): void {
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveState(): State {
  return useSyncExternalStore(subscribe, () => state);
}

/** Rises with every call that came in. */
export function useReceived(): number {
  return useSyncExternalStore(subscribe, () => received);
}

/** Which cached answers an event makes old. */
export function touched(type: string, data: unknown): string[][] {
  const id = (data as { data?: { call_id?: unknown } } | null)?.data?.call_id;
  const call = typeof id === 'string' ? [['call', id], ['trace', id]] : [];
  switch (type) {
    case 'call.received': return [...call, ['latest'], ['analytics']];
    case 'call.failed': return [...call, ['calls'], ['latest'], ['attention'], ['analytics'], ['queue'], ['dead-letters'], ['notifications']];
    case 'call.updated': case 'call.corrected': case 'call.analyzed': return [...call, ['notes', ...(typeof id === 'string' ? [id] : [])], ['calls'], ['latest'], ['attention'], ['analytics'], ['queue'], ['notifications']];
    // What hangs on it is gone as well, and is not asked for.
    case 'call.deleted': return [...call.slice(0, 1), ['calls'], ['calls-total'], ['latest'], ['attention'], ['analytics'], ['queue'], ['dead-letters'], ['notifications']];
    // Of many, only the first are named.
    case 'calls.updated': return [['call'], ['calls'], ['calls-total'], ['tags'], ['latest'], ['attention']];
    case 'note.created': case 'note.updated': case 'note.deleted': return [['notes', ...(typeof id === 'string' ? [id] : [])], ['notifications']];
    case 'usage.threshold_reached': return [['usage'], ['notifications']];
    case 'usage.changed': return [['usage']];
    default: return [];
  }
}

const leaving = new Set<string>();

/** Nobody here asks for this call any more, as it is being deleted; what comes back says that it stays. */
export function leaveCall(id: string): () => void {
  leaving.add(id);
  return () => void leaving.delete(id);
}

/** Which of them are read anew now, and which once the answer is there that is already asked for: a long list is read page after page, and asked for
 * again and again it would never be whole. */
export function turnsOf(keys: Map<string, string[]>, isAsked: (key: string[]) => boolean): { now: string[][]; later: Map<string, string[]> } {
  const all = [...keys];
  return { now: all.filter(([, key]) => !isAsked(key)).map(([, key]) => key), later: new Map(all.filter(([, key]) => isAsked(key))) };
}

function follow(client: QueryClient): () => void {
  let keys = new Map<string, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    const { now, later } = turnsOf(keys, (queryKey) => client.isFetching({ queryKey }) > 0);
    keys = later;
    timer = later.size > 0 ? setTimeout(settle, PAUSE_MS) : undefined;
    for (const queryKey of now) void client.invalidateQueries({ queryKey });
    changed();
  };
  const hear = (told: Told) => {
    if (told.kind === 'state') {
      const before = state;
      state = told.state;
      changed();
      // It may have been the session that ended: the next question to the server tells.
      if (told.state === 'ended' && before !== 'ended') {
        void client.invalidateQueries({ queryKey: ['session'] });
        // Or the company was suspended, which may be over.
        asked = setTimeout(again, 10_000);
      }
      return;
    }
    if (told.type === 'reset') return void client.invalidateQueries();
    if (told.type === 'call.received') received += 1;
    for (const key of touched(told.type, told.data)) if (key[0] !== 'call' || !leaving.has(key[1] ?? '')) keys.set(key.join('/'), key);
    timer ??= setTimeout(settle, PAUSE_MS);
  };
  const line = lineOf(hear);
  const bye = () => line.say('bye');
  const again = () => { if (state === 'ended' && document.visibilityState === 'visible') line.say('again'); };
  // A page that the browser kept while one was elsewhere has missed what happened meanwhile.
  const back = (event: PageTransitionEvent) => { if (event.persisted) { line.say('again'); void client.invalidateQueries(); } };
  window.addEventListener('pagehide', bye);
  window.addEventListener('pageshow', back);
  document.addEventListener('visibilitychange', again);
  return () => {
    clearTimeout(timer);
    clearTimeout(asked);
    bye();
    line.close();
    window.removeEventListener('pagehide', bye);
    window.removeEventListener('pageshow', back);
    document.removeEventListener('visibilitychange', again);
    state = 'off';
  };
}

export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => (on ? follow(client) : undefined), [client, on]);
}
