// From where on something counts in the figures of a conversation: seconds, as people say them.

import { NumberInput, Stack } from '@mantine/core';
import type { Schemas } from '../api/client';
import { t } from '../words';

type Values = Schemas['FigureThresholds'];

const SECONDS = [
  { name: 'non_talk_over_ms', title: 'Silence longer than', about: 'Nobody says a word; usually 3 s.', min: 0.5, max: 60 },
  { name: 'overlap_ms', title: 'Both speak at once for', about: 'At least, where one interrupts the other; usually 1 s.', min: 0.1, max: 10 },
  { name: 'yield_ms', title: 'The other yields within', about: 'Whoever goes on for longer is not interrupted; usually 2 s.', min: 0.1, max: 10 },
] as const;

export function Thresholds({ values, change, isLocked }: { values: Values; change: (values: Values) => void; isLocked: boolean }) {
  return (
    <Stack gap="md" maw={520}>
      {SECONDS.map(({ name, title, about, min, max }) => (
        <NumberInput
          key={name} label={t(title)} description={t(about)} value={values[name] / 1000} min={min} max={max} step={0.5} decimalScale={1} suffix={` ${t('s')}`} clampBehavior="blur" disabled={isLocked}
          onChange={(seconds) => { if (typeof seconds === 'number') change({ ...values, [name]: Math.round(seconds * 1000) }); }}
        />
      ))}
      <NumberInput
        label={t('Words that only show that one listens')} description={t('“mm”, “yes”, “I see” interrupt nobody; usually 2.')} value={values.listening_words} min={0} max={20} allowDecimal={false} clampBehavior="blur" disabled={isLocked}
        onChange={(words) => { if (typeof words === 'number') change({ ...values, listening_words: words }); }}
      />
    </Stack>
  );
}
