// Which telephone system it is: picked from those that have a guide, or told by a record of it.

import { Button, Checkbox, Group as Row, Select, Skeleton, Stack, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { Notices, SampleLegs } from './Legs';
import { free, type Guide, guidesQuery, type Settings, systemName } from './sources';
import classes from './sources.module.css';

export type Chosen = { format: string; settings: Settings; suggested: string[]; sample: string };

export function Choose({ take }: { take: (chosen: Chosen) => void }) {
  const { data: guides, error, refetch } = useQuery(guidesQuery);
  const [guide, setGuide] = useState<Guide | null>(null);
  if (error && !guides) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!guides) return <Skeleton height={260} radius="md" />;
  return (
    <>
      <section className="panel">
        <div className="panel-head"><h2 className={classes.head}>{t('Pick it')}</h2></div>
        <div className="panel-body">
          <ul className={classes.systems}>
            {guides.map((each) => (
              <li key={each.system}><button type="button" className={classes.system} aria-pressed={each === guide} onClick={() => (each.formats.length === 1 ? take(begun(each.formats[0]?.format ?? '')) : setGuide(each))}><strong>{each.title}</strong><span>{each.reached_by}</span></button></li>
            ))}
          </ul>
          {guide && guide.formats.length > 1 && <Forms guide={guide} take={take} />}
        </div>
      </section>
      <Paste guides={guides} take={take} />
    </>
  );
}

const begun = (format: string): Chosen => ({ format, settings: { tz: currentZone() }, suggested: [], sample: '' });

function Forms({ guide, take }: { guide: Guide; take: (chosen: Chosen) => void }) {
  const [format, setFormat] = useState(guide.formats[0]?.format ?? '');
  const own = guide.formats.some((each) => each.format === format) ? format : guide.formats[0]?.format ?? '';
  return (
    <Row mt="md" align="flex-end" gap={8}>
      <Select label={t('In which form does {system} write?', { system: guide.title })} description={t('The first one is the usual one.')} data={guide.formats.map((each) => each.format)} value={own} onChange={(value) => setFormat(value ?? own)} allowDeselect={false} w={340} maw="100%" />
      <Button onClick={() => take(begun(own))}>{t('Go on')}</Button>
    </Row>
  );
}

/** A record, or some: the form, the settings and the result are told; nothing is stored. */
function Paste({ guides, take }: { guides: Guide[]; take: (chosen: Chosen) => void }) {
  const [sample, setSample] = useState('');
  const [sentNow, setSentNow] = useState(false);
  const ask = useMutation({
    mutationFn: (format?: string) => answer(api.POST('/v1/sources/recognize', { body: { sample, format, settings: free({ tz: currentZone() }), sent_now: sentNow } })),
  });
  return (
    <section className="panel">
      <div className="panel-head"><h2 className={classes.head}>{t('Or paste a record of it')}</h2></div>
      <div className="panel-body">
        <form onSubmit={(event) => { event.preventDefault(); ask.mutate(undefined); }}>
          <Stack gap="sm">
            <Textarea label={t('Record')} description={t('One or some, as the system writes them: lines, JSON, XML, a request. Nothing is stored.')} value={sample} onChange={(event) => setSample(event.currentTarget.value)} autosize minRows={4} maxRows={14} spellCheck={false} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12.5 } }} />
            <Checkbox label={t('The call has just ended: then its time tells the zone')} checked={sentNow} onChange={(event) => setSentNow(event.currentTarget.checked)} />
            <Row><Button type="submit" variant="default" disabled={!sample.trim()} loading={ask.isPending}>{t('Recognise it')}</Button></Row>
            {ask.error && <div role="alert" style={{ color: 'var(--error)' }}>{(ask.error as Problem).code === 'unrecognized_record' ? t('No form makes anything of it. Is it whole, with its header line?') : (ask.error as Problem).detail}</div>}
          </Stack>
        </form>
        {ask.data && <Found found={ask.data} guides={guides} again={(format) => ask.mutate(format)} take={() => take({ format: ask.data.format, settings: ask.data.settings, suggested: Object.keys(ask.data.settings).filter((key) => key !== 'tz'), sample })} />}
      </div>
    </section>
  );
}

function Found({ found, guides, again, take }: { found: Schemas['Recognized']; guides: Guide[]; again: (format: string) => void; take: () => void }) {
  return (
    <Stack gap="sm" mt="md">
      <div className={classes.note} data-tone="ok" role="status">{t('This is {system}', { system: systemName(guides, found.format) })} <span className="mono">({found.format})</span></div>
      {found.others.length > 0 && <Row gap={6}><span className="faint">{t('It could also be')}</span>{found.others.map((format) => <Button key={format} variant="default" size="compact-xs" onClick={() => again(format)}>{format}</Button>)}</Row>}
      <SampleLegs records={found.records} />
      {Boolean(found.zone_off_min) && <div className={classes.note}>{t('By its time the call ended {n} minutes from now: the system’s zone is another one than {zone}.', { n: Math.abs(found.zone_off_min ?? 0), zone: currentZone() })}</div>}
      <Notices title={t('Not read')} notices={found.quarantined} tone="error" />
      <Notices title={t('Doubtful')} notices={found.warnings} tone="warning" />
      <Notices title={t('No records, and not meant to be')} notices={found.ignored} tone="dimmed" />
      <Row><Button onClick={take}>{t('Go on with it')}</Button></Row>
    </Stack>
  );
}
