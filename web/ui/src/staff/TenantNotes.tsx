// What the staff wrote about a tenant for the next of them: the latest first, each with who and when; one's own can be deleted.

import { ActionIcon, Button, Group, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../api/client';
import { Face } from '../identity/Face';
import { Confirm } from '../shell/Confirm';
import { done, failed } from '../shell/notice';
import { Unsaved } from '../shell/Unsaved';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { useStaff, useStaffMay } from './session';
import { type TenantDetail, tenantsChanged } from './tenants';
import classes from './staff.module.css';

export function TenantNotes({ detail: { tenant, notes } }: { detail: TenantDetail }) {
  const mayWrite = useStaffMay()('tenants.note');
  const me = useStaff();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [removed, setRemoved] = useState<string | null>(null);
  const write = useMutation({
    mutationFn: () => answer(api.POST('/admin/v1/tenants/{id}/notes', { params: { path: { id: tenant.id } }, body: { text: text.trim() } })),
    onSuccess: () => { setText(''); tenantsChanged(client); },
    onError: (error) => failed(error),
  });
  const remove = async (note: string) => {
    await answer(api.DELETE('/admin/v1/tenants/{id}/notes/{note}', { params: { path: { id: tenant.id, note } } }));
    done(t('The note is gone'));
    tenantsChanged(client);
  };
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Notes')} <span className="faint">{t('only the staff sees them')}</span></h2></div>
      <div className="panel-body">
        {mayWrite && (
          <form onSubmit={(event) => { event.preventDefault(); write.mutate(); }}>
            <Unsaved when={text.trim() !== ''} />
            <Textarea aria-label={t('A note')} placeholder={t('What the next of us should know')} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} maxRows={10} maxLength={4000} onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() && !write.isPending) { event.preventDefault(); write.mutate(); } }} />
            {text.trim() && <Group justify="flex-end" mt={8}><Button type="submit" size="compact-sm" loading={write.isPending}>{t('Write')}</Button></Group>}
          </form>
        )}
        {notes.length === 0 && !mayWrite && <p className="faint" style={{ margin: 0 }}>{t('There is none.')}</p>}
        <ul className={classes.notes}>
          {notes.map((note) => (
            <li key={note.id}>
              <div className={classes.noteHead}><Face name={note.author} /><span className="foreign-line">{note.author}</span> <span className="faint" title={bothTimes(note.created_at)}>{ago(note.created_at)}</span>{mayWrite && note.staff_id === me.staff_id && <ActionIcon size={24} ml="auto" onClick={() => setRemoved(note.id)} aria-label={t('Delete the note')}><IconTrash size={14} /></ActionIcon>}</div>
              <p className="foreign">{note.text}</p>
            </li>
          ))}
        </ul>
      </div>
      {removed && <Confirm title={t('Delete the note?')} action={t('Delete')} close={() => setRemoved(null)} run={() => remove(removed)}>{t('That cannot be taken back.')}</Confirm>}
    </section>
  );
}
