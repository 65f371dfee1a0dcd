// What the staff and the operator did that is about no tenant, or not for its eyes. A tenant's own log stands on its page.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { AuditLog } from '../compliance/AuditLog';
import { Page } from '../shell/Page';
import { t } from '../words';
import { platformLog } from './log';
import { staffListQuery } from './people';
import { useStaffMay } from './session';

export function AuditPage() {
  const allowed = useStaffMay();
  const { data: staff } = useQuery({ ...staffListQuery, enabled: allowed('staff.read') });
  const log = useMemo(() => {
    const names = new Map((staff ?? []).map((one) => [`staff:${one.id}`, one.name || one.email]));
    return platformLog((who) => names.get(who));
  }, [staff]);
  return <Page title={t('Audit of the platform')} name={t('Audit')}><AuditLog log={log} /></Page>;
}
