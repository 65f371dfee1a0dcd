// The frame of the staff's pages: another ground than a tenant's, so that nobody mistakes one for the other.

import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useMantineColorScheme } from '@mantine/core';
import { IconBuildingSkyscraper, IconClockPlay, IconEar, IconFlag, IconGauge, IconListSearch, IconMailOff, IconPower, IconSearch, IconStack2, IconUsersGroup } from '@tabler/icons-react';
import { AccountButton } from '../shell/AccountButton';
import { listenForKeys, useCommands, type Command } from '../shell/commands';
import { Notices } from '../shell/notice';
import { isMac } from '../shell/mac';
import { OnTheWay } from '../shell/OnTheWay';
import { useScrolled } from '../shell/scrolled';
import { singleKeysCommand } from '../shell/single';
import { t } from '../words';
import { Standing } from './Standing';
import { staffSignOut, type StaffPermission, useIsStaffOut, useStaff, useStaffMay } from './session';
import account from '../shell/account.module.css';
import classes from '../shell/shell.module.css';
import own from './staff.module.css';

const Palette = lazy(() => import('./Palette'));
const SessionEnded = lazy(() => import('./SessionEnded'));
const KeySheet = lazy(() => import('../shell/KeySheet'));
const fetchMenu = () => import('./StaffMenu');
const StaffMenu = lazy(fetchMenu);

type Entry = { to: string; title: string; icon: typeof IconFlag; needs: StaffPermission; keys: string };

const ENTRIES: Entry[] = [
  { to: '/staff/tenants', title: 'Tenants', icon: IconBuildingSkyscraper, needs: 'tenants.read', keys: 'g t' },
  { to: '/staff/queue', title: 'Queue', icon: IconStack2, needs: 'platform.read', keys: 'g q' },
  { to: '/staff/dead-letters', title: 'Dead letters', icon: IconMailOff, needs: 'tenants.read', keys: 'g d' },
  { to: '/staff/audit', title: 'Audit', icon: IconListSearch, needs: 'audit.read', keys: 'g a' },
  { to: '/staff/flags', title: 'Flags', icon: IconFlag, needs: 'platform.read', keys: 'g f' },
  { to: '/staff/models', title: 'Models', icon: IconEar, needs: 'platform.read', keys: 'g o' },
  { to: '/staff/jobs', title: 'Jobs', icon: IconClockPlay, needs: 'platform.read', keys: 'g j' },
  { to: '/staff/limits', title: 'Rate limits', icon: IconGauge, needs: 'platform.read', keys: 'g l' },
  { to: '/staff/maintenance', title: 'Maintenance', icon: IconPower, needs: 'platform.read', keys: 'g m' },
  { to: '/staff/people', title: 'Staff', icon: IconUsersGroup, needs: 'staff.read', keys: 'g s' },
];

export function StaffShell() {
  const me = useStaff();
  const allowed = useStaffMay();
  const ended = useIsStaffOut();
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const main = useRef<HTMLElement>(null);
  useScrolled(main);
  const entries = ENTRIES.filter((entry) => allowed(entry.needs) && !me.second_factor_missing);
  useEffect(() => listenForKeys(), []);
  useEffect(() => { const timer = setTimeout(() => void import('./Palette'), 1500); return () => clearTimeout(timer); }, []);
  useCommands(useShellCommands(entries, () => setPalette(true), () => setSheet(true)));
  return (
    <div className={`${classes.shell} ${own.shell}`}>
      <a className="skip" href="#main">{t('Skip to the page')}</a>
      <OnTheWay />
      <nav className={`${classes.nav} no-print`} aria-label={t('Main')}>
        <StaffAccount />
        <button type="button" className={classes.search} onClick={() => setPalette(true)}>
          <IconSearch size={15} aria-hidden /> <span>{t('Search or jump to')}</span> <kbd className="key">{isMac() ? '⌘' : 'Ctrl'} K</kbd>
        </button>
        <ul className={classes.entries}>
          {entries.map((entry) => (
            <li key={entry.to}>
              <Link to={entry.to} activeOptions={{ includeSearch: false }} className={classes.entry}><entry.icon size={17} stroke={1.7} aria-hidden /> <span>{t(entry.title)}</span></Link>
            </li>
          ))}
        </ul>
      </nav>
      <main ref={main} id="main" className={classes.main} tabIndex={-1}>
        <Standing />
        <Suspense fallback={null}><Outlet /></Suspense>
      </main>
      <Notices />
      <Suspense fallback={null}>
        {ended && <SessionEnded />}
        {palette && <Palette close={() => setPalette(false)} />}
        {sheet && <KeySheet close={() => setSheet(false)} />}
      </Suspense>
    </div>
  );
}

function StaffAccount() {
  const me = useStaff();
  return <AccountButton house={<span className={`${account.company} ${own.plane}`}>{t('Platform staff')}</span>} person={me.name || me.email} menu={StaffMenu} fetchMenu={fetchMenu} />;
}

function useShellCommands(entries: Entry[], openPalette: () => void, openSheet: () => void): Command[] {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const [go, view] = [t('Go to'), t('View')];
  return [
    ...entries.map((entry) => ({ id: `go:${entry.to}`, title: t(entry.title), group: go, keys: entry.keys, run: () => void navigate({ to: entry.to }) })),
    { id: 'go:profile', title: t('Your profile'), group: go, keys: 'g p', words: 'password second factor', run: () => void navigate({ to: '/staff/profile' }) },
    { id: 'palette', title: t('Search or jump to'), group: t('Everywhere'), keys: 'mod+k', silent: true, run: openPalette },
    { id: 'sheet', title: t('Keys'), group: t('Everywhere'), keys: '?', words: 'shortcuts keyboard help', run: openSheet },
    { id: 'light', title: t('Light'), group: view, words: 'theme colour scheme', run: () => setColorScheme('light') },
    { id: 'dark', title: t('Dark'), group: view, words: 'theme colour scheme night', run: () => setColorScheme('dark') },
    { id: 'auto', title: t('As the system'), group: view, words: 'theme colour scheme auto', run: () => setColorScheme('auto') },
    singleKeysCommand(),
    { id: 'out', title: t('Sign out'), group: t('Account'), run: () => void staffSignOut() },
  ];
}
