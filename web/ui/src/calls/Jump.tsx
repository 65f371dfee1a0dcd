// To a day of a long list, without scrolling there.

import { Button, Popover } from '@mantine/core';
import { IconCalendarSearch } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useCommands } from '../shell/commands';
import type { Search } from '../search';
import { currentZone, dayOf } from '../time/zone';
import { t } from '../words';
import { jumpTo } from './jump';
import classes from './calls.module.css';

export const Jump = memo(function Jump({ search, change }: { search: Search; change: (next: Search) => void }) {
  const [open, setOpen] = useState(false);
  const today = dayOf(new Date());
  const [day, setDay] = useState(today);
  useCommands([{ id: 'calls.jump', title: t('Jump to a day'), group: t('Calls'), keys: 'd', words: 'date calendar', run: () => setOpen(true) }]);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" radius="md" trapFocus returnFocus>
      <Popover.Target><Button variant="default" px={9} aria-label={t('Jump to a day')} title={t('Jump to a day')} onClick={() => setOpen(!open)}><IconCalendarSearch size={15} /></Button></Popover.Target>
      <Popover.Dropdown p="xs">
        <form className={classes.days} onSubmit={(event) => { event.preventDefault(); setOpen(false); change(jumpTo(search, day)); }}>
          <label style={{ gridColumn: '1 / -1' }}>{t('Day in {zone}', { zone: currentZone() })} <input type="date" value={day} max={today} onChange={(event) => setDay(event.currentTarget.value)} required data-autofocus /></label>
          <Button type="submit" size="compact-sm" variant="light">{t('Jump')}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
});
