// That a page is on its way, where it takes longer than a blink: a line at the top, above the page that is still there.

import { useRouterState } from '@tanstack/react-router';
import classes from './shell.module.css';

export function OnTheWay() {
  const isLoading = useRouterState({ select: (state) => state.isLoading });
  return <div className={classes.onTheWay} data-on={isLoading || undefined} aria-hidden />;
}
