// Short words after something was done, politely announced, at most three at once, gone by themselves unless they tell of a failure.

import { ActionIcon, Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { Problem } from '../api/client';
import { t } from '../words';
import classes from './notice.module.css';

type Notice = { id: number; text: string; detail?: string; kind: 'done' | 'failed'; undo?: () => void };

let notices: Notice[] = [];
let next = 1;
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
  setTimeout(() => close(id), undo ? 8000 : 4000);
}

export function failed(error: unknown, text = t('That did not work')): void {
  const detail = error instanceof Problem
    ? `${error.detail}${error.requestId ? ` (${t('request')} ${error.requestId})` : ''}`
    : error instanceof Error ? error.message : undefined;
  set([...notices.slice(-2), { id: next++, text, detail, kind: 'failed' }]);
}

export function Notices() {
  const now = useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener); }, () => notices);
  return (
    <div className={`${classes.place} no-print`} role="status" aria-live="polite">
      {now.map((notice) => (
        <div key={notice.id} className={classes.notice}>
          {notice.kind === 'done'
            ? <IconCheck size={16} color="var(--ok)" aria-hidden />
            : <IconAlertTriangle size={16} color="var(--error)" aria-hidden />}
          <div className={classes.text}>
            <div>{notice.text}</div>
            {notice.detail && <div className="faint foreign">{notice.detail}</div>}
          </div>
          {notice.undo && <Button variant="subtle" size="compact-xs" onClick={() => { notice.undo?.(); close(notice.id); }}>{t('Undo')}</Button>}
          <ActionIcon size={24} onClick={() => close(notice.id)} aria-label={t('Close')}><IconX size={14} /></ActionIcon>
        </div>
      ))}
    </div>
  );
}
