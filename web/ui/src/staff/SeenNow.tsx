// Who of the staff sees what a member of a tenant sees, right now: why, until when, and the end of one's own.

import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { done, failed } from '../shell/notice';
import { bothTimes, shortTime } from '../time/zone';
import { t } from '../words';
import { useStaff, useStaffMay } from './session';
import classes from './staff.module.css';

export const seenQuery = queryOptions({ queryKey: ['staff', 'impersonations'], queryFn: async () => (await answer(api.GET('/admin/v1/impersonations'))).data, refetchInterval: 15_000 });

export function SeenNow({ tenant, name }: { tenant: string; name: (who: string) => string | undefined }) {
  const allowed = useStaffMay();
  const { data } = useQuery({ ...seenQuery, enabled: allowed('impersonate') });
  const here = (data ?? []).filter((one) => one.tenant_id === tenant);
  if (here.length === 0) return null;
  return (
    <section className="panel" style={{ marginBottom: 12 }} aria-label={t('Seen by the staff now')}>
      <ul className={classes.seen}>{here.map((one) => <One key={one.session_id} one={one} member={name(`person:${one.person_id}`) ?? t('a member')} />)}</ul>
    </section>
  );
}

function One({ one, member }: { one: Schemas['Impersonation']; member: string }) {
  const me = useStaff();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => answer(api.DELETE('/admin/v1/impersonations/{id}', { params: { path: { id: one.session_id } } })),
    onSuccess: () => done(t('Ended, everywhere within a second')),
    onError: (error) => failed(error),
    onSettled: () => { void client.invalidateQueries({ queryKey: seenQuery.queryKey }); void client.invalidateQueries({ queryKey: ['audit'] }); },
  });
  return (
    <li>
      <IconEye size={15} aria-hidden />
      <span className="foreign">{t('{staff} sees what {member} sees', { staff: one.staff_name, member })}: {one.reason}</span>
      <span className="faint num" title={bothTimes(one.expires_at)}>{t('until {time}', { time: shortTime(one.expires_at) })}</span>
      {one.staff_id === me.staff_id && <Button variant="default" size="compact-sm" ml="auto" loading={end.isPending} onClick={() => end.mutate()}>{t('End')}</Button>}
    </li>
  );
}
