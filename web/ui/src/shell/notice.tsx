// Short words after something was done, politely announced, at most three at once, gone by themselves unless they tell of a failure: not while
// somebody reads them, and what can be taken back is taken back by its button or by the key that everybody knows.

import { ActionIcon, Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useSyncExternalStore } from 'react';
import { Problem } from '../api/client';
import { t } from '../words';
import { useCommands } from './commands';
import { isMac } from './mac';
import classes from './notice.module.css';

type Notice = { id: number; text: string; detail?: string; kind: 'done' | 'noted' | 'failed'; undo?: () => void };

let notices: Notice[] = [];
let next = 1;
/** Which are due, while a hand or the focus rests on them. */
let held: Set<number> | null = null;
const listeners = new Set<() => void>();

function set(now: Notice[]): void {
  notices = now;
  listeners.forEach((listener) => listener());
}

function close(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

export function done(text: string, undo?: () => void): void {
  const id = next++;
  set([...notices.slice(-2), { id, text, kind: 'done', undo }]);
  setTimeout(() => { if (held) held.add(id); else close(id); }, undo ? 8000 : 4000);
}

/** What there is to know about something that was done: it stays until somebody has read and closed it. */
export function noted(text: string): void {
  set([...notices.slice(-2), { id: next++, text, kind: 'noted' }]);
}

/** Nothing goes while one reads; what was due meanwhile goes a moment after. */
export function hold(on: boolean): void {
  if (on) { held ??= new Set(); return; }
  const due = held ?? new Set<number>();
  held = null;
  setTimeout(() => { for (const id of due) if (held) held.add(id); else close(id); }, 1500);
}

/** What is told of now, the latest last. */
export function told(): readonly Notice[] {
  return notices;
}

/** Takes back what was done last, as long as it is told of. */
export function undoLast(): void {
  const last = notices.findLast((notice) => notice.undo);
  if (!last) return;
  close(last.id);
  last.undo?.();
}

export function failed(error: unknown, text = t('That did not work')): void {
  const detail = error instanceof Problem
    ? `${error.detail}${error.requestId ? ` (${t('request')} ${error.requestId})` : ''}`
    : error instanceof Error ? error.message : undefined;
  set([...notices.slice(-2), { id: next++, text, detail, kind: 'failed' }]);
}

export function Notices() {
  const now = useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, told);
  useCommands([{ id: 'undo', title: t('Undo'), group: t('Everywhere'), keys: 'mod+z', silent: true, run: undoLast }]);
  // What holds them may go with the notice itself, and then says no more that it has left.
  useEffect(() => { if (now.length === 0) hold(false); }, [now.length]);
  return (
    <div className={`${classes.place} no-print`} role="status" aria-live="polite" onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)} onFocus={() => hold(true)} onBlur={() => hold(false)}>
      {now.map((notice) => (
        <div key={notice.id} className={classes.notice}>
          {notice.kind === 'done'
            ? <IconCheck size={16} color="var(--ok)" aria-hidden />
            : <IconAlertTriangle size={16} color={notice.kind === 'noted' ? 'var(--warning)' : 'var(--error)'} aria-hidden />}
          <div className={classes.text}>
            <div>{notice.text}</div>
            {notice.detail && <div className="faint foreign">{notice.detail}</div>}
          </div>
          {notice.undo && <Button variant="subtle" size="compact-xs" onClick={() => { close(notice.id); notice.undo?.(); }} title={isMac() ? '⌘ Z' : 'Ctrl Z'}>{t('Undo')}</Button>}
          <ActionIcon size={24} onClick={() => close(notice.id)} aria-label={t('Close')}><IconX size={14} /></ActionIcon>
        </div>
      ))}
    </div>
  );
}
