// Whether the page is live, in one dot; said aloud only when it is not.

import { Tooltip } from '@mantine/core';
import { t } from '../words';
import { useLiveState } from './live';
import classes from './live.module.css';

export function Live() {
  const state = useLiveState();
  if (state === 'off') return null;
  const words = state === 'open' ? t('Live: what happens shows at once') : t('Live is paused: connecting again. What you see may be old.');
  return (
    <Tooltip label={words}>
      <span className={classes.live} data-state={state} role="status" aria-label={words}><i />{state === 'open' ? t('Live') : t('Paused')}</span>
    </Tooltip>
  );
}
