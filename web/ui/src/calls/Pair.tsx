// A figure with its name and, where it needs one, how it is computed.

import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../words';
import classes from './call.module.css';

export function Pair({ name, how, children }: { name: string; how?: string; children: ReactNode }) {
  return (
    <div className={classes.pair}>
      <dt>{name}{how && <Tooltip label={how} events={{ hover: true, focus: true, touch: true }} openDelay={100}><button type="button" className={classes.info} aria-label={t('How {figure} is computed', { figure: name })}>ƒ</button></Tooltip>}</dt>
      <dd>{children}</dd>
    </div>
  );
}
