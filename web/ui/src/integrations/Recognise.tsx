// What came and could not be read: which form it seems to be and how it would be read so; the telephone system is read so from then on, if that
// is wanted. It is how a system that sent to the wrong form is recognised by what it sent.

import { Button, Group as Row } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api, Problem, type Schemas } from '../api/client';
import { useMay } from '../identity/session';
import { done } from '../shell/notice';
import { t } from '../words';
import { Notices, SampleLegs } from './Legs';
import { free, guidesQuery, type Settings, type Source, sourcesQuery, systemName } from './sources';
import classes from './sources.module.css';

/** Letters that are looked at; the server takes some more bytes. */
const SAMPLE_MAX = 60_000;

export function Recognise({ instance, content, changed }: { instance: string; content: () => Promise<string>; changed: () => void }) {
  const client = useQueryClient();
  const mayChange = useMay()('settings.manage');
  const { data: sources } = useQuery(sourcesQuery);
  const { data: guides } = useQuery(guidesQuery);
  const source = sources?.find((each) => each.name === instance);
  const ask = useMutation({
    mutationFn: async () => {
      const sample = (await content()).slice(0, SAMPLE_MAX);
      return answer(api.POST('/v1/sources/recognize', { body: { sample, settings: free((source?.settings ?? {}) as Settings), sent_now: false } }));
    },
  });
  const set = useMutation({
    mutationFn: ({ of, found }: { of: Source; found: Schemas['Recognized'] }) => answer(api.PATCH('/v1/sources/{id}', {
      params: { path: { id: of.id } }, body: { format: found.format, settings: free(found.settings as Settings), version: of.version },
    })),
    onSuccess: (now) => {
      client.setQueryData(['sources', now.id], now);
      void client.invalidateQueries({ queryKey: ['sources'] });
      void client.invalidateQueries({ queryKey: ['source-guide', now.id] });
      done(t('It is read so from now on'));
      ask.reset();
      changed();
    },
  });
  // A source without a form takes records of our own form alone.
  if (!source || source.format === 'canonical') return null;
  const found = ask.data;
  const unknown = ask.error instanceof Problem && ask.error.code === 'unrecognized_record';
  return (
    <>
      {!found && <Row><Button variant="default" size="compact-sm" loading={ask.isPending} onClick={() => ask.mutate()}>{t('Which form is it?')}</Button></Row>}
      {ask.error && <div role="alert" style={{ color: 'var(--error)' }}>{unknown ? t('No form makes anything of it. Is it whole, with its header line?') : ask.error.message}</div>}
      {found && (
        <section aria-label={t('Which form it is')} style={{ display: 'flex', flexDirection: 'column', gap: 10 }}>
          <div className={classes.note} data-tone="ok" role="status">{t('This is {system}', { system: systemName(guides, found.format) })} <span className="mono">({found.format})</span></div>
          <SampleLegs records={found.records} />
          <Notices title={t('Not read')} notices={found.quarantined} tone="error" />
          <Notices title={t('Doubtful')} notices={found.warnings} tone="warning" />
          {mayChange && <Row><Button size="compact-sm" loading={set.isPending} onClick={() => set.mutate({ of: source, found })}>{t('Read {system} so', { system: source.label })}</Button></Row>}
          {set.error && <div role="alert" style={{ color: 'var(--error)' }}>{set.error.message}</div>}
        </section>
      )}
    </>
  );
}
