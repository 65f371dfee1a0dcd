// How a telephone system is to be read: the settings its form needs first, all others behind a press.

import { Button, JsonInput, NumberInput, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ZONES } from '../time/zones';
import { t } from '../words';
import { type SettingField, settingFields, type Settings } from './sources';

type Props = { format: string; settings: Settings; change: (settings: Settings) => void; locked?: boolean; suggested?: string[] };

export function SettingFields({ format, settings, change, locked = false, suggested = [] }: Props) {
  const [all, setAll] = useState(false);
  const { first, others } = settingFields(format, settings);
  const one = (field: SettingField) => (
    <Setting key={field.key} field={field} value={settings[field.key]} locked={locked} suggested={suggested.includes(field.key)} change={(value) => change({ ...settings, [field.key]: value })} />
  );
  return (
    <Stack gap="sm">
      {first.map(one)}
      {all && others.map(one)}
      {!all && others.length > 0 && <Button variant="subtle" color="gray" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => setAll(true)}>{t('All settings')}</Button>}
    </Stack>
  );
}

function Setting({ field, value, change, locked, suggested }: { field: SettingField; value: unknown; change: (value: unknown) => void; locked: boolean; suggested: boolean }) {
  const says = suggested ? `${t(field.says)} ${t('Found in the record.')}` : t(field.says);
  const common = { label: t(field.title), description: says, disabled: locked };
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'zone': return <Select {...common} data={ZONES} value={text || null} onChange={(zone) => change(zone ?? '')} placeholder="UTC" searchable clearable limit={60} />;
    case 'list': return <TagsInput {...common} value={Array.isArray(value) ? value.map(String) : []} onChange={change} placeholder={t('Type, then Enter')} />;
    case 'order': return <Select {...common} data={[{ value: 'mdy', label: t('Month, day, year') }, { value: 'dmy', label: t('Day, month, year') }, { value: 'ymd', label: t('Year, month, day') }]} value={text || null} onChange={(order) => change(order ?? '')} clearable placeholder={t('Month, day, year')} />;
    case 'number': return <NumberInput {...common} value={typeof value === 'number' ? value : ''} onChange={(number) => change(number === '' ? null : Number(number))} min={0} />;
    case 'columns': return <Columns common={common} value={value} change={change} />;
    case 'text': return <TextInput {...common} value={text} onChange={(event) => change(event.currentTarget.value)} spellCheck={false} autoComplete="off" />;
  }
}

/** Field → [first column, length], as text while it is typed. */
function Columns({ common, value, change }: { common: { label: string; description: string; disabled: boolean }; value: unknown; change: (value: unknown) => void }) {
  const [typed, setTyped] = useState(() => (value ? JSON.stringify(value) : ''));
  const take = (text: string) => {
    setTyped(text);
    if (!text.trim()) return change(null);
    try {
      change(JSON.parse(text));
    } catch {
      // Not finished yet; the field says so when it is left.
    }
  };
  return <JsonInput {...common} value={typed} onChange={take} validationError={t('That is no JSON')} placeholder='{"time": [0, 4], "dialed": [22, 15]}' autosize minRows={2} />;
}
