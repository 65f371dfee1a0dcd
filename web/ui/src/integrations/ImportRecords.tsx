// Files of records that somebody has: looked at first, sent part by part with progress, stopped and gone on with. What was known is known again.

import { Button, FileInput, Group as Row, Progress, Stack } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Problem, type Schemas } from '../api/client';
import { bytes, count } from '../figure';
import { useMay } from '../identity/session';
import { CHOSEN_ANEW } from '../shell/files';
import { many, t } from '../words';
import { ImportList } from './ImportList';
import { pathOf } from './imports';
import { Notices, SampleLegs } from './Legs';
import { became, BEGIN, type Left, leftOf, listed, Places, sendFile, sum, type Totals } from './records';
import { importsQuery, type Source } from './sources';
import classes from './sources.module.css';

const EXAMPLE = 'external_id,direction,started_at,from,to,agent,talk_s,disposition,custom.order\n1731.17,inbound,2026-03-02T09:00:00+01:00,+390612345678,+390698765432,201,263,answered,4711';

/** Legs, and reasons, that are shown of a look. */
const SHOWN = 20;

type Seen = { records: unknown[]; unread: Schemas['QuarantineNotice'][] };
type Run = { isLook: boolean; lefts: Left[]; seen: Seen; failure: { name: string; why: string } | null; going: boolean };

export function ImportRecords({ source }: { source: Source }) {
  const client = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const [run, setRun] = useState<Run | null>(null);
  const stopped = useRef(false);
  useEffect(() => () => { stopped.current = true; }, []);
  const mayRead = useMay()('queue.read');
  const { data: others } = useQuery({ ...importsQuery(source.name), enabled: mayRead });
  const [anew, setAnew] = useState(false);
  const places = new Places(source.id);
  // This browser knows more of a file than its name and length.
  const leftAt = (file: File) => (anew ? null : places.of(file) ?? leftOf(others ?? [], file));
  const begun = run ? 0 : files.filter(leftAt).length;
  const choose = (chosen: File[]) => { setFiles(chosen); setRun(null); setAnew(false); };
  const go = async (isLook: boolean, from: Left[]) => {
    stopped.current = false;
    const now: Run = { isLook, lefts: from, seen: { records: [], unread: [] }, failure: null, going: true };
    const tell = () => setRun({ ...now, lefts: [...now.lefts] });
    tell();
    for (const [n, file] of files.entries()) {
      if (stopped.current) break;
      try {
        if (!isLook) now.lefts[n] = await listed(source.id, file, now.lefts[n] ?? BEGIN);
        await sendFile(source.id, file, now.lefts[n] ?? BEGIN, {
          dryRun: isLook,
          isStopped: () => stopped.current,
          tell: (left, part) => {
            now.lefts[n] = left;
            now.seen = { records: [...now.seen.records, ...part.records].slice(0, SHOWN), unread: [...now.seen.unread, ...part.unread].slice(0, SHOWN) };
            if (!isLook) places.note(file, left);
            tell();
          },
        });
      } catch (error) {
        now.failure = { name: pathOf(file), why: error instanceof Problem ? error.detail : error instanceof Error ? error.message : String(error) };
        break;
      }
    }
    now.going = false;
    tell();
    if (!isLook) for (const key of ['imports', 'calls', 'call', 'latest', 'source-health', 'quarantine']) void client.invalidateQueries({ queryKey: [key] });
  };
  const send = () => void go(false, files.map((file) => leftAt(file) ?? BEGIN));
  const isOver = run !== null && !run.going && files.every((_, n) => run.lefts[n]?.ended);
  return (
    <Stack gap={14}>
      <section className="panel" aria-label={t('Import records')}>
        <div className="panel-body" style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
          <h2 style={{ margin: 0 }}>{t('Import records')}</h2>
          {source.format === 'canonical' ? <OwnForm /> : <p className="faint" style={{ margin: 0 }}>{t('Files as this telephone system writes them, packed with gzip or not. What is known already is not stored or charged twice; what cannot be read is kept aside.')}</p>}
          <FileInput label={t('Files')} placeholder={t('Choose files of records')} leftSection={<IconUpload size={15} />} multiple clearable value={files} onChange={choose} disabled={run?.going} fileInputProps={CHOSEN_ANEW} />
          {begun > 0 && (
            <Row gap="sm">
              <span role="status">{many(begun, '{n} of them was begun before, here or in another browser: it goes on where it was left.', '{n} of them were begun before, here or in another browser: they go on where they were left.')}</span>
              <Button variant="subtle" size="compact-xs" onClick={() => { for (const file of files) places.forget(file); setAnew(true); }}>{t('From the beginning')}</Button>
            </Row>
          )}
          {run && <Going run={run} files={files} source={source} stop={() => { stopped.current = true; }} />}
          <Row justify="flex-end" gap="sm">
            {(!run || !run.going) && !isOver && <Button variant="default" disabled={files.length === 0} onClick={() => void go(true, files.map(() => BEGIN))}>{t('Only look')}</Button>}
            {!run?.going && (run === null || run.isLook) && <Button disabled={files.length === 0} onClick={send}>{t('Import')}</Button>}
            {run && !run.going && !run.isLook && !isOver && <Button onClick={() => void go(false, run.lefts)}>{t('Go on')}</Button>}
          </Row>
        </div>
      </section>
      <ImportList source={source} />
    </Stack>
  );
}

