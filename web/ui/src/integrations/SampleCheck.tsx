// A record that is kept of a source: how it was read when it was given, and what differs with the settings as they are typed now.

import { Button, Group as Row, Skeleton, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { ago, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { Notices, SampleLegs } from './Legs';
import { free, type Settings, type Source, written } from './sources';
import classes from './sources.module.css';
import form from '../identity/team.module.css';

type Check = Schemas['SampleCheck'];

export function SampleCheck({ source, settings, locked }: { source: Source; settings: Settings; locked: boolean }) {
  const client = useQueryClient();
  const key = ['source-sample', source.id];
  const kept = useQuery({
    queryKey: key,
    queryFn: async (): Promise<Check | null> => {
      try {
        return await answer(api.GET('/v1/sources/{id}/sample', { params: { path: { id: source.id } } }));
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null;
        throw error;
      }
    },
  });
  const check = useMutation({ mutationFn: () => answer(api.POST('/v1/sources/{id}/sample/check', { params: { path: { id: source.id } }, body: { settings: free(written(settings)) } })) });
  const forget = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/sources/{id}/sample', { params: { path: { id: source.id } } })),
    onSuccess: () => { done(t('Forgotten')); client.setQueryData(key, null); },
  });
  const shown = check.data ?? kept.data;
  return (
    <section className={`panel ${form.form}`} style={{ marginTop: 14 }} aria-label={t('A record as a check')}>
      <div className={form.about}><h2>{t('A record as a check')}</h2><p>{t('One is kept, sealed, with how it is read. Whether it is still read the same tells what a change of the settings does, before it is made.')}</p></div>
      <div style={{ display: 'flex', flexDirection: 'column', gap: 12, minWidth: 0 }}>
        {kept.error && <Failure error={kept.error} retry={() => void kept.refetch()} />}
        {kept.isPending && <Skeleton height={60} />}
        {kept.data === null && (locked ? <span className="faint">{t('None is kept.')}</span> : <Keep source={source} kept={(found) => client.setQueryData(key, found)} />)}
        {kept.data && shown && (
          <>
            <Differences check={shown} />
            <Row gap={8}>
              <Button variant="default" size="compact-sm" loading={check.isPending} onClick={() => check.mutate()}>{t('Check with the settings above')}</Button>
              {!locked && <Button variant="subtle" color="red" size="compact-sm" loading={forget.isPending} onClick={() => forget.mutate()}>{t('Forget it')}</Button>}
              <span className="faint" title={bothTimes(kept.data.kept_at)}>{t('kept {ago}, of version {n}', { ago: ago(kept.data.kept_at), n: kept.data.version })}</span>
            </Row>
            {(check.error ?? forget.error) && <div role="alert" style={{ color: 'var(--error)' }}>{(check.error ?? forget.error)?.message}</div>}
          </>
        )}
      </div>
    </section>
  );
}

function Differences({ check }: { check: Check }) {
  const same = check.differences.length === 0 && check.quarantined.length === 0;
  return (
    <Stack gap="sm">
      <div className={classes.note} data-tone={same ? 'ok' : undefined} role="status">{same ? t('It is read as it was.') : many(check.differences.length, '{n} difference from how it was read', '{n} differences from how it was read')}</div>
      {check.differences.length > 0 && (
        <div className="scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Leg')}</th><th>{t('Field')}</th><th>{t('Then')}</th><th>{t('Now')}</th></tr></thead>
            <tbody>{check.differences.map((one) => <tr key={`${one.external_id} ${one.key ?? ''}`}><td className="mono foreign">{one.external_id}</td><td>{one.key ?? t('all of it')}</td><td className="foreign">{value(one.then, one.key)}</td><td className="foreign">{value(one.now, one.key)}</td></tr>)}</tbody>
          </table>
        </div>
      )}
      <Notices title={t('Not read')} notices={check.quarantined} tone="error" />
      <SampleLegs records={check.now} />
    </Stack>
  );
}

function value(of: unknown, key: string | null | undefined): string {
  if (of === null || of === undefined) return key ? '–' : t('missing');
  if (!key) return t('there');
  return typeof of === 'string' ? of : JSON.stringify(of);
}

function Keep({ source, kept }: { source: Source; kept: (check: Check) => void }) {
  const [sample, setSample] = useState('');
  const keep = useMutation({
    mutationFn: () => answer(api.PUT('/v1/sources/{id}/sample', { params: { path: { id: source.id } }, body: { sample } })),
    onSuccess: (found) => { done(t('Kept')); kept(found); },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); keep.mutate(); }}>
      <Stack gap="sm">
        <Textarea label={t('Record')} description={t('One or some, as the system writes them.')} value={sample} onChange={(event) => setSample(event.currentTarget.value)} autosize minRows={3} maxRows={10} spellCheck={false} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }} />
        {keep.error && <div role="alert" style={{ color: 'var(--error)' }}>{keep.error.message}</div>}
        <Row><Button type="submit" variant="default" size="compact-sm" disabled={!sample.trim()} loading={keep.isPending}>{t('Keep it')}</Button></Row>
      </Stack>
    </form>
  );
}
