// When the company is open: spans of each weekday, and days that are otherwise.

import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react';
import { addDays, dayOf } from '../time/zone';
import { t } from '../words';
import { type Edited, type Holiday, type Span, WEEKDAYS } from './hours';
import classes from './hours.module.css';

type Props = { hours: Edited; change: (hours: Edited) => void; locked: boolean };

export function BusinessHours({ hours, change, locked }: Props) {
  const setDay = (index: number, spans: Span[]) => change({ ...hours, week: hours.week.map((day, at) => (at === index ? spans : day)) });
  const toAll = () => change({ ...hours, week: hours.week.map((day, at) => (at < 5 ? hours.week[0] ?? [] : day)) });
  return (
    <div>
      <ul className={classes.week}>
        {WEEKDAYS.map((name, index) => (
          <li key={name} className={classes.day}>
            <span className={classes.name}>{t(name)}</span>
            <Spans of={t(name)} spans={hours.week[index] ?? []} change={(spans) => setDay(index, spans)} locked={locked} />
            {index === 0 && !locked && <Button className={classes.all} variant="subtle" color="gray" size="compact-xs" leftSection={<IconCopy size={12} />} onClick={toAll}>{t('Monday to Friday')}</Button>}
          </li>
        ))}
      </ul>
      <Holidays holidays={hours.holidays} change={(holidays) => change({ ...hours, holidays })} locked={locked} />
    </div>
  );
}

function Spans({ of, spans, change, locked }: { of: string; spans: Span[]; change: (spans: Span[]) => void; locked: boolean }) {
  const last = spans[spans.length - 1];
  const more = last ? { from: last.to === '00:00' ? '23:00' : last.to, to: '00:00' } : { from: '09:00', to: '17:00' };
  return (
    <div className={classes.spans}>
      {spans.length === 0 && <span className="faint">{t('closed')}</span>}
      {spans.map((span, index) => (
        <span key={index} className={classes.span}>
          <Times of={of} span={span} change={(next) => change(spans.map((each, at) => (at === index ? next : each)))} locked={locked} />
          {!locked && <ActionIcon size={26} onClick={() => change(spans.filter((_, at) => at !== index))} aria-label={t('Take {from} to {to} off {day}', { from: span.from, to: span.to, day: of })}><IconX size={14} /></ActionIcon>}
        </span>
      ))}
      {!locked && last?.to !== '00:00' && <ActionIcon size={26} onClick={() => change([...spans, more])} aria-label={t('More hours on {day}', { day: of })}><IconPlus size={14} /></ActionIcon>}
    </div>
  );
}

function Times({ of, span, change, locked }: { of: string; span: Span; change: (span: Span) => void; locked: boolean }) {
  return (
    <>
      <label className={classes.time}>{t('from')} <input type="time" step={900} value={span.from} onChange={(event) => change({ ...span, from: event.currentTarget.value })} aria-label={t('{day}, from', { day: of })} disabled={locked} required /></label>
      <label className={classes.time}>{t('to')} <input type="time" step={900} value={span.to} onChange={(event) => change({ ...span, to: event.currentTarget.value })} aria-label={t('{day}, to', { day: of })} disabled={locked} required /></label>
    </>
  );
}

function Holidays({ holidays, change, locked }: { holidays: Holiday[]; change: (holidays: Holiday[]) => void; locked: boolean }) {
  const set = (index: number, next: Partial<Holiday>) => change(holidays.map((each, at) => (at === index ? { ...each, ...next } : each)));
  const add = () => change([...holidays, { day: addDays(dayOf(new Date()), 1), name: '', yearly: false, span: null }]);
  return (
    <section aria-label={t('Holidays')}>
      <h3 className={classes.head}>{t('Holidays')}</h3>
      {holidays.length === 0 && <p className="faint" style={{ margin: '0 0 8px', fontSize: 13 }}>{t('None yet: each day is as its weekday.')}</p>}
      <ul className={classes.week}>
        {holidays.map((holiday, index) => {
          const name = holiday.name || t('Holiday {n}', { n: index + 1 });
          return (
            <li key={index} className={classes.holiday}>
              <label className={classes.time}>{t('Day')} <input type="date" value={holiday.day} onChange={(event) => set(index, { day: event.currentTarget.value })} aria-label={t('Day of {name}', { name })} disabled={locked} required /></label>
              <TextInput aria-label={t('Name of {name}', { name })} placeholder={t('Name')} value={holiday.name} onChange={(event) => set(index, { name: event.currentTarget.value })} maxLength={100} required disabled={locked} className={classes.named} />
              <Checkbox size="xs" label={t('each year')} checked={holiday.yearly} onChange={(event) => set(index, { yearly: event.currentTarget.checked })} disabled={locked} />
              <Checkbox size="xs" label={t('partly open')} checked={holiday.span !== null} onChange={(event) => set(index, { span: event.currentTarget.checked ? { from: '09:00', to: '12:00' } : null })} disabled={locked} />
              {holiday.span && <span className={classes.span}><Times of={name} span={holiday.span} change={(span) => set(index, { span })} locked={locked} /></span>}
              {!locked && <ActionIcon size={26} onClick={() => change(holidays.filter((_, at) => at !== index))} aria-label={t('Take {name} away', { name })}><IconX size={14} /></ActionIcon>}
            </li>
          );
        })}
      </ul>
      {!locked && <Button variant="default" size="compact-sm" leftSection={<IconPlus size={13} />} onClick={add}>{t('Add a holiday')}</Button>}
    </section>
  );
}
