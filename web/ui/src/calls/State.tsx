// How far a call's analysis is, as a dot and a word.

import { Tooltip } from '@mantine/core';
import { t } from '../words';
import { type CallSummary, STATUSES } from './call';
import classes from './state.module.css';

export function State({ call }: { call: Pick<CallSummary, 'analysis_status' | 'recording_count'> }) {
  const status = call.analysis_status;
  if (status === 'analyzed') return <span className={classes.state} data-status={status}><i /> {t('Analysed')}</span>;
  const words = status === 'none' ? (call.recording_count === 0 ? t('No recording') : t(STATUSES.none)) : t(STATUSES[status]);
  const why = status === 'withheld' ? t('Kept, but not analysed: the limit of the plan was reached') : status === 'failed' ? t('Open the call to see why') : undefined;
  const sign = <span className={classes.state} data-status={status}><i /> {words}</span>;
  return why ? <Tooltip label={why}>{sign}</Tooltip> : sign;
}
