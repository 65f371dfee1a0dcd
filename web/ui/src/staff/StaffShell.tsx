// The frame of the staff's pages: another ground than a tenant's, so that nobody mistakes one for the other.

import { Suspense, lazy, useEffect, useState } from 'react';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconBuildingSkyscraper, IconCheck, IconChevronDown, IconDeviceDesktop, IconEar, IconFlag, IconGauge, IconKeyboard, IconListSearch, IconLogout, IconMailOff, IconMoon, IconPower, IconSearch, IconStack2, IconSun, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { listenForKeys, runCommand, setSingleKeys, singleKeysAreOn, useCommands, type Command } from '../shell/commands';
import { Mark } from '../shell/Mark';
import { Notices } from '../shell/notice';
import { isMac } from '../shell/mac';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { Standing } from './Standing';
import { STAFF_ROLES, staffSignOut, type StaffPermission, useIsStaffOut, useStaff, useStaffMay } from './session';
import account from '../shell/account.module.css';
import classes from '../shell/shell.module.css';
import own from './staff.module.css';

const Palette = lazy(() => import('./Palette'));
const SessionEnded = lazy(() => import('./SessionEnded'));
const KeySheet = lazy(() => import('../shell/KeySheet'));

type Entry = { to: string; title: string; icon: typeof IconFlag; needs: StaffPermission; keys: string };

const ENTRIES: Entry[] = [
  { to: '/staff/tenants', title: 'Tenants', icon: IconBuildingSkyscraper, needs: 'tenants.read', keys: 'g t' },
  { to: '/staff/queue', title: 'Queue', icon: IconStack2, needs: 'platform.read', keys: 'g q' },
  { to: '/staff/dead-letters', title: 'Dead letters', icon: IconMailOff, needs: 'tenants.read', keys: 'g d' },
  { to: '/staff/audit', title: 'Audit', icon: IconListSearch, needs: 'audit.read', keys: 'g a' },
  { to: '/staff/flags', title: 'Flags', icon: IconFlag, needs: 'platform.read', keys: 'g f' },
  { to: '/staff/models', title: 'Models', icon: IconEar, needs: 'platform.read', keys: 'g o' },
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
  const entries = ENTRIES.filter((entry) => allowed(entry.needs) && !me.second_factor_missing);
  useEffect(() => listenForKeys(), []);
  useEffect(() => { const timer = setTimeout(() => void import('./Palette'), 1500); return () => clearTimeout(timer); }, []);
  useCommands(useShellCommands(entries, () => setPalette(true), () => setSheet(true)));
  return (
    <div className={`${classes.shell} ${own.shell}`}>
      <a className="skip" href="#main">{t('Skip to the page')}</a>
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
      <main id="main" className={classes.main} tabIndex={-1}>
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
  const allowed = useStaffMay();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const scheme = (name: 'light' | 'dark' | 'auto', title: string, icon: React.ReactNode) => (
    <Menu.Item leftSection={icon} rightSection={colorScheme === name ? <IconCheck size={14} /> : null} onClick={() => setColorScheme(name)}>{title}</Menu.Item>
  );
  return (
    <Menu position="bottom-start" width={244}>
      <Menu.Target>
        <button type="button" className={account.account}>
          <Mark size={24} />
          <span className={account.names}>
            <span className={`${account.company} ${own.plane}`}>{t('Platform staff')}</span>
            <span className={`${account.person} foreign-line`}>{me.name || me.email}<span className="unseen">, {t('your menu')}</span></span>
          </span>
          <IconChevronDown size={14} aria-hidden className={account.more} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="foreign-line">{me.email} · {t(STAFF_ROLES[me.role] ?? me.role)}</Menu.Label>
        <Menu.Item component={Link} to="/staff/profile" leftSection={<IconUser size={15} />}>{t('Your profile')}</Menu.Item>
        {allowed('platform.read') && <Menu.Item component={Link} to="/staff/flags" leftSection={<IconFlag size={15} />} hiddenFrom="sm">{t('Flags')}</Menu.Item>}
        {allowed('platform.read') && <Menu.Item component={Link} to="/staff/models" leftSection={<IconEar size={15} />} hiddenFrom="sm">{t('Models')}</Menu.Item>}
        {allowed('platform.read') && <Menu.Item component={Link} to="/staff/limits" leftSection={<IconGauge size={15} />} hiddenFrom="sm">{t('Rate limits')}</Menu.Item>}
        {allowed('platform.read') && <Menu.Item component={Link} to="/staff/maintenance" leftSection={<IconPower size={15} />} hiddenFrom="sm">{t('Maintenance')}</Menu.Item>}
        {allowed('staff.read') && <Menu.Item component={Link} to="/staff/people" leftSection={<IconUsersGroup size={15} />} hiddenFrom="sm">{t('Staff')}</Menu.Item>}
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<kbd className="key">?</kbd>} onClick={() => runCommand('sheet')} visibleFrom="sm">{t('Keys')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('Colours')}</Menu.Label>
        {scheme('light', t('Light'), <IconSun size={15} />)}
        {scheme('dark', t('Dark'), <IconMoon size={15} />)}
        {scheme('auto', t('As the system'), <IconDeviceDesktop size={15} />)}
        <Menu.Divider />
        <Menu.Label>{t('Times in {zone}', { zone: currentZone() })}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void staffSignOut()}>{t('Sign out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
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
    { id: 'single', title: singleKeysAreOn() ? t('Switch single keys off') : t('Switch single keys on'), group: view, words: 'keyboard shortcuts', run: () => setSingleKeys(!singleKeysAreOn()) },
    { id: 'out', title: t('Sign out'), group: t('Account'), run: () => void staffSignOut() },
  ];
}
