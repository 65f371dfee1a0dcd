// What can be done with those that are chosen: below them, always in sight.

import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../words';
import classes from './bulk.module.css';

export function BulkBar({ words, clear, children }: { words: ReactNode; clear: () => void; children: ReactNode }) {
  return (
    <div className={`${classes.bar} no-print`} role="region" aria-label={t('What is to be done with those that are chosen')}>
      <strong className="num" role="status">{words}</strong>
      {children}
      <ActionIcon size={26} onClick={clear} aria-label={t('Clear the selection')}><IconX size={15} /></ActionIcon>
    </div>
  );
}
