// What happens elsewhere, seen here: events of the tenant change what is cached, four times a second at most.

import { useSyncExternalStore } from 'react';

let newCalls = 0;
const listeners = new Set<() => void>();

export function noteNewCalls(count: number): void {
  newCalls += count;
  listeners.forEach((listener) => listener());
}

export function clearNewCalls(): void {
  newCalls = 0;
  listeners.forEach((listener) => listener());
}

export function useNewCalls(): number {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => newCalls);
}
