// What the staff and the operator did that is about no tenant, or not for its eyes. A tenant's own log stands on its page.

import { useMemo } from 'react';
import { AuditLog } from '../compliance/AuditLog';
import { Page } from '../shell/Page';
import { t } from '../words';
import { platformLog } from './log';
import { useNames, useTenantNames } from './names';

export function AuditPage() {
  const names = useNames();
  const tenants = useTenantNames();
  const log = useMemo(() => platformLog((who) => names(who) ?? tenants(who)), [names, tenants]);
  return <Page title={t('Audit of the platform')} name={t('Audit')}><AuditLog log={log} /></Page>;
}
