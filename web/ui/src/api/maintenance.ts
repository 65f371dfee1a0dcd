// Whether the operator works on the platform, or has suspended the company: told by what is refused, and forgotten when nothing was refused for a while.

import { useSyncExternalStore } from 'react';

const REMEMBERED_MS = 60_000;

let mode: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(now: string | null): void {
  if (mode === now) return;
  mode = now;
  listeners.forEach((listener) => listener());
}

/** A request was refused because of the mode that the platform runs in, or because the company is `suspended`. */
export function noteMaintenance(of: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => set(null), REMEMBERED_MS);
  set(of);
}

export function useMaintenance(): string | null {
  return useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => mode);
}
