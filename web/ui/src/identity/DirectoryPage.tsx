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

export function DirectoryPage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const tab = ['people', 'contacts', 'fields'].find((name) => name === one(search.tab)) ?? 'people';
  return (
    <Page title={t('Directory')} name={t('Directory')}>
      <Tabs value={tab} onChange={(next) => void navigate({ to: '/app/directory', search: (next === 'people' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t('People')}</Tabs.Tab>
          <Tabs.Tab value="contacts">{t('Contacts')}</Tabs.Tab>
          <Tabs.Tab value="fields">{t('Custom fields')}</Tabs.Tab>
        </Tabs.List>
        <Suspense fallback={<Skeleton height={240} radius="md" />}>
          <Tabs.Panel value="people"><Directory /></Tabs.Panel>
          <Tabs.Panel value="contacts"><Contacts /></Tabs.Panel>
          <Tabs.Panel value="fields"><CustomFields /></Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  );
}
