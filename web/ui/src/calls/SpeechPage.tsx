// How the company's recordings are heard: in which language on which channel, by which model, with which words in mind, and from where on
// something counts in the figures; and what was heard otherwise, heard anew.

import { Button, Group, Radio, Select, Skeleton, Stack, Switch, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api, Problem, type Schemas } from '../api/client';
import { bytes, decimal } from '../figure';
import { useEdits } from '../identity/edits';
import { useMay } from '../identity/session';
import { Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Tag } from '../shell/Tag';
import { Unsaved } from '../shell/Unsaved';
import { t } from '../words';
import { languageChoices } from './languages';
import { type Model, modelsQuery } from './models';
import { Stale } from './Stale';
import { Thresholds } from './Thresholds';
import form from '../identity/team.module.css';
import classes from './speech.module.css';

type Settings = Schemas['SpeechSettings'];

const settingsQuery = { queryKey: ['speech'], queryFn: () => answer(api.GET('/v1/settings/speech')) };

export function SpeechPage() {
  const settings = useQuery(settingsQuery);
  const models = useQuery(modelsQuery);
  // Where reading anew fails the page stays as it is.
  const error = (!settings.data && settings.error) || (!models.data && models.error) || null;
  return (
    <Page title={t('Speech')} name={t('Speech')} beneath={<SettingsTabs />}>
      {error && <div className="panel"><Failure error={error} retry={() => { void settings.refetch(); void models.refetch(); }} /></div>}
      {!error && !(settings.data && models.data) && <Skeleton height={420} radius="md" />}
      {settings.data && models.data && <Form settings={settings.data} models={models.data} />}
      {settings.data && <Stale />}
    </Page>
  );
}

function Form({ settings, models }: { settings: Settings; models: Model[] }) {
  const client = useQueryClient();
  const isLocked = !useMay()('settings.manage');
  const { given, isChanged, set, settle, drop } = useEdits(settings);
  const save = useMutation({
    mutationFn: (body: Settings) => answer(api.PUT('/v1/settings/speech', { body })),
    onSuccess: (now, sent) => {
      done(t('Saved; it holds for recordings to come'));
      client.setQueryData(settingsQuery.queryKey, now);
      settle(sent);
      for (const name of ['models', 'stale']) void client.invalidateQueries({ queryKey: [name] });
    },
  });
  return (
    <form onSubmit={(event) => { event.preventDefault(); save.mutate(given); }} className={classes.form}>
      <Unsaved when={isChanged} />
      <section className={`panel ${form.form}`} aria-label={t('Language')}>
        <div className={form.about}><h2>{t('Language')}</h2><p>{t('What a recording or its record says of itself goes before this.')}</p></div>
        <Languages given={given} set={set} isLocked={isLocked} />
      </section>
      <section className={`panel ${form.form}`} aria-label={t('Model')}>
        <div className={form.about}><h2>{t('Model')}</h2><p>{t('A larger one hears more and takes longer. Figures are of this server, on English telephone speech.')}</p></div>
        <Models given={given} set={set} models={models} isLocked={isLocked} />
      </section>
      <section className={`panel ${form.form}`} aria-label={t('Vocabulary')}>
        <div className={form.about}><h2>{t('Vocabulary')}</h2><p>{t('Names and words that are likely to be said, as they are spelled. It helps with names that the model would spell otherwise; where it does not help it can do harm, so keep it short.')}</p></div>
        <TagsInput label={t('Words and names')} description={t('Enter or a comma after each; at most 200')} placeholder={t('Kowalczyk')} value={given.vocabulary} onChange={(vocabulary) => set({ vocabulary })} maxTags={200} splitChars={[',', ';', '\n']} disabled={isLocked} clearable maw={520} />
      </section>
      <section className={`panel ${form.form}`} aria-label={t('What counts')}>
        <div className={form.about}><h2>{t('What counts')}</h2><p>{t('From where on silences and interruptions count in the figures of a conversation. Calls keep the figures that they have until they are analysed again.')}</p></div>
        <Thresholds values={given.thresholds} change={(thresholds) => set({ thresholds })} isLocked={isLocked} />
      </section>
      {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{save.error instanceof Problem ? save.error.detail : String(save.error)}</div>}
      {isLocked
        ? <p className="faint">{t('Your role may read this, but not change it (settings.manage).')}</p>
        : <Group><Button type="submit" disabled={!isChanged} loading={save.isPending}>{t('Save')}</Button>{isChanged && <Button variant="default" onClick={drop}>{t('Undo changes')}</Button>}</Group>}
    </form>
  );
}

type Part = { given: Settings; set: (change: Partial<Settings>) => void; isLocked: boolean };

function Languages({ given, set, isLocked }: Part) {
  const choices = [{ value: 'auto', label: t('Find out what is spoken') }, ...languageChoices()];
  const apart = given.channels.length > 0;
  return (
    <Stack gap="md" maw={520}>
      <Select label={t('Spoken')} placeholder={t('as the server is set up')} data={choices} value={given.language ?? null} onChange={(language) => set({ language })} searchable clearable disabled={isLocked} nothingFoundMessage={t('No such language')} />
      <Switch label={t('Each side speaks a language of its own')} description={t('Where a recording has two channels.')} checked={apart} onChange={(event) => set({ channels: event.currentTarget.checked ? ['auto', 'auto'] : [] })} disabled={isLocked} />
      {apart && (
        <Group grow align="flex-start">
          {given.channels.map((language, index) => (
            <Select key={index} label={t('Channel {n}', { n: index + 1 })} data={choices} value={language} onChange={(next) => set({ channels: given.channels.map((own, at) => (at === index ? next ?? 'auto' : own)) })} searchable allowDeselect={false} disabled={isLocked} />
          ))}
        </Group>
      )}
    </Stack>
  );
}

function Models({ given, set, models, isLocked }: Part & { models: Model[] }) {
  const here = models.filter((model) => model.here);
  return (
    <Radio.Group value={given.model ?? ''} onChange={(model) => set({ model: model || null })} aria-label={t('Model')}>
      <Stack gap={2}>
        <Radio.Card value="" className={classes.model} disabled={isLocked}><Radio.Indicator disabled={isLocked} /><div><b>{t('As the server is set up')}</b><div className="faint">{t('Its operator chooses, and may change it.')}</div></div></Radio.Card>
        {here.map((model) => (
          <Radio.Card key={model.id} value={model.id} className={classes.model} disabled={isLocked}>
            <Radio.Indicator disabled={isLocked} />
            <div>
              <b className="mono">{model.id}</b> <Tag tone="plain">{model.multilingual ? t('many languages') : t('English')}</Tag>
              <div className="faint">{facts(model)}</div>
            </div>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}

function facts(model: Model): string {
  const size = model.bytes ? bytes(model.bytes) : null;
  const { measured } = model;
  const worth = measured && [t('{share} % of words wrong', { share: decimal(measured.word_error_rate) }), t('{n} s of speech a second', { n: Math.round(1 / measured.real_time_factor) })].join(' · ');
  return [worth ?? t('not measured here'), size].filter(Boolean).join(' · ');
}
