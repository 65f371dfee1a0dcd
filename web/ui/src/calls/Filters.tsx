// Filters as chips: field, operator, value. Adding one takes two presses or the key `f`.

import { Button, CloseButton, Menu, NumberInput, Popover, Stack, TextInput } from '@mantine/core';
import { IconCalendar, IconCheck, IconFilter, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { memo, useId, useMemo, useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { useCommands } from '../shell/commands';
import { one, type Search } from '../search';
import { daysName, RANGES, rangeName } from '../time/range';
import { span } from '../time/length';
import { addDays, currentZone, dayOf, longTime } from '../time/zone';
import { t } from '../words';
import { fieldsQuery, filtersOf } from './fields';
import { applied, type Applied, daysOfSpan, type Field, FIELDS, fieldsNamed, SEVERAL, spanOf, turned, withoutFilters } from './filter';
import { tagsQuery } from './tags';
import classes from './calls.module.css';

type Props = { search: Search; change: (next: Search, replace?: boolean) => void };

export const Filters = memo(function Filters({ search, change }: Props) {
  const [open, setOpen] = useState(false);
  const { data: custom } = useQuery(fieldsQuery);
  const more = useMemo(() => filtersOf(custom ?? []), [custom]);
  const now = applied(search, more);
  useCommands([
    { id: 'calls.filter', title: t('Add a filter'), group: t('Calls'), keys: 'f', run: () => setOpen(true) },
    { id: 'calls.clear', title: t('Clear the filters'), group: t('Calls'), keys: 'shift+f', run: () => change({ sort: search.sort ?? '' }) },
  ]);
  return (
    <div className={classes.chips}>
      <RangeMenu search={search} change={change} otherwise="all" />
      {now.map((each) => <Chip key={each.field.name} applied={each} search={search} change={change} />)}
      <AddFilter open={open} setOpen={setOpen} search={search} change={change} more={more} />
      {now.length > 1 && <Button variant="subtle" color="gray" size="compact-sm" onClick={() => change(withoutFilters(search))}>{t('Clear')}</Button>}
    </div>
  );
});

export function valueWords({ field, value }: Applied): string {
  if (field.choices) return value.split(',').map((each) => t(field.choices?.[each] ?? each)).join(', ');
  if (field.kind === 'moment') return longTime(value);
  return field.kind === 'seconds' ? span(Number(value)) : value;
}

function Chip({ applied: each, search, change }: Props & { applied: Applied }) {
  const [open, setOpen] = useState(false);
  const { field } = each;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" radius="md" trapFocus returnFocus>
      <Popover.Target>
        <div className={classes.chip}>
          <button type="button" className={classes.chipWords} onClick={() => setOpen(!open)}>
            <span className="faint">{t(field.title)} {field.operator ?? t('is')}</span> <span className="foreign-line">{valueWords(each)}</span>
          </button>
          <CloseButton size={24} iconSize={13} aria-label={t('Drop the filter {field}', { field: t(field.title) })} onClick={() => change({ ...search, [field.name]: '' })} />
        </div>
      </Popover.Target>
      <Popover.Dropdown p="xs"><ValueForm field={field} value={each.value} take={(value) => { if (!takesSeveral(field)) setOpen(false); change({ ...search, [field.name]: value }); }} /></Popover.Dropdown>
    </Popover>
  );
}

function AddFilter({ open, setOpen, search, change, more }: Props & { open: boolean; setOpen: (open: boolean) => void; more: Field[] }) {
  const [field, setField] = useState<Field | null>(null);
  const close = (now: boolean) => { setOpen(now); if (!now) setField(null); };
  return (
    <Popover opened={open} onChange={close} position="bottom-start" shadow="md" radius="md" trapFocus returnFocus width={field ? undefined : 220}>
      <Popover.Target>
        <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconPlus size={13} />} onClick={() => close(!open)}>{t('Filter')}</Button>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        {!field && <FieldList fields={[...FIELDS.filter((each) => each.kind !== 'moment'), ...more]} choose={setField} />}
        {field && <div style={{ padding: 6 }}><ValueForm field={field} value={one(search[field.name]) ?? ''} take={(value) => { close(false); change({ ...search, [field.name]: value }); }} /></div>}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Found by typing, walked by arrow keys; Enter takes the first. */
function FieldList({ fields, choose }: { fields: Field[]; choose: (field: Field) => void }) {
  const [text, setText] = useState('');
  const found = fieldsNamed(fields, text);
  const keys = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (found[0]) choose(found[0]);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')];
    stops[(stops.findIndex((stop) => stop === document.activeElement) + step + stops.length) % stops.length]?.focus();
  };
  return (
    <div onKeyDown={keys}>
      <input data-autofocus className={classes.findField} value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder={t('Find a filter')} aria-label={t('Find a filter')} autoComplete="off" spellCheck={false} />
      <div className={classes.fields}>
        {found.map((each) => (
          <button key={each.name} type="button" className={classes.field} onClick={() => choose(each)}>
            <IconFilter size={13} aria-hidden /> {t(each.title)} {each.operator ?? ''}
          </button>
        ))}
        {found.length === 0 && <p className={classes.noField} role="status">{t('There is no such filter')}</p>}
      </div>
    </div>
  );
}

/** Of these one chooses any number, and goes on choosing. */
function takesSeveral(field: Field): boolean {
  return Boolean(field.choices) && SEVERAL.includes(field.name);
}

/** Names that are known, offered where one would have to remember them. */
function useKnown(name: string): string[] {
  const isAgent = useMay()('team.read') && name === 'agent';
  const tags = useQuery({ ...tagsQuery, enabled: name === 'tag' });
  const people = useQuery({ queryKey: ['directory', 'known'], enabled: isAgent, staleTime: 60_000, queryFn: async () => (await answer(api.GET('/v1/directory', { params: { query: { limit: 200 } } }))).data });
  if (name === 'tag') return (tags.data ?? []).map((tag) => tag.name);
  return isAgent ? [...new Set((people.data ?? []).map((listing) => listing.name))] : [];
}

/** Takes the focus itself: where it comes in place of the fields, the popover has looked for what to focus before. */
function ValueForm({ field, value, take }: { field: Field; value: string; take: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const id = useId();
  const known = useKnown(field.name);
  const { choices } = field;
  if (choices) {
    const several = takesSeveral(field);
    const chosen = value.split(',');
    return (
      <div className={classes.fields}>
        {Object.entries(choices).map(([name, title], n) => (
          <button key={name} type="button" className={classes.field} aria-pressed={several ? chosen.includes(name) : undefined} onClick={() => take(several ? turned(value, name, choices) : name)} autoFocus={n === 0}>
            <IconCheck size={13} aria-hidden style={{ visibility: chosen.includes(name) ? 'visible' : 'hidden' }} /> {t(title)}
          </button>
        ))}
      </div>
    );
  }
  const isNumber = field.kind === 'seconds' || field.kind === 'score';
  return (
    <form onSubmit={(event) => { event.preventDefault(); take(typed.trim()); }}>
      <Stack gap={8}>
        {isNumber
          ? <NumberInput label={`${t(field.title)} ${field.operator ?? ''}`} description={field.kind === 'seconds' ? t('Seconds') : t('From −5 to +5')} value={typed} onChange={(now) => setTyped(String(now))} min={field.kind === 'score' ? -5 : 0} max={field.kind === 'score' ? 5 : undefined} autoFocus data-autofocus w={200} />
          : <TextInput label={t(field.title)} description={field.name === 'number' ? t('The begin of a number is enough: +4930; =100 is that one alone') : undefined} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} list={known.length > 0 ? id : undefined} autoComplete="off" autoFocus data-autofocus w={230} />}
        {known.length > 0 && <datalist id={id}>{known.map((each) => <option key={each} value={each} />)}</datalist>}
        <Button type="submit" size="compact-sm" disabled={!typed.trim()}>{t('Apply')}</Button>
      </Stack>
    </form>
  );
}

/** Which days: by name, or from one to another. Days are the tenant's. */
export function RangeMenu({ search, change, otherwise }: Props & { otherwise: 'all' | '28d' }) {
  const now = spanOf(search, otherwise);
  const today = dayOf(new Date());
  const [own, setOwn] = useState({ from: addDays(today, -6), to: today });
  const opened = () => { const days = daysOfSpan(now); if (days) setOwn(days); };
  // Arrows are the date fields' own: the menu would take them for a walk through its items.
  const keys = (event: React.KeyboardEvent) => { if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') event.stopPropagation(); };
  const choose = (change_: Search) => change({ ...search, range: '', from_day: '', to_day: '', ...change_ });
  return (
    <Menu position="bottom-start" width={250} closeOnItemClick onOpen={opened}>
      <Menu.Target>
        <Button variant="default" size="compact-sm" h={28} leftSection={<IconCalendar size={14} />}>{'days' in now ? daysName(now.days) : rangeName(now.name)}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RANGES.filter((name) => name !== 'all' || otherwise === 'all').map((name) => (
          <Menu.Item key={name} rightSection={'name' in now && now.name === name ? <IconCheck size={14} /> : null} onClick={() => choose({ range: name === otherwise ? '' : name })}>{rangeName(name)}</Menu.Item>
        ))}
        <Menu.Divider />
        <form className={classes.days} onKeyDown={keys} onSubmit={(event) => { event.preventDefault(); if (own.from <= own.to) choose({ from_day: own.from, to_day: own.to }); }}>
          <label>{t('From')} <input type="date" value={own.from} max={own.to} onChange={(event) => setOwn({ ...own, from: event.currentTarget.value })} required /></label>
          <label>{t('To')} <input type="date" value={own.to} min={own.from} onChange={(event) => setOwn({ ...own, to: event.currentTarget.value })} required /></label>
          <Button type="submit" size="compact-sm" variant="light">{t('Apply')}</Button>
        </form>
        <Menu.Label>{t('Days in {zone}', { zone: currentZone() })}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
