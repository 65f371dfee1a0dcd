// That a session ends soon, however busy it is, while there is time to begin it anew (WCAG 2.2.1). Of which plane it is, others say.

import { Button } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { shortTime } from '../time/zone';
import { t } from '../words';
import classes from './standing.module.css';

const Ended = lazy(async () => ({ default: (await import('./Ended')).Ended }));

/** So long before, there is time to finish a sentence. */
const WARNED_MS = 5 * 60_000;
const LOOKED_MS = 10_000;

export function isSoon(at: string, now: number = Date.now()): boolean {
  return Date.parse(at) - now < WARNED_MS;
}

export function useEndsSoon(at: string): boolean {
  const [soon, setSoon] = useState(() => isSoon(at));
  useEffect(() => {
    const look = () => setSoon(isSoon(at));
    look();
    const timer = setInterval(look, LOOKED_MS);
    return () => clearInterval(timer);
  }, [at]);
  return soon;
}

export function EndsSoon({ at, email, begin }: { at: string; email: string; begin: (given: { password: string; code?: string }) => Promise<unknown> }) {
  // Not there before it was asked for; then it stays, so that the focus goes back to the button.
  const [open, setOpen] = useState<boolean | null>(null);
  return (
    <div className={`${classes.banner} no-print`} data-tone="warning" role="status">
      <IconClock size={16} aria-hidden />
      <div>{t('Your session ends at {time}, even while you work. Sign in again before then and nothing is lost.', { time: shortTime(at) })}</div>
      <Button size="compact-sm" variant="default" ml="auto" onClick={() => setOpen(true)}>{t('Sign in again')}</Button>
      {open !== null && <Suspense fallback={null}><Ended opened={open} email={email} begin={begin} leave={() => setOpen(false)} isEarly /></Suspense>}
    </div>
  );
}
