// What the bell rang for, the latest first.

import { ActionIcon, Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconAt, IconBell, IconBellOff, IconDots, IconEye, IconGauge, IconLink } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { membersQuery } from '../identity/team';
import { Empty, Failure } from '../shell/Failure';
import { failed } from '../shell/notice';
import { ago, bothTimes, shortTime } from '../time/zone';
import { t } from '../words';
import { type Notification, notificationsChanged, notificationsQuery } from './notifications';
import { kindName, wordsOf } from './told';
import classes from './bell.module.css';

const SIGNS: Record<string, typeof IconBell> = { mentioned: IconAt, replied: IconArrowBackUp, share_opened: IconLink, limit_reached: IconGauge, analysis_failed: IconAlertTriangle, source_silent: IconAlertTriangle, source_failing: IconAlertTriangle, seen_by_staff: IconEye };

export default function List({ close }: { close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const allowed = useMay();
  const [which, setWhich] = useState('all');
  const query = useInfiniteQuery({ ...notificationsQuery(which === 'unread'), staleTime: 0 });
  const { data: members } = useQuery({ ...membersQuery, enabled: allowed('team.read') });
  const nameOf = (id: string) => { const member = members?.find((each) => each.id === id); return member && (member.name || member.email); };
  const again = () => notificationsChanged(client);
  const all = useMutation({ mutationFn: () => answer(api.POST('/v1/notifications/read')), onSuccess: again, onError: (error) => failed(error) });
  const [more, setMore] = useState<string | null>(null);
  const ring = useMutation({
    /** Undefined: again; null: not until it is taken back. */
    mutationFn: ({ kind, for_s }: { kind: string; for_s?: number | null }): Promise<unknown> => (for_s === undefined
      ? answer(api.DELETE('/v1/notifications/mutes/{kind}', { params: { path: { kind } } }))
      : answer(api.PUT('/v1/notifications/mutes/{kind}', { params: { path: { kind } }, body: { for_s } }))),
    onSuccess: () => { setMore(null); again(); },
    onError: (error) => failed(error),
  });
  const read = (id: string) => api.POST('/v1/notifications/{id}/read', { params: { path: { id } } }).then(again, () => undefined);
  const open = (one: Notification, place: string) => {
    if (!one.read_at) void read(one.id);
    close();
    const source = (one.data as { source_id?: unknown } | null)?.source_id;
    if (typeof source === 'string') return void navigate(allowed('settings.read') ? { to: `/app/settings/sources/${source}` as never } : { to: '/app/calls' });
    if (one.kind === 'seen_by_staff') return void (allowed('audit.read') && navigate({ to: '/app/audit', search: { q: 'action:impersonation.*' } as never }));
    if (one.kind === 'limit_reached') return void navigate({ to: '/app/usage' });
    // Only analyses of several calls are counted on one row.
    if (one.call_id && (one.count === 1 || one.kind !== 'analysis_failed')) void navigate({ to: '/app/calls/$id', params: { id: one.call_id }, hash: place || undefined });
    else void navigate({ to: '/app/calls', search: { analysis_status: 'failed' } as never });
  };
  const found = query.data?.pages.flatMap((page) => page.data) ?? [];
  const muted = query.data?.pages[0]?.muted ?? [];
  return (
    <section aria-label={t('Notifications')}>
      <header className={classes.head}>
        <h2>{t('Notifications')}</h2>
        <SegmentedControl size="xs" value={which} onChange={setWhich} data={[{ value: 'all', label: t('All') }, { value: 'unread', label: t('Unread') }]} aria-label={t('Which')} />
        <Button variant="subtle" size="compact-xs" ml="auto" loading={all.isPending} disabled={found.every((one) => one.read_at)} onClick={() => all.mutate()}>{t('All read')}</Button>
      </header>
      <div className={classes.list}>
        {query.error && found.length === 0 && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <div className={classes.waiting}><Skeleton height={44} /><Skeleton height={44} mt={8} /></div>}
        {query.data && found.length === 0 && <Empty icon={<IconBellOff size={24} stroke={1.5} aria-hidden />} title={which === 'unread' ? t('Nothing is unread') : t('Nothing yet')}>{t('Who names you in a note or answers one of yours, links of yours that are opened, limits that come near, analyses that fail, telephone systems that fall silent and visits of the platform’s staff are told here.')}</Empty>}
        {muted.map(({ kind, until }) => (
          <div key={kind} className={classes.muted}>
            <IconBellOff size={14} aria-hidden /> <span>{until ? t('{kind} do not ring until {time}', { kind: kindName(kind), time: shortTime(until) }) : t('{kind} do not ring', { kind: kindName(kind) })}</span>
            <Button variant="subtle" size="compact-xs" ml="auto" onClick={() => ring.mutate({ kind })} aria-label={t('Let {kind} ring again', { kind: kindName(kind) })}>{t('Ring again')}</Button>
          </div>
        ))}
        <ul>
          {found.map((one) => {
            const { text, place } = wordsOf(one, nameOf);
            const Icon = SIGNS[one.kind] ?? IconBell;
            return (
              <li key={one.id} className={classes.item}>
                <button type="button" className={classes.one} onClick={() => open(one, place)}>
                  <Icon size={16} aria-hidden color={one.kind === 'analysis_failed' ? 'var(--error)' : 'var(--accent-text)'} />
                  <span className={classes.text}><span className="foreign">{text}</span><span className="faint" title={bothTimes(one.updated_at)}>{ago(one.updated_at)}</span></span>
                  {!one.read_at && <span className={classes.dot}><span className="unseen">{t('unread')}</span></span>}
                </button>
                <ActionIcon size={26} className={classes.dots} onClick={() => setMore(more === one.id ? null : one.id)} aria-expanded={more === one.id} aria-label={t('What to do with: {news}', { news: text })}><IconDots size={15} /></ActionIcon>
                {more === one.id && (
                  <div className={classes.more}>
                    {!one.read_at && <Button variant="default" size="compact-xs" onClick={() => { setMore(null); void read(one.id); }}>{t('Acknowledge')}</Button>}
                    <Button variant="default" size="compact-xs" loading={ring.isPending} onClick={() => ring.mutate({ kind: one.kind, for_s: 3600 })} aria-label={t('Mute {kind} for an hour', { kind: kindName(one.kind) })}>{t('Mute for an hour')}</Button>
                    <Button variant="default" size="compact-xs" loading={ring.isPending} onClick={() => ring.mutate({ kind: one.kind, for_s: null })} aria-label={t('Mute {kind}', { kind: kindName(one.kind) })}>{t('Mute')}</Button>
                  </div>
                )}
              </li>
            );
          })}
        </ul>
        {query.hasNextPage && <Button variant="subtle" size="compact-sm" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('Earlier')}</Button>}
      </div>
    </section>
  );
}
