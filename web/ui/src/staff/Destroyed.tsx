// Tenants that were destroyed: of each there is an id, when and why it went, and the certificate behind it.

import { Button, Skeleton } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { count } from '../figure';
import { Empty, Failure } from '../shell/Failure';
import { bothTimes, onlyDay } from '../time/zone';
import { many, t } from '../words';
import { certificateOf } from './Erased';
import classes from './staff.module.css';

const time = (at: string | undefined) => (at ? <span title={bothTimes(at)}>{onlyDay(at)}</span> : '–');

/** Its name was destroyed too: they are found by how their ids begin. */
export function Destroyed({ q }: { q: string | undefined }) {
  const query = useInfiniteQuery({
    queryKey: ['staff', 'erasures', q ?? ''],
    queryFn: ({ pageParam }) => answer(api.GET('/admin/v1/erasures', { params: { query: { q, limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const erasures = query.data?.pages.flatMap((page) => page.data) ?? [];
  if (query.error && erasures.length === 0) return <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
  if (query.isPending) return <Skeleton height={260} radius="md" />;
  if (erasures.length === 0) return <div className="panel"><Empty icon={<IconCertificate size={26} stroke={1.5} aria-hidden />} title={q ? t('No certificate fits') : t('No tenant was destroyed')}>{t('Their names are destroyed with them: they are found by how their ids begin.')}</Empty></div>;
  return (
    <>
      <div className="panel scroll-x">
        <table className="rows">
          <thead><tr><th>{t('Id')}</th><th>{t('Reason')}</th><th className="end">{t('Calls')}</th><th className="end">{t('Closed')}</th><th className="end">{t('Destroyed')}</th></tr></thead>
          <tbody>
            {erasures.map(({ tenant_id: id, certificate }) => {
              const told = certificateOf(certificate);
              return (
                <tr key={id}>
                  <td><Link to="/staff/tenants/$id" params={{ id }} className={`${classes.name} mono`}>{id}</Link></td>
                  <td className="foreign">{told?.reason || '–'}</td>
                  <td className="end num">{count(told?.destroyed?.calls)}</td>
                  <td className="end num">{time(told?.closed_at)}</td>
                  <td className="end num">{time(told?.erased_at)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <span className="unseen" role="status">{many(erasures.length, '{n} certificate is shown', '{n} certificates are shown')}</span>
      </div>
      {query.hasNextPage && <Button variant="default" style={{ alignSelf: 'center' }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button>}
    </>
  );
}
