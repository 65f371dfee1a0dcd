// What the team says about a call: notes with replies, people named in them, and moments of the recording that they are about.

import { ActionIcon, Menu, Skeleton } from '@mantine/core';
import { IconDots, IconNotes } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { Face } from '../identity/Face';
import { useMay, useMe } from '../identity/session';
import { membersQuery } from '../identity/team';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done, failed, noted } from '../shell/notice';
import { clock } from '../time/length';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { asNamed, mentioned, namesOf, peopleOf, type Person, pieces } from './mentions';
import { goToMoment, type Quote } from './moment';
import { type Note, notesQuery, threadsOf } from './note';
import { NoteField, type Written } from './NoteField';
import classes from './notes.module.css';

/** Whoever is no active member any more keeps their name in what was written, and is not named anew. */
type Team = { all: Person[]; active: Person[] };

/** `focus`: how often somebody came by key to write; `quoted`: words that the next note is about. */
export function Notes({ callId, hasRecording, focus = 0, quoted = null }: { callId: string; hasRecording: boolean; focus?: number; quoted?: Quote | null }) {
  const allowed = useMay();
  // As it was when one came: who loses the permission over a half written note keeps the note, and is told by the server.
  // Notes are the member's alone: whoever only sees what they see writes none in their name.
  const me = useMe();
  const [mayWrite] = useState(() => allowed('calls.edit') && !me.impersonation);
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(notesQuery(callId));
  const { data: members } = useQuery({ ...membersQuery, enabled: allowed('team.read') });
  const team = useMemo((): Team => {
    const all = peopleOf(members ?? []);
    return { all, active: all.filter((_, index) => members?.[index]?.status === 'active') };
  }, [members]);
  const write = async (written: Written & { parent_id?: string }) => {
    const { unheard } = await answer(api.POST('/v1/calls/{id}/notes', { params: { path: { id: callId } }, body: written }));
    tellOf(unheard, team);
    await client.invalidateQueries({ queryKey: ['notes', callId] });
  };
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <div className={classes.notes}><Skeleton height={60} /><Skeleton height={60} /></div>;
  const threads = threadsOf(data);
  return (
    <div className={classes.notes}>
      {mayWrite && <NoteField people={team.active} label={t('A note')} placeholder={team.active.length > 0 ? t('Say something about this call; @ names somebody') : t('Say something about this call')} action={t('Write')} canPoint={hasRecording} send={write} focus={focus} quoted={quoted} />}
      {threads.length === 0 && !mayWrite && <Empty icon={<IconNotes size={24} stroke={1.5} aria-hidden />} title={t('There is no note')} />}
      {threads.map(({ note, replies }) => <Thread key={note.id} note={note} replies={replies} team={team} callId={callId} mayWrite={mayWrite} write={write} />)}
    </div>
  );
}

/** Whoever names somebody learns whether that reaches them. */
function tellOf(unheard: string[], team: Team): void {
  if (unheard.length > 0) noted(t('{names} will not hear of it: they do not see this call', { names: namesOf(team.all, unheard) || t('Somebody') }));
}

function Thread({ note, replies, team, callId, mayWrite, write }: { note: Note; replies: Note[]; team: Team; callId: string; mayWrite: boolean; write: (written: Written & { parent_id?: string }) => Promise<void> }) {
  const [answers, setAnswers] = useState(false);
  return (
    <section className={classes.thread} aria-label={t('Note by {name}', { name: note.author?.name ?? t('somebody who left') })}>
      <OneNote note={note} team={team} callId={callId} />
      {replies.length > 0 && <div className={classes.replies}>{replies.map((reply) => <OneNote key={reply.id} note={reply} team={team} callId={callId} />)}</div>}
      {mayWrite && (answers
        ? <div className={classes.replies}><NoteField people={team.active} label={t('A reply')} action={t('Reply')} focus leave={() => setAnswers(false)} send={async (written) => { await write({ ...written, parent_id: note.id }); setAnswers(false); }} /></div>
        : <button type="button" className={classes.reply} onClick={() => setAnswers(true)}>{t('Reply')}</button>)}
    </section>
  );
}

function OneNote({ note, team, callId }: { note: Note; team: Team; callId: string }) {
  const me = useMe();
  const allowed = useMay();
  const client = useQueryClient();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const path = { id: callId, note_id: note.id };
  const again = () => client.invalidateQueries({ queryKey: ['notes', callId] });
  const change = useMutation({
    mutationFn: (body: Schemas['NoteChange']) => answer(api.PATCH('/v1/calls/{id}/notes/{note_id}', { params: { path }, body })),
    onSuccess: ({ unheard }) => { setDoing(null); tellOf(unheard, team); void again(); },
    onError: (error) => failed(error),
  });
  const isMine = note.author?.id === me.person_id;
  const mayDelete = allowed('calls.edit') && (isMine || allowed('team.manage'));
  const name = note.author?.name || t('somebody who left');
  return (
    <div className={classes.note}>
      <div className={classes.head}>
        <Face name={name} />
        <strong className="foreign-line">{name}</strong>
        <span className="faint" title={bothTimes(note.created_at)}>{ago(note.created_at)}{note.edited_at && <span title={bothTimes(note.edited_at)}> · {t('changed')}</span>}</span>
        {mayDelete && (
          <Menu position="bottom-end" width={130}>
            <Menu.Target><ActionIcon size={24} ml="auto" aria-label={t('What to do with the note of {name}', { name })}><IconDots size={15} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>{isMine && <Menu.Item onClick={() => setDoing('edit')}>{t('Change')}</Menu.Item>}<Menu.Item color="red" onClick={() => setDoing('delete')}>{t('Delete')}</Menu.Item></Menu.Dropdown>
          </Menu>
        )}
      </div>
      {note.at_ms !== null && note.at_ms !== undefined && note.leg_id && <button type="button" className={`${classes.moment} num`} onClick={() => goToMoment(note.leg_id ?? '', note.at_ms ?? 0)} aria-label={t('Go to {time}', { time: clock(note.at_ms) })}>{clock(note.at_ms)}</button>}
      {doing === 'edit'
        ? <NoteField people={team.active} label={t('The note')} begin={note.text} action={t('Save')} focus leave={() => setDoing(null)} send={async ({ text }) => { await change.mutateAsync({ text, mentions: mentioned(text, [...team.active, ...asNamed(team.active, note.mentions)]) }); }} />
        : <p className={`${classes.text} foreign`} dir="auto">{pieces(note.text, asNamed(team.all, note.mentions)).map((piece, index) => (piece.isName ? <span key={index} className={classes.name}>{piece.text}</span> : piece.text))}</p>}
      {doing === 'delete' && (
        <Confirm title={t('Delete the note?')} action={t('Delete')} close={() => setDoing(null)} run={async () => { await answer(api.DELETE('/v1/calls/{id}/notes/{note_id}', { params: { path } })); done(t('Deleted')); await again(); }}>
          {note.parent_id ? t('That cannot be taken back.') : t('Its replies go with it. That cannot be taken back.')}
        </Confirm>
      )}
    </div>
  );
}
