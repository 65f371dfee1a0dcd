// With which days the overview is compared: by name, or from one to another.

import { Button, Menu } from '@mantine/core';
import { IconArrowsDiff, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { daysOfSpan, spanOf } from '../calls/filter';
import calls from '../calls/calls.module.css';
import type { Search } from '../search';
import { daysBefore, daysName, type Days } from '../time/range';
import { t } from '../words';
import { comparedDays, compareOf, COMPARES, FILTERS } from './period';

type Props = { search: Search; change: (next: Search) => void };

export function CompareMenu({ search, change }: Props) {
  const now = compareOf(search);
  const named = comparedDays(search);
  const choose = (compare: string, days?: Days) => change({ ...search, compare, compare_from: days?.from ?? '', compare_to: days?.to ?? '' });
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target><Button variant="default" size="compact-sm" h={28} leftSection={<IconArrowsDiff size={14} />}>{now === 'custom' && named ? t('vs. {days}', { days: daysName(named) }) : t(COMPARES[now === 'custom' ? 'previous' : now])}</Button></Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(COMPARES) as (keyof typeof COMPARES)[]).map((name) => <Menu.Item key={name} rightSection={name === now ? <IconCheck size={14} /> : null} onClick={() => choose(name === 'previous' ? '' : name)}>{t(COMPARES[name])}</Menu.Item>)}
        <Menu.Divider />
        <OwnDays search={search} take={(days) => choose('custom', days)} />
        <Menu.Divider />
        <Menu.Item component={Link} to="/app/compare" search={Object.fromEntries(['range', 'from_day', 'to_day', ...FILTERS].flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as never}>{t('Any two stretches of days')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Begins with as many days, just before. */
function OwnDays({ search, take }: { search: Search; take: (days: Days) => void }) {
  const [own, setOwn] = useState<Days>(() => comparedDays(search) ?? beforeOf(search));
  // Arrows are the date fields' own: the menu would take them for a walk through its items.
  const keys = (event: React.KeyboardEvent) => { if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') event.stopPropagation(); };
  return (
    <form className={calls.days} aria-label={t('Days to compare with')} onKeyDown={keys} onSubmit={(event) => { event.preventDefault(); if (own.from <= own.to) take(own); }}>
      <label>{t('Compare from')} <input type="date" value={own.from} max={own.to} onChange={(event) => setOwn({ ...own, from: event.currentTarget.value })} required /></label>
      <label>{t('Compare to')} <input type="date" value={own.to} min={own.from} onChange={(event) => setOwn({ ...own, to: event.currentTarget.value })} required /></label>
      <Button type="submit" size="compact-sm" variant="light">{t('Compare with these')}</Button>
    </form>
  );
}

function beforeOf(search: Search): Days {
  const days = daysOfSpan(spanOf(search, '28d'));
  return days ? daysBefore(days) : { from: '', to: '' };
}
