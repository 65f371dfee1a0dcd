// The folder of the server in which a telephone system's files come to lie: which one, how it is read, how far each file was.

import { Button, Group as Row, NumberInput, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconFolderOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { bytes } from '../figure';
import { useEdits } from '../identity/edits';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { Unsaved } from '../shell/Unsaved';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { folderQuery, type Source } from './sources';
import { WorkState } from './WorkState';
import classes from './sources.module.css';
import form from '../identity/team.module.css';

type Shown = Schemas['SourceFolder'];
type Kind = 'growing' | 'dropped';
type Given = { folder: string; kind: Kind; names: string; after: 'leave' | 'move'; interval_s: number; rest_s: number };

/** Seconds, where nothing else was said. */
const USUAL = { interval_s: 5, rest_s: { growing: 60, dropped: 5 } };

const REMEDIES: Record<string, string> = {
  no_folder: 'It is not there: make it, or look at its name and rights.',
  link_refused: 'No link is followed: put the folder or the file itself there.',
  bad_name: 'Give the file a name in UTF-8.',
  unreadable: 'Let the server’s user read it.',
  unreadable_folder: 'Let the server’s user read it.',
  not_moved: 'Let the server’s user write into the folder.',
  too_many_files: 'Have files moved once they were read, or take some away.',
  over_limit: 'The calls of this period are used up: what has come waits in its file.',
  unavailable: 'It passes by itself; nothing is lost.',
  bad_setting: 'The form of this telephone system has changed: save the folder anew.',
};

export function Folder({ source, locked }: { source: Source; locked: boolean }) {
  const { data, error, refetch } = useQuery({ ...folderQuery(source.id), refetchInterval: 3000 });
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={240} radius="md" />;
  if (!data.available && !data.folder) {
    return <div className="panel"><Empty icon={<IconFolderOff size={22} aria-hidden />} title={t('This server has no folder for you')}>{t('Its operator gives one (sources.folders_root). Until then files can be imported by hand, or sent by audiapro import.')}</Empty></div>;
  }
  return (
    <Stack gap={14}>
      {data.folder ? <State shown={data} /> : <div className={classes.note} role="status">{t('None is watched.')}</div>}
      <Form source={source} shown={data} locked={locked} />
      {data.folder && <Files files={data.files} />}
    </Stack>
  );
}

function State({ shown }: { shown: Shown }) {
  const words = { watching: t('It is watched.'), starting: t('The watching begins.'), failing: t('Not all of it is read. It is tried again and again.') };
  return (
    <>
      {!shown.available && <div className={classes.note} data-tone="error" role="status">{t('This server has no folder for you any more: its operator gives one (sources.folders_root).')}</div>}
      <WorkState work={shown.state} well="watching" words={words} none={t('No server has begun to watch it yet.')} remedies={REMEDIES} />
    </>
  );
}

function storedOf(shown: Shown): Given {
  const place = shown.folder;
  const kind = ((place?.kind ?? shown.kind_usual) === 'dropped' ? 'dropped' : 'growing') as Kind;
  return {
    folder: place?.folder ?? '', kind, names: place?.names ?? '*', after: place?.after === 'move' ? 'move' : 'leave',
    interval_s: place?.interval_s ?? USUAL.interval_s, rest_s: place?.rest_s ?? USUAL.rest_s[kind],
  };
}

function Form({ source, shown, locked }: { source: Source; shown: Shown; locked: boolean }) {
  const client = useQueryClient();
  const { given, changes, isChanged, set, settle, drop } = useEdits<Given>(storedOf(shown));
  const [ends, setEnds] = useState(false);
  const take = async (now: Shown) => {
    const { queryKey } = folderQuery(source.id);
    // An answer that was asked for before is older than this one.
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, now);
    void client.invalidateQueries({ queryKey: ['source-health', source.id] });
  };
  const save = useMutation({
    mutationFn: ({ given: sent }: { given: Given; changes: Partial<Given> }) => answer(api.PUT('/v1/sources/{id}/folder', {
      params: { path: { id: source.id } },
      // The folder that the operator has is meant where none below it is named; files that grow stay.
      body: { ...sent, folder: sent.folder.trim() || '.', names: sent.names.trim() || '*', after: sent.kind === 'growing' ? 'leave' : sent.after },
    })),
    onSuccess: async (now, sent) => { done(t('Saved')); await take(now); settle(sent.changes); },
  });
  const isGrowing = given.kind === 'growing';
  return (
    <form className={`panel ${form.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate({ given, changes }); }} aria-label={t('The folder that is watched')}>
      <Unsaved when={isChanged} />
      <div className={form.about}><h2>{t('The folder that is watched')}</h2><p>{locked ? t('Your role may read this, but not change it (settings.manage).') : t('Files that come to lie there are read, and each line is taken once, whatever they are renamed to.')}</p></div>
      <Stack gap="sm" maw={560}>
        <TextInput label={t('Folder')} description={t('Below the one that the operator of this server has for you. Empty: that one itself.')} value={given.folder} onChange={(event) => set({ folder: event.currentTarget.value })} maxLength={500} disabled={locked} />
        <Select label={t('How files come')} value={given.kind} onChange={(next) => { const kind = (next ?? 'growing') as Kind; set({ kind, rest_s: USUAL.rest_s[kind] }); }} allowDeselect={false} disabled={locked} data={[{ value: 'growing', label: t('Lines are added to them, and they are rotated') }, { value: 'dropped', label: t('Each comes whole, once') }]} />
        <TextInput label={t('Names')} description={t('As Master.csv or cdr_*; * is any letters, ? is one.')} value={given.names} onChange={(event) => set({ names: event.currentTarget.value })} maxLength={200} disabled={locked} />
        {!isGrowing && <Select label={t('Once a file was read')} value={given.after} onChange={(next) => set({ after: next === 'move' ? 'move' : 'leave' })} allowDeselect={false} disabled={locked} data={[{ value: 'leave', label: t('it stays') }, { value: 'move', label: t('it is moved to the folder done beside it') }]} />}
        <Row grow align="flex-start">
          <NumberInput label={t('Seconds between two looks')} value={given.interval_s} onChange={(value) => set({ interval_s: Number(value) })} min={1} max={3600} allowDecimal={false} disabled={locked} />
          <NumberInput label={isGrowing ? t('Seconds until a last line without an end is read') : t('Seconds without a change until a file is whole')} value={given.rest_s} onChange={(value) => set({ rest_s: Number(value) })} min={1} max={3600} allowDecimal={false} disabled={locked} />
        </Row>
        {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{save.error instanceof Problem ? save.error.detail : String(save.error)}</div>}
        {!locked && (
          <Row>
            <Button type="submit" disabled={Boolean(shown.folder) && !isChanged} loading={save.isPending}>{shown.folder ? t('Save') : t('Watch it')}</Button>
            {isChanged && <Button variant="default" onClick={drop}>{t('Undo changes')}</Button>}
            {shown.folder && <Button variant="default" c="var(--error)" onClick={() => setEnds(true)}>{t('Watch it no longer')}</Button>}
          </Row>
        )}
      </Stack>
      {ends && (
        <Confirm title={t('Watch {folder} no longer?', { folder: shown.folder?.folder || t('the folder') })} action={t('Watch it no longer')} close={() => setEnds(false)}
          run={async () => {
            await answer(api.DELETE('/v1/sources/{id}/folder', { params: { path: { id: source.id } } }));
            done(t('It is watched no longer'));
            drop();
            await take({ ...shown, folder: null, state: null, files: [] });
          }}
        >{t('Its files stay, and how far they were read is forgotten. Named again, they are read from their beginning; what is known is not stored twice.')}</Confirm>
      )}
    </form>
  );
}

function Files({ files }: { files: Shown['files'] }) {
  if (files.length === 0) return <div className="panel"><Empty title={t('No file was read yet')}>{t('Files that lie there, and have names as above, show here with how far they were read.')}</Empty></div>;
  return (
    <section className="panel" aria-label={t('Its latest files')}>
      <div className="panel-head"><h2 className={classes.head}>{t('Its latest files')}</h2></div>
      <div className="scroll-x">
        <table className="rows">
          <thead><tr><th>{t('File')}</th><th className="end">{t('Read')}</th><th className="end">{t('Length')}</th><th>{t('State')}</th><th>{t('Last kept')}</th></tr></thead>
          <tbody>
            {files.map((file) => (
              <tr key={`${file.name} ${file.taken_at ?? ''} ${file.position}`}>
                <td className="mono foreign">{file.name}</td>
                <td className="end num">{bytes(file.position)}</td>
                <td className="end num">{bytes(file.bytes)}</td>
                <td>{file.done ? <Tag tone="ok">{t('read')}</Tag> : file.position >= file.bytes ? <Tag>{t('read as far as it goes')}</Tag> : <Tag tone="accent">{t('more to come')}</Tag>}</td>
                <td className="num" title={file.taken_at ? bothTimes(file.taken_at) : undefined}>{file.taken_at ? ago(file.taken_at) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
