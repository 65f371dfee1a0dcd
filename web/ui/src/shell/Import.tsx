// A table is imported: chosen or pasted, looked at line by line, and only then written.

import { Button, FileInput, Group, Stack, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Problem, Schemas } from '../api/client';
import { many, t } from '../words';
import { Cancel, FormDialog } from './FormDialog';
import { CHOSEN_ANEW } from './files';
import { done } from './notice';
import { Tag } from './Tag';

export type Imported = Schemas['Imported'];

const RESULTS: Record<string, [string, 'ok' | 'warning' | 'error' | 'plain']> = {
  created: ['new', 'ok'], changed: ['changed', 'warning'], unchanged: ['as it is', 'plain'], refused: ['refused', 'error'],
};
const SHOWN = 200;

export default function Import({ title, example, hint, send, imported, close }: {
  title: string; example: string; hint: string; send: (table: string, dryRun: boolean) => Promise<Imported>; imported: () => void; close: () => void;
}) {
  const [table, setTable] = useState('');
  const [told, setTold] = useState<Imported | null>(null);
  const take = (text: string) => { setTable(text); setTold(null); };
  const ask = useMutation({
    mutationFn: (dryRun: boolean) => send(table, dryRun),
    onSuccess: (report) => {
      setTold(report);
      if (report.dry_run) return;
      done(many(report.created + report.changed, '{n} line is imported', '{n} lines are imported'));
      imported();
      if (report.refused === 0) close();
    },
  });
  const fits = told?.dry_run ? told.created + told.changed : 0;
  return (
    <FormDialog holds={told && !told.dry_run ? '' : table} isSending={ask.isPending} close={close} title={title} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); ask.mutate(!told?.dry_run); }}>
        <Stack gap="sm">
          <FileInput label={t('A file')} description={hint} accept=".csv,text/csv,text/plain" placeholder={t('Choose a CSV file')} clearable fileInputProps={CHOSEN_ANEW} onChange={(file) => { if (file) void file.text().then(take); }} />
          <Textarea label={t('Or its lines')} value={table} placeholder={example} onChange={(event) => take(event.currentTarget.value)} autosize minRows={4} maxRows={9} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }} required />
          {told && <Report told={told} />}
          {ask.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{(ask.error as Problem).detail}</div>}
          <Group justify="flex-end">
            <Cancel>{told && !told.dry_run ? t('Close') : t('Cancel')}</Cancel>
            {told?.dry_run
              ? <Button type="submit" loading={ask.isPending} disabled={fits === 0}>{many(fits, 'Import {n} line', 'Import {n} lines')}</Button>
              : <Button type="submit" loading={ask.isPending} disabled={!table.trim()}>{t('Check')}</Button>}
          </Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

/** What is wrong comes first: it is what one has to do something about. */
function Report({ told }: { told: Imported }) {
  const lines = [...told.lines].sort((a, b) => Number(b.result === 'refused') - Number(a.result === 'refused') || a.line - b.line);
  return (
    <>
      <div role="status">
        {told.dry_run ? t('So it would be:') : t('So it is now:')} {t('{created} new, {changed} changed, {unchanged} as they are, {refused} refused', { created: told.created, changed: told.changed, unchanged: told.unchanged, refused: told.refused })}
      </div>
      <div className="panel scroll-x" style={{ maxHeight: 260, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={t('Line by line')}>
        <table className="rows">
          <thead><tr><th className="end">{t('Line')}</th><th>{t('About')}</th><th>{t('Result')}</th></tr></thead>
          <tbody>
            {lines.slice(0, SHOWN).map((line) => {
              const [words, tone] = RESULTS[line.result] ?? [line.result, 'plain' as const];
              return <tr key={line.line}><td className="end num">{line.line}</td><td className="foreign">{line.key}</td><td><Tag tone={tone}>{t(words)}</Tag> {line.detail && <span className="faint foreign">{line.detail}</span>}</td></tr>;
            })}
          </tbody>
        </table>
        {lines.length > SHOWN && <p className="faint" style={{ padding: '8px 12px', margin: 0 }}>{many(lines.length - SHOWN, 'and {n} line more', 'and {n} lines more')}</p>}
      </div>
    </>
  );
}
