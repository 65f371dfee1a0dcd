// The words of a turn set right, in place: what the model heard stays in sight, Enter keeps, Escape leaves it as it was.

import { Button, Group, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { done, failed } from '../shell/notice';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import type { Turn } from './call';
import classes from './turns.module.css';

/** Of which analysis a turn is. */
export type Place = { callId: string; legId: string; analyzedAt: string };

export default function TurnEditor({ place, n, turn, close }: { place: Place; n: number; turn: Turn; close: () => void }) {
  const client = useQueryClient();
  const before = turn.corrected?.text ?? null;
  const [text, setText] = useState(before ?? turn.text);
  const set = useMutation({
    mutationFn: (wanted: string | null) => answer(api.PATCH('/v1/calls/{id}/turns/{n}', { params: { path: { id: place.callId, n }, query: { leg: place.legId } }, body: { text: wanted, analyzed_at: place.analyzedAt } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['call', place.callId] }),
  });
  const save = async (wanted: string | null) => {
    if (wanted === null ? before === null : wanted.trim() === (before ?? turn.text)) return close();
    await set.mutateAsync(wanted);
    const said = wanted === null ? t('The model’s words again') : t('The words are set right');
    done(said, () => { set.mutateAsync(before).catch((error: unknown) => failed(error)); });
    close();
  };
  const keep = (wanted: string | null) => { save(wanted).catch(() => undefined); };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); keep(text); }
    if (event.key === 'Escape') { event.stopPropagation(); close(); }
  };
  return (
    <div className={classes.editor}>
      <Unsaved when={text.trim() !== (before ?? turn.text)} />
      <Textarea aria-label={t('What is said here')} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKey} autosize minRows={1} maxLength={5000} dir="auto" autoFocus />
      {before !== null && <p className={`${classes.heard} foreign`} dir="auto">{t('The model heard: {text}', { text: turn.text })}</p>}
      {set.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{set.error instanceof Problem ? set.error.detail : String(set.error)}</div>}
      <Group gap={6}>
        <Button size="compact-sm" loading={set.isPending} onClick={() => keep(text)}>{t('Save')}</Button>
        <Button size="compact-sm" variant="default" onClick={close}>{t('Cancel')}</Button>
        {before !== '' && <Button size="compact-sm" variant="subtle" onClick={() => keep('')}>{t('Nothing was said')}</Button>}
        {before !== null && <Button size="compact-sm" variant="subtle" onClick={() => keep(null)}>{t('The model’s words')}</Button>}
      </Group>
    </div>
  );
}
