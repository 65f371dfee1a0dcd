// What is left out of the days that are looked at: the button says it, so that no figure is smaller for a reason that nobody sees.

import { Button, Menu } from '@mantine/core';
import { IconCalendarOff, IconCheck } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Search } from '../search';
import { t } from '../words';
import { excludable, excludedOf, EXCLUDES, type Excluded, periodOf } from './period';
import { overviewQuery } from './queries';

export function ExcludeMenu({ search, change }: { search: Search; change: (next: Search) => void }) {
  const now = excludedOf(search);
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...overviewQuery(periodOf(search)), placeholderData: keepPreviousData, enabled: open });
  const turn = (name: Excluded) => change({ ...search, exclude: (now.includes(name) ? now.filter((each) => each !== name) : [...now, name]).join(',') });
  const words = now.length === 0 ? t('All days') : now.map((name) => t(EXCLUDES[name])).join(', ');
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" width={250} closeOnItemClick={false}>
      <Menu.Target><Button variant="default" size="compact-sm" h={28} leftSection={<IconCalendarOff size={14} />}>{words}</Button></Menu.Target>
      <Menu.Dropdown>
        {excludable(search, data?.figures).map((name) => <Menu.Item key={name} rightSection={now.includes(name) ? <IconCheck size={14} aria-label={t('chosen')} /> : null} onClick={() => turn(name)}>{t(EXCLUDES[name])}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
