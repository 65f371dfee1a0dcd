// Who is who: people behind extensions, contacts behind numbers, and what else records say.

import { Skeleton, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Page } from '../shell/Page';
import { one, type Search } from '../search';
import { t } from '../words';
import { Directory } from './Directory';

const Contacts = lazy(async () => ({ default: (await import('../calls/Contacts')).Contacts }));
const CustomFields = lazy(async () => ({ default: (await import('../calls/CustomFields')).CustomFields }));

const TABS = [['people', 'People'], ['contacts', 'Contacts'], ['fields', 'Custom fields']] as const;

export function DirectoryPage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const [tab, title] = TABS.find(([name]) => name === one(search.tab)) ?? TABS[0];
  return (
    <Page title={t('Directory')} name={`${t(title)} · ${t('Directory')}`}>
      <Tabs value={tab} onChange={(next) => void navigate({ to: '/app/directory', search: (next === 'people' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">{TABS.map(([name, words]) => <Tabs.Tab key={name} value={name}>{t(words)}</Tabs.Tab>)}</Tabs.List>
        <Suspense fallback={<Skeleton height={240} radius="md" />}>
          <Tabs.Panel value="people"><Directory /></Tabs.Panel>
          <Tabs.Panel value="contacts"><Contacts /></Tabs.Panel>
          <Tabs.Panel value="fields"><CustomFields /></Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  );
}
