// The tags of one call: shown, put on and taken off with a way back.

import { IconTag, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { useCommands } from '../shell/commands';
import { done, failed } from '../shell/notice';
import { t } from '../words';
import type { Call } from './call';
import { TagPicker } from './TagPicker';
import { callsChanged, dotOf } from './tags';
import classes from './tags.module.css';

/** `begin`: with the choice of tags open. */
export function CallTags({ call, begin = false }: { call: Call; begin?: boolean }) {
  const allowed = useMay();
  const client = useQueryClient();
  const [open, setOpen] = useState(begin);
  const key = ['call', call.id];
  const change = useMutation({
    mutationFn: (tags: Call['tags']) => answer(api.PATCH('/v1/calls/{id}', { params: { path: { id: call.id } }, body: { tags: tags.map((tag) => tag.id) } })),
    onMutate: (tags) => {
      const before = client.getQueryData<Call>(key);
      if (before) client.setQueryData<Call>(key, { ...before, tags });
      return before;
    },
    onError: (error, _, before) => { if (before) client.setQueryData(key, before); failed(error); },
    onSettled: () => callsChanged(client, call.id),
  });
  const set = (tags: Call['tags'], words?: string) => {
    const before = call.tags;
    change.mutate(tags, { onSuccess: () => { if (words) done(words, () => change.mutate(before)); } });
  };
  const mayEdit = allowed('calls.edit');
  useCommands([{ id: 'call.tag', title: t('Tag this call'), group: t('Call'), keys: 'l', silent: !mayEdit, run: () => { if (mayEdit) setOpen(true); } }]);
  if (!mayEdit && call.tags.length === 0) return null;
  return (
    <span className={classes.tags} data-apart>
      {call.tags.map((tag) => (
        <span key={tag.id} className={classes.chip}>
          <i style={{ background: dotOf(tag.color) }} /><Link to="/app/calls" search={{ tag: tag.name } as never} className="foreign-line" title={t('All calls with this tag')}>{tag.name}</Link>
          {mayEdit && <button type="button" onClick={() => set(call.tags.filter((each) => each.id !== tag.id), t('{tag} is off', { tag: tag.name }))} aria-label={t('Take {tag} off', { tag: tag.name })} className="no-print"><IconX size={12} /></button>}
        </span>
      ))}
      {mayEdit && (
        <TagPicker opened={open} setOpened={setOpen} chosen={call.tags.map((tag) => tag.id)} choose={(tag) => set(call.tags.some((each) => each.id === tag.id) ? call.tags.filter((each) => each.id !== tag.id) : [...call.tags, tag])}>
          <button type="button" className={`${classes.add} no-print`} onClick={() => setOpen(!open)}><IconTag size={13} aria-hidden /> {t('Tag')}</button>
        </TagPicker>
      )}
    </span>
  );
}