function OwnForm() {
  return (
    <>
      <p className="faint" style={{ margin: 0 }}>{t('Records in our own form, packed with gzip or not: one a line as JSON (NDJSON), or a table (CSV) whose first line names the keys. What is known already is not stored or charged twice; what is not as it has to be is listed, and nothing is kept of it.')}</p>
      <pre className={classes.raw} style={{ margin: 0 }} tabIndex={0} aria-label={t('Example')}>{EXAMPLE}</pre>
    </>
  );
}

function Going({ run, files, source, stop }: { run: Run; files: File[]; source: Source; stop: () => void }) {
  const all = files.reduce((before, file) => before + file.size, 0);
  const read = run.lefts.reduce((before, left) => before + left.read, 0);
  const totals = sum(run.lefts.map((left) => left.totals));
  const isOver = run.lefts.every((left) => left.ended);
  const state = run.going ? (run.isLook ? t('Reading…') : t('Sending…')) : isOver ? t('Done.') : t('Stopped.');
  return (
    <Stack gap="sm">
      <Row gap="sm" wrap="nowrap">
        <Progress value={all === 0 ? 100 : (read / all) * 100} style={{ flex: 1 }} aria-label={run.isLook ? t('Looked at') : t('Sent')} />
        <span className="num">{t('{read} of {all}', { read: bytes(read), all: bytes(all) })}</span>
        {run.going && <Button variant="default" size="compact-sm" onClick={stop}>{t('Stop')}</Button>}
      </Row>
      <div role="status">
        {state} {run.isLook ? looked(totals) : became(totals)}
        {!run.going && !run.isLook && totals.quarantined > 0 && <> · <Link to="/app/settings/quarantine" search={{ source_instance: source.name } as never}>{t('What could not be read')}</Link></>}
        {!run.going && !run.isLook && totals.new > 0 && <> · <Link to="/app/calls" search={{ source_instance: source.name } as never}>{t('Its calls')}</Link></>}
      </div>
      {run.failure && <div role="alert"><span className="mono foreign">{run.failure.name}</span>: <span className="foreign" style={{ color: 'var(--error)' }}>{run.failure.why}</span></div>}
      {run.isLook && run.seen.records.length > 0 && <><strong>{t('The first of them, as they would be stored')}</strong><SampleLegs records={run.seen.records} /></>}
      {run.isLook && !run.going && isOver && run.seen.records.length === 0 && <p className="faint" style={{ margin: 0 }}>{source.format === 'canonical' ? t('No record was read. Is it such a file, and is anything in it?') : t('No leg was read. Is it a file of this telephone system, and are its settings right?')}</p>}
      <Notices title={run.isLook ? t('What could not be read') : source.format === 'canonical' ? t('Not taken') : t('Kept aside')} notices={run.seen.unread} tone="warning" />
    </Stack>
  );
}

function looked(totals: Totals): string {
  return t('{legs} would be read, {unread} could not be, {ignored} are no records.', { legs: many(totals.new, '{n} leg', '{n} legs'), unread: many(totals.quarantined + totals.refused, '{n} piece', '{n} pieces'), ignored: count(totals.ignored) });
}
