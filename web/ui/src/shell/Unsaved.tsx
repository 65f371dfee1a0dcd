// What was typed and not saved is not lost by leaving: the page asks before it goes to another one, and so does the browser before it closes.

import { Button, Group } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { t } from '../words';
import { isLeaving, type Place } from './leaving';
import { Question } from './Question';

/** Who holds something unsaved; the last of them, a dialog above its page, asks for all. */
const holding: symbol[] = [];

/** Stops whoever leaves while there is something unsaved; how it stands with that. */
export function useUnsaved(when: boolean) {
  const [own] = useState(() => Symbol('unsaved'));
  useEffect(() => {
    if (!when) return undefined;
    holding.push(own);
    return () => { holding.splice(holding.indexOf(own), 1); };
  }, [when, own]);
  const asks = useCallback(({ current, next }: { current: Place; next: Place }) => holding.at(-1) === own && isLeaving(current, next), [own]);
  return useBlocker({ shouldBlockFn: asks, enableBeforeUnload: true, disabled: !when, withResolver: true });
}

export function Unsaved({ when }: { when: boolean }) {
  const way = useUnsaved(when);
  return way.status === 'blocked' ? <LeaveQuestion stay={way.reset} leave={way.proceed} /> : null;
}

export function LeaveQuestion({ stay, leave }: { stay: () => void; leave: () => void }) {
  // Whoever stays goes on where they were. The question takes the focus a turn later.
  useEffect(() => {
    const before = document.activeElement;
    return () => { if (before instanceof HTMLElement) before.focus({ preventScroll: true }); };
  }, []);
  return (
    <Question title={t('Leave without saving?')} close={stay}>
      <p className="faint" style={{ margin: '0 0 16px' }}>{t('What you changed here is not saved, and is gone when you leave.')}</p>
      <Group justify="flex-end"><Button variant="default" onClick={stay} data-autofocus>{t('Stay')}</Button><Button color="red" onClick={leave}>{t('Leave')}</Button></Group>
    </Question>
  );
}
