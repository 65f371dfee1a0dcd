// What is left out of the days that are looked at: the button says it, so that no figure is smaller for a reason that nobody sees.

import { Button, Menu } from '@mantine/core';
import { IconCalendarOff, IconCheck } from '@tabler/icons-react';
import type { Search } from '../search';
import { t } from '../words';
import { excludedOf, EXCLUDES, type Excluded } from './period';

export function ExcludeMenu({ search, change }: { search: Search; change: (next: Search) => void }) {
  const now = excludedOf(search);
  const turn = (name: Excluded) => change({ ...search, exclude: (now.includes(name) ? now.filter((each) => each !== name) : [...now, name]).join(',') });
  const words = now.length === 0 ? t('All of these days') : now.map((name) => t(EXCLUDES[name])).join(', ');
  return (
    <Menu position="bottom-end" width={250} closeOnItemClick={false}>
      <Menu.Target><Button variant="default" size="compact-sm" h={28} leftSection={<IconCalendarOff size={14} />}>{words}</Button></Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(EXCLUDES) as Excluded[]).map((name) => <Menu.Item key={name} rightSection={now.includes(name) ? <IconCheck size={14} aria-label={t('chosen')} /> : null} onClick={() => turn(name)}>{t(EXCLUDES[name])}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
