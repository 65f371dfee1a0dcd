// From where on something counts in the figures of a conversation: seconds, as people say them.

import { NumberInput, Stack } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Schemas } from '../api/client';
import { t } from '../words';

type Values = Schemas['FigureThresholds'];

const SECONDS = [
  { name: 'non_talk_over_ms', title: 'Silence longer than', about: 'Nobody says a word; usually 3 s.', min: 0.5, max: 60 },
  { name: 'overlap_ms', title: 'Both speak at once for', about: 'At least, where one interrupts the other; usually 1 s.', min: 0.1, max: 10 },
  { name: 'yield_ms', title: 'The other yields within', about: 'Whoever goes on for longer is not interrupted; usually 2 s.', min: 0.1, max: 10 },
] as const;

type Props = { values: Values; change: (values: Values) => void; isLocked: boolean };

export function Thresholds({ values, change, isLocked }: Props) {
  return (
    <Stack gap="md" maw={520}>
      {SECONDS.map(({ name, ...how }) => <Seconds key={name} {...how} ms={values[name]} change={(ms) => change({ ...values, [name]: ms })} isLocked={isLocked} />)}
      <Words words={values.listening_words} change={(words) => change({ ...values, listening_words: words })} isLocked={isLocked} />
    </Stack>
  );
}

type Field = { title: string; about: string; min: number; max: number; ms: number; change: (ms: number) => void; isLocked: boolean };

function Seconds({ title, about, min, max, ms, change, isLocked }: Field) {
  // What is being typed may be no number yet: "1."
  const [typed, setTyped] = useState<string | number>(ms / 1000);
  useEffect(() => setTyped((now) => (Math.round(Number(now) * 1000) === ms ? now : ms / 1000)), [ms]);
  return (
    // What is left without a number shows again what holds, for that is what is saved.
    <NumberInput
      label={t(title)} description={t(about)} value={typed} min={min} max={max} step={0.5} decimalScale={1} suffix={t(' s')} disabled={isLocked}
      onChange={(seconds) => { setTyped(seconds); if (typeof seconds === 'number') change(Math.round(seconds * 1000)); }}
      onBlur={() => setTyped((now) => (typeof now === 'number' ? now : ms / 1000))}
    />
  );
}

function Words({ words, change, isLocked }: { words: number; change: (words: number) => void; isLocked: boolean }) {
  const [typed, setTyped] = useState<string | number>(words);
  useEffect(() => setTyped(words), [words]);
  return (
    <NumberInput
      label={t('Words that only show that one listens')} description={t('“mm”, “yes”, “I see” interrupt nobody; usually 2.')} value={typed} min={0} max={20} allowDecimal={false} disabled={isLocked}
      onChange={(next) => { setTyped(next); if (typeof next === 'number') change(next); }}
      onBlur={() => setTyped((now) => (typeof now === 'number' ? now : words))}
    />
  );
}
