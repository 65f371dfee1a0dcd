// The tenant's audit log, for those who may read it.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { answer, api } from '../api/client';
import { useMay, useMe } from '../identity/session';
import { membersQuery } from '../identity/team';
import { Page } from '../shell/Page';
import { t } from '../words';
import { AuditLog, type Log } from './AuditLog';

export function AuditPage() {
  const me = useMe();
  const allowed = useMay();
  const { data: members } = useQuery({ ...membersQuery, enabled: allowed('team.read') });
  const log = useMemo((): Log => {
    const names = new Map((members ?? []).map((member) => [`person:${member.id}`, member.name || member.email]));
    return {
      key: ['own'], file: me.impersonation ? undefined : '/v1/audit/export', name: (who) => names.get(who),
      page: (q, cursor) => answer(api.GET('/v1/audit', { params: { query: { q, cursor, limit: 50 } } })),
    };
  }, [members, me.impersonation]);
  return <Page title={t('Audit')} name={t('Audit')}><AuditLog log={log} /></Page>;
}
