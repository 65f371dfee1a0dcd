// The team: who is there, what their roles may do, who belongs together, and where they are signed in.

import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../shell/Page';
import { one, type Search } from '../search';
import { t } from '../words';
import { Groups } from './Groups';
import { Members } from './Members';
import { Roles } from './Roles';
import { useMay } from './session';
import { TeamSessions } from './Sessions';

export function TeamPage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const allowed = useMay();
  const tab = one(search.tab) ?? 'members';
  return (
    <Page title={t('Team')} name={t('Team')}>
      <Tabs value={tab} onChange={(next) => void navigate({ to: '/app/team', search: (next === 'members' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="members">{t('Members')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('Roles')}</Tabs.Tab>
          <Tabs.Tab value="groups">{t('Groups')}</Tabs.Tab>
          {allowed('team.manage') && <Tabs.Tab value="sessions">{t('Sessions')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="members"><Members /></Tabs.Panel>
        <Tabs.Panel value="roles"><Roles /></Tabs.Panel>
        <Tabs.Panel value="groups"><Groups /></Tabs.Panel>
        <Tabs.Panel value="sessions"><TeamSessions /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}
