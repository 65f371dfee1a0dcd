// What the company says of itself: name, address, whom to ask; its time zone, by which all days are counted; and when it is open.

import { Button, Group as Row, Select, Skeleton, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Failure } from '../shell/Failure';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { SettingsTabs } from '../shell/SettingsTabs';
import { Unsaved } from '../shell/Unsaved';
import { ZONES } from '../time/zones';
import { t } from '../words';
import { BusinessHours } from './BusinessHours';
import { useEdits } from './edits';
import { businessHours, type Edited, edited, OFFICE } from './hours';
import { useMay, useMe } from './session';
import classes from './team.module.css';

type Company = Schemas['Company'];
export const companyKey = ['company'];

export function CompanyPage() {
  const { data, error, refetch } = useQuery({ queryKey: companyKey, queryFn: () => answer(api.GET('/v1/settings/company')) });
  return (
    <Page title={t('Company')} name={t('Company')} beneath={<SettingsTabs />}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={300} radius="md" />}
      {data && <><Profile company={data} /><Hours company={data} /></>}
    </Page>
  );
}

function useSave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['CompanyChange']) => answer(api.PATCH('/v1/settings/company', { body })),
    onSuccess: (company) => {
      done(t('Saved'));
      client.setQueryData(companyKey, company);
      // Name and zone stand in the session; days and hours of everything follow the zone.
      void client.invalidateQueries();
    },
  });
}

function Profile({ company }: { company: Company }) {
  const me = useMe();
  const isLocked = !useMay()('settings.manage');
  // Hours are a form of their own.
  const { business_hours: _, ...stored } = company;
  const { given, changes, isChanged, set: change, settle, drop } = useEdits(stored);
  const save = useSave();
  const set = (name: keyof typeof stored) => (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => change({ [name]: event.currentTarget.value });
  return (
    <form className={`panel ${classes.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate(changes, { onSuccess: () => settle(changes) }); }}>
      <Unsaved when={isChanged} />
      <div className={classes.about}><h2>{t('Profile')}</h2><p>{isLocked ? t('Your role may read this, but not change it (settings.manage).') : t('The name is what your team and those you invite see.')}</p></div>
      <Stack gap="sm" maw={520}>
        <TextInput label={t('Name')} value={given.name} onChange={set('name')} required maxLength={200} disabled={isLocked} autoComplete="organization" />
        <Textarea label={t('Address')} value={given.address} onChange={set('address')} autosize minRows={2} maxRows={6} maxLength={500} disabled={isLocked} autoComplete="street-address" />
        <TextInput label={t('Website')} type="url" placeholder="https://" value={given.website} onChange={set('website')} maxLength={200} disabled={isLocked} />
        <TextInput label={t('Whom to ask')} value={given.contact_name} onChange={set('contact_name')} maxLength={200} disabled={isLocked} autoComplete="off" />
        <Row grow align="flex-start">
          <TextInput label={t('E-mail')} type="email" value={given.contact_email} onChange={set('contact_email')} maxLength={254} disabled={isLocked} autoComplete="off" />
          <TextInput label={t('Telephone')} value={given.contact_phone} onChange={set('contact_phone')} maxLength={40} disabled={isLocked} autoComplete="off" />
        </Row>
        <Select label={t('Time zone')} description={t('Days, hours and the begin of a period are counted in it; another one holds at once, for all that is shown.')} data={ZONES.includes(given.zone) ? ZONES : [given.zone, ...ZONES]} value={given.zone} onChange={(zone) => change({ zone: zone ?? given.zone })} searchable limit={60} allowDeselect={false} disabled={isLocked} />
        <div><div className="faint" style={{ fontSize: 12.5 }}>{t('Id')}</div><span className="mono" style={{ overflowWrap: 'anywhere' }}>{me.tenant_id}</span></div>
        {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
        {!isLocked && <Row><Button type="submit" disabled={!isChanged} loading={save.isPending}>{t('Save')}</Button>{isChanged && <Button variant="default" onClick={drop}>{t('Undo changes')}</Button>}</Row>}
      </Stack>
    </form>
  );
}

function Hours({ company }: { company: Company }) {
  const isLocked = !useMay()('settings.manage');
  const before: Edited | null = company.business_hours ? edited(company.business_hours) : null;
  // Undefined: as they are stored.
  const [draft, setDraft] = useState<Edited | null | undefined>();
  const hours = draft === undefined ? before : draft;
  const save = useSave();
  const isChanged = JSON.stringify(hours) !== JSON.stringify(before);
  return (
    <form className={`panel ${classes.form}`} onSubmit={(event) => { event.preventDefault(); save.mutate({ business_hours: hours ? businessHours(hours) : null }, { onSuccess: () => setDraft((now) => (now === hours ? undefined : now)) }); }}>
      <Unsaved when={isChanged} />
      <div className={classes.about}><h2>{t('Business hours')}</h2><p>{t('Calls that began outside of them are marked, can be filtered, and the overview tells their share.')}</p></div>
      <Stack gap="sm">
        <Switch label={t('The company has business hours')} description={t('On its clocks: {zone}', { zone: company.zone })} checked={hours !== null} onChange={(event) => setDraft(event.currentTarget.checked ? before ?? OFFICE : null)} disabled={isLocked} />
        {hours && <BusinessHours hours={hours} change={setDraft} locked={isLocked} />}
        {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
        {!isLocked && <Row><Button type="submit" disabled={!isChanged} loading={save.isPending}>{t('Save hours')}</Button>{isChanged && <Button variant="default" onClick={() => setDraft(undefined)}>{t('Undo changes')}</Button>}</Row>}
      </Stack>
    </form>
  );
}
