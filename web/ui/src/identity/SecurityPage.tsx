// How safe the company wants it: second factors, how long sessions live, from where people may come, what the platform's support may do.

import { Button, Group as Row, NumberInput, Select, Skeleton, Stack, Switch, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Unsaved } from '../shell/Unsaved';
import { longTime } from '../time/zone';
import { t } from '../words';
import { useEdits } from './edits';
import { useMay } from './session';
import classes from './team.module.css';

type Settings = Schemas['SecuritySettings'];
const securityKey = ['security'];

export function SecurityPage() {
  const { data, error, refetch } = useQuery({ queryKey: securityKey, queryFn: () => answer(api.GET('/v1/settings/security')) });
  return (
    <Page title={t('Security')} name={`${t('Security')} · ${t('Settings')}`} beneath={<SettingsTabs />}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={300} radius="md" />}
      {data && <Form settings={data} />}
    </Page>
  );
}

const DAYS: [string, string][] = [['1', 'For a day'], ['7', 'For a week'], ['30', 'For 30 days']];

/** Whoever of the platform looks over a member's shoulder only sees, unless this lets them change things too. */
function Support({ given, set, isLocked }: { given: string | null; set: (until: string | null) => void; isLocked: boolean }) {
  const isOpen = given !== null && Date.parse(given) > Date.now();
  const choose = (days: string | null) => set(days === 'no' || days === null ? null : new Date(Date.now() + Number(days) * 86_400_000 - 60_000).toISOString());
  return (
    <Select
      label={t('The support may change things')} disabled={isLocked} allowDeselect={false} checkIconPosition="right"
      description={isOpen ? t('Until {time}. It stands in your audit log, under both names.', { time: longTime(given) }) : t('When it looks over a member’s shoulder to help, it only sees. Each visit stands in your audit log.')}
      data={[{ value: 'no', label: t('No, it only sees') }, ...(isOpen ? [{ value: 'kept', label: t('As allowed now') }] : []), ...DAYS.map(([value, label]) => ({ value, label: t(label) }))]}
      value={isOpen ? 'kept' : 'no'} onChange={(value) => { if (value !== 'kept') choose(value); }}
    />
  );
}

function Form({ settings }: { settings: Settings }) {
  const allowed = useMay();
  const client = useQueryClient();
  const { given, changes, isChanged, set, settle, drop } = useEdits(settings);
  const isLocked = !allowed('settings.manage');
  const save = useMutation({
    mutationFn: (body: Partial<Settings>) => answer(api.PATCH('/v1/settings/security', { body })),
    onSuccess: (now, sent) => { done(t('Saved')); client.setQueryData(securityKey, now); settle(sent); },
  });
  return (
    <form className={`panel ${classes.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate(changes); }}>
      <Unsaved when={isChanged} />
      <div className={classes.about}><h2>{t('Sign-in and sessions')}</h2><p>{isLocked ? t('Your role may read this, but not change it (settings.manage).') : t('Changes hold from the next request on.')}</p></div>
      <Stack gap="md" maw={520}>
        <Switch label={t('Everybody needs a second factor')} description={t('Who has none sees nothing but how to set one up.')} checked={given.second_factor_required} onChange={(event) => set({ second_factor_required: event.currentTarget.checked })} disabled={isLocked} />
        <Row grow align="flex-start">
          <NumberInput label={t('A session ends idle after')} suffix={t(' minutes')} value={Math.round(given.session_idle_s / 60)} onChange={(value) => set({ session_idle_s: Number(value) * 60 })} min={1} disabled={isLocked} />
          <NumberInput label={t('And in any case after')} suffix={t(' hours')} value={Math.round(given.session_absolute_s / 3600)} onChange={(value) => set({ session_absolute_s: Number(value) * 3600 })} min={1} disabled={isLocked} />
        </Row>
        <TagsInput label={t('People may come only from')} description={t('Blocks such as 203.0.113.0/24. None: from anywhere. Keys have lists of their own.')} value={given.addresses} onChange={(addresses) => set({ addresses })} disabled={isLocked} />
        <Support given={given.support_until ?? null} set={(support_until) => set({ support_until })} isLocked={isLocked} />
        {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
        {!isLocked && <Row><Button type="submit" disabled={!isChanged} loading={save.isPending}>{t('Save')}</Button>{isChanged && <Button variant="default" onClick={drop}>{t('Undo changes')}</Button>}</Row>}
      </Stack>
    </form>
  );
}
