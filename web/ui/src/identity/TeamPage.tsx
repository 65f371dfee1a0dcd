// The team: who is there, who is expected, what their roles may do, who belongs together, and where they are signed in.

import { Skeleton, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Page } from '../shell/Page';
import { one, type Search } from '../search';
import { t } from '../words';
import { Members } from './Members';
import { useMay } from './session';

const Invitations = lazy(async () => ({ default: (await import('./Invitations')).Invitations }));
const Roles = lazy(async () => ({ default: (await import('./Roles')).Roles }));
const Groups = lazy(async () => ({ default: (await import('./Groups')).Groups }));
const TeamSessions = lazy(async () => ({ default: (await import('./Sessions')).TeamSessions }));

/** The last: only for whoever manages the team. */
const TABS = [['members', 'Members', false], ['invitations', 'Invitations', true], ['roles', 'Roles', false], ['groups', 'Groups', false], ['sessions', 'Sessions', true]] as const;

export function TeamPage() {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const allowed = useMay();
  const manages = allowed('team.manage');
  const tabs = TABS.filter(([, , isManagers]) => manages || !isManagers);
  // An address from somebody who may see more leads to what one may see.
  const [tab, title] = tabs.find(([name]) => name === one(search.tab)) ?? TABS[0];
  return (
    <Page title={t('Team')} name={`${t(title)} · ${t('Team')}`}>
      <Tabs value={tab} onChange={(next) => void navigate({ to: '/app/team', search: (next === 'members' ? {} : { tab: next }) as never })} keepMounted={false}>
        <Tabs.List mb="md">{tabs.map(([name, words]) => <Tabs.Tab key={name} value={name}>{t(words)}</Tabs.Tab>)}</Tabs.List>
        <Suspense fallback={<Skeleton height={240} radius="md" />}>
          <Tabs.Panel value="members"><Members /></Tabs.Panel>
          {manages && <Tabs.Panel value="invitations"><Invitations /></Tabs.Panel>}
          <Tabs.Panel value="roles"><Roles /></Tabs.Panel>
          <Tabs.Panel value="groups"><Groups /></Tabs.Panel>
          {manages && <Tabs.Panel value="sessions"><TeamSessions /></Tabs.Panel>}
        </Suspense>
      </Tabs>
    </Page>
  );
}
