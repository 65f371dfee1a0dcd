// All that one of the staff did, in whichever tenant's log it stands.

import { IconArrowLeft } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { AuditLog } from '../compliance/AuditLog';
import { Page } from '../shell/Page';
import { t } from '../words';
import call from '../calls/call.module.css';
import { actionsLog } from './log';
import { useNames, useTenantNames } from './names';
import { useStaffMay } from './session';

export function StaffActionsPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const allowed = useStaffMay();
  const names = useNames();
  const tenants = useTenantNames();
  const log = useMemo(() => actionsLog(id, (who) => names(who) ?? tenants(who)), [id, names, tenants]);
  const name = names(`staff:${id}`) ?? id;
  return (
    <Page
      name={t('What {name} did', { name })}
      title={<span className={call.title}>{allowed('staff.read') && <Link to="/staff/people" className={`${call.back} no-print`} aria-label={t('Back to the staff')}><IconArrowLeft size={17} /></Link>}<span className="foreign-line">{t('What {name} did', { name })}</span></span>}
    >
      <p className="faint" style={{ margin: 0, fontSize: 13 }}>{t('In the logs of all tenants and of the platform, as themselves and as the members whom they saw. What was done to a tenant that was destroyed since went with its log.')}</p>
      <AuditLog log={log} />
    </Page>
  );
}
