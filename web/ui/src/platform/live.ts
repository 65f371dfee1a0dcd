// What happens elsewhere, seen here: events of the tenant change what is cached, four times a second at most. A gap means reading anew.

import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Told } from './stream.worker';

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
    // Of many, only the first are named.
    case 'calls.updated': return [['call'], ['calls'], ['latest']];
    case 'note.created': case 'note.updated': case 'note.deleted': return [['notes', ...(typeof id === 'string' ? [id] : [])], ['notifications']];
    case 'usage.threshold_reached': return [['usage'], ['notifications']];
    case 'usage.changed': return [['usage']];
    default: return [];
  }
}

function follow(client: QueryClient): () => void {
  if (typeof SharedWorker === 'undefined') return () => undefined;
  const worker = new SharedWorker(new URL('./stream.worker.ts', import.meta.url), { type: 'module', name: 'audiapro-events' });
  let keys = new Map<string, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: ReturnType<typeof setTimeout> | undefined;
  const settle = () => {
    timer = undefined;
    const now = keys;
    keys = new Map();
    for (const queryKey of now.values()) void client.invalidateQueries({ queryKey });
    changed();
  };
  worker.port.onmessage = ({ data: told }: MessageEvent<Told>) => {
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
    for (const key of touched(told.type, told.data)) keys.set(key.join('/'), key);
    timer ??= setTimeout(settle, 250);
  };
  const bye = () => worker.port.postMessage('bye');
  const again = () => { if (state === 'ended' && document.visibilityState === 'visible') worker.port.postMessage('again'); };
  window.addEventListener('pagehide', bye);
  document.addEventListener('visibilitychange', again);
  return () => {
    clearTimeout(timer);
    clearTimeout(asked);
    bye();
    worker.port.close();
    window.removeEventListener('pagehide', bye);
    document.removeEventListener('visibilitychange', again);
    state = 'off';
  };
}

export function useLive(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => (on ? follow(client) : undefined), [client, on]);
}
