// A folder of recordings: looked at by its names, then sent file by file. What failed is listed, and can be tried again.

import { Button, FileInput, Group as Row, Progress, TextInput } from '@mantine/core';
import { IconFolderOpen, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Problem } from '../api/client';
import { Failure } from '../shell/Failure';
import { Tag } from '../shell/Tag';
import { CHOSEN_ANEW } from '../shell/files';
import { longTime } from '../time/zone';
import { many, t } from '../words';
import { beginImport, type Fate, folderOf, lookAt, type NameLine, pathOf, send, Sent } from './imports';
import { fetchingQuery, lost, type Source } from './sources';

const SHOWN = 200;
/** Files that are on their way at the same time. */
const AT_ONCE = 3;

type Run = { all: number; done: Record<Fate, number>; skipped: number; failures: { file: File; line: NameLine; why: string }[]; going: boolean };

export function ImportRecordings({ source }: { source: Source }) {
  const client = useQueryClient();
  const { data: fetching } = useQuery(fetchingQuery(source.id));
  const [files, setFiles] = useState<File[]>([]);
  const [pattern, setPattern] = useState('');
  const [run, setRun] = useState<Run | null>(null);
  const stopped = useRef(false);
  /** Under which the server lists this folder. */
  const listed = useRef<string | undefined>(undefined);
  useEffect(() => () => { stopped.current = true; }, []);
  const look = useMutation({ mutationFn: () => lookAt(source.id, pattern.trim(), files) });
  const choose = (chosen: File[]) => { setFiles(chosen); setRun(null); listed.current = undefined; look.reset(); };
  const go = async (work: { file: File; line: NameLine }[]) => {
    stopped.current = false;
    const sent = new Sent(source.id);
    const left = work.filter(({ file }) => !sent.has(file));
    const now: Run = { all: work.length, done: { matched: 0, loose: 0, known: 0 }, skipped: work.length - left.length, failures: [], going: true };
    const tell = () => setRun({ ...now, done: { ...now.done }, failures: [...now.failures] });
    tell();
    // It is sent all the same where it cannot be listed.
    if (left.length > 0) listed.current ??= (await beginImport(source.id, 'recordings', folderOf(files), left.length).catch(() => undefined))?.id;
    const worker = async () => {
      for (let next = left.shift(); next && !stopped.current; next = left.shift()) {
        const { file, line } = next;
        try {
          now.done[await send(source.id, file, line, listed.current)] += 1;
          sent.note(file);
        } catch (error) {
          now.failures.push({ file, line, why: error instanceof Problem ? error.detail : String(error) });
        }
        tell();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    now.going = false;
    tell();
    for (const key of ['imports', 'orphans', 'missing', 'calls', 'call']) void client.invalidateQueries({ queryKey: [key] });
  };
  const usual = fetching?.names ?? fetching?.names_usual ?? null;
  const lines = look.data ?? [];
  const pairs = files.flatMap((file, n) => { const line = lines[n]; return line ? [{ file, line }] : []; });
  return (
    <section className="panel" style={{ marginTop: 14 }}>
      <div className="panel-body" style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
        <h2 style={{ margin: 0 }}>{t('Import recordings')}</h2>
        <p className="faint" style={{ margin: 0 }}>{t('Their calls are found by what records call them, by an id in the name, or by time and parties. Nothing is sent before you have seen what the names say; the same again changes nothing.')}</p>
        <Row grow align="start">
          <FileInput label={t('Files')} placeholder={t('Choose recordings')} leftSection={<IconUpload size={15} />} multiple clearable value={files} onChange={choose} disabled={run?.going} fileInputProps={CHOSEN_ANEW} />
          <FileInput label={t('Or a whole folder')} placeholder={t('Choose a folder')} leftSection={<IconFolderOpen size={15} />} multiple onChange={choose} disabled={run?.going} fileInputProps={{ webkitdirectory: '' } as never} />
        </Row>
        <TextInput
          label={t('How their names are made')} value={pattern} onChange={(event) => { setPattern(event.currentTarget.value); look.reset(); }} disabled={run?.going} placeholder={usual ?? '{started:%Y%m%d-%H%M%S}_{from}_{to}.{any}'}
          description={t('With {places} in it. Empty: as this telephone system makes them.', { places: '{id}, {from}, {to}, {agent}, {started:%Y%m%d-%H%M%S}, {any}' })} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        {look.error && <Failure error={look.error} retry={() => look.mutate()} what={t('The names could not be looked at')} />}
        {look.data && <Names lines={lines} />}
        {run && <Going run={run} stop={() => { stopped.current = true; }} />}
        <Row justify="flex-end" gap="sm">
          {run && !run.going && run.failures.length > 0 && <Button variant="default" onClick={() => void go(run.failures)}>{t('Try the failed ones again')}</Button>}
          {!look.data && <Button loading={look.isPending} disabled={files.length === 0} onClick={() => look.mutate()}>{t('Look at the names')}</Button>}
          {look.data && run && !run.going && throughOf(run) < run.all && <Button onClick={() => void go(pairs)}>{t('Go on')}</Button>}
          {look.data && !run && <Button onClick={() => void go(pairs)}>{many(files.length, 'Send {n} recording', 'Send {n} recordings')}</Button>}
        </Row>
      </div>
    </section>
  );
}

function Names({ lines }: { lines: NameLine[] }) {
  const [read, found] = [lines.filter((line) => line.is_read).length, lines.filter((line) => line.leg_id).length];
  return (
    <>
      <div role="status">{t('{read} of {all} names say something, {found} have their call already.', { read, all: lines.length, found })}</div>
      <div className="scroll-x" style={{ maxHeight: 300, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={t('Name by name')}>
        <table className="rows">
          <thead><tr><th>{t('Name')}</th><th>{t('Begin')}</th><th>{t('From')}</th><th>{t('To')}</th><th>{t('Id')}</th><th>{t('Call')}</th></tr></thead>
          <tbody>
            {lines.slice(0, SHOWN).map((line, n) => (
              <tr key={`${n} ${line.name}`}>
                <td className="mono foreign">{line.name}</td>
                <td>{line.started_at ? longTime(line.started_at) : '–'}</td>
                <td className="foreign num">{line.from ?? '–'}</td><td className="foreign num">{line.to ?? '–'}</td><td className="mono foreign">{line.external_id ?? '–'}</td>
                <td>{line.leg_id ? <Tag tone="ok">{t('found')}</Tag> : <Tag tone={line.is_read ? 'plain' : 'warning'}>{line.is_read || line.note !== 'no_leg' ? lost(line.note) : t('says nothing')}</Tag>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lines.length > SHOWN && <p className="faint" style={{ margin: 0 }}>{many(lines.length - SHOWN, 'and {n} name more', 'and {n} names more')}</p>}
    </>
  );
}

/** How many were tried. */
export function throughOf({ done: { matched, loose, known }, skipped, failures }: Pick<Run, 'done' | 'skipped' | 'failures'>): number {
  return matched + loose + known + skipped + failures.length;
}

function Going({ run, stop }: { run: Run; stop: () => void }) {
  const { matched, loose, known } = run.done;
  const through = throughOf(run);
  return (
    <>
      <Row gap="sm" wrap="nowrap">
        <Progress value={run.all === 0 ? 100 : (through / run.all) * 100} style={{ flex: 1 }} aria-label={t('Sent')} />
        <span className="num">{t('{through} of {all}', { through, all: run.all })}</span>
        {run.going && <Button variant="default" size="compact-sm" onClick={stop}>{t('Stop')}</Button>}
      </Row>
      <div role="status">
        {run.going ? t('Sending…') : through < run.all ? t('Stopped.') : t('Done.')} {t('{matched} with their call, {loose} without one yet, {known} known before, {failed} failed', { matched, loose, known: known + run.skipped, failed: run.failures.length })}
        {!run.going && loose > 0 && <> · <Link to="/app/settings/recordings" search={{ tab: 'orphans' } as never}>{t('Look at those without a call')}</Link></>}
      </div>
      {run.failures.length > 0 && (
        <ul role="alert" style={{ margin: 0, paddingLeft: 18 }}>
          {run.failures.slice(0, SHOWN).map(({ file, why }) => <li key={pathOf(file)}><span className="mono foreign">{pathOf(file)}</span>: <span className="foreign" style={{ color: 'var(--error)' }}>{why}</span></li>)}
        </ul>
      )}
    </>
  );
}
