// A small word with a meaning. Its tones pass in both schemes, which Mantine's badges do not.

import type { ReactNode } from 'react';
import classes from './tag.module.css';

export function Tag({ tone = 'plain', children }: { tone?: 'plain' | 'ok' | 'warning' | 'error' | 'accent'; children: ReactNode }) {
  return <span className={classes.tag} data-tone={tone}>{children}</span>;
}
