// The bell in the frame: how much is new, and what. Looking at the list does not take the dots away; opening one does.

import { ActionIcon, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useMe } from '../identity/session';
import { useCommands } from '../shell/commands';
import { many, t } from '../words';
import { unreadQuery } from './notifications';
import classes from './bell.module.css';

const List = lazy(() => import('./List'));

export function Bell() {
  const me = useMe();
  const [open, setOpen] = useState(false);
  const isOn = !me.impersonation && !me.second_factor_missing;
  const { data: unread } = useQuery({ ...unreadQuery, enabled: isOn });
  useCommands(isOn ? [{ id: 'bell', title: t('Notifications'), group: t('Everywhere'), keys: 'g n', run: () => setOpen(true) }] : []);
  if (!isOn) return null;
  const words = unread ? many(unread, 'Notifications, {n} unread', 'Notifications, {n} unread') : t('Notifications');
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={370} shadow="lg" radius="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon size={34} className={classes.bell} onClick={() => setOpen(!open)} aria-label={words} aria-haspopup="dialog">
          <IconBell size={18} stroke={1.7} />
          {unread ? <span className={`${classes.count} num`} aria-hidden>{unread > 99 ? '99+' : unread}</span> : null}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)"><Suspense fallback={<div className={classes.waiting} />}><List close={() => setOpen(false)} /></Suspense></Popover.Dropdown>
    </Popover>
  );
}
