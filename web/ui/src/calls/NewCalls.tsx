// Calls that came in since the list was read: said on a pill, never pushed between the rows one is reading.

import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { many } from '../words';
import { clearNewCalls, useNewCalls } from '../platform/live';
import classes from './calls.module.css';

export function NewCalls({ refresh }: { refresh: () => void }) {
  const waiting = useNewCalls();
  if (waiting === 0) return null;
  return (
    <div className={`${classes.pill} no-print`} role="status">
      <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} />} onClick={() => { clearNewCalls(); refresh(); }}>{many(waiting, '{n} new call', '{n} new calls')}</Button>
    </div>
  );
}
