// Where one begins: how the days went, what needs a look, what came in last. Every figure opens to its calls.

import { useMay } from '../identity/session';
import { Page } from '../shell/Page';
import { t } from '../words';
import { Attention } from './Attention';
import { Latest } from './Latest';
import classes from './overview.module.css';

export function Overview() {
  const allowed = useMay();
  return (
    <Page title={t('Overview')} name={t('Overview')}>
      {allowed('calls.read') && <div className={classes.columns}><Latest /><Attention /></div>}
    </Page>
  );
}
