// What failed, what to do about it, and the id under which the operator finds it. The rest of the page stays alive.

import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Problem } from '../api/client';
import { t } from '../words';
import classes from './states.module.css';

export function Failure({ error, retry, what = t('This could not be loaded') }: { error: unknown; retry?: () => void; what?: string }) {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className={classes.state} role="alert">
      <IconAlertTriangle size={22} color="var(--warning)" aria-hidden />
      <strong>{problem?.code === 'not_found' ? t('There is nothing here') : what}</strong>
      <p className="faint foreign">{problem?.detail ?? (error instanceof Error ? error.message : t('Something unforeseen happened.'))}</p>
      {retry && <Button variant="default" onClick={retry}>{t('Try again')}</Button>}
      {problem?.requestId && <p className="faint"><small>{t('Request')} <span className="mono">{problem.requestId}</span></small></p>}
    </div>
  );
}

export function Empty({ icon, title, children, action }: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.state}>
      {icon}
      <strong>{title}</strong>
      {children && <div className="faint">{children}</div>}
      {action}
    </div>
  );
}
