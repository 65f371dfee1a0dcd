// The frame of the app: navigation at the side (below on a phone), the page, and what lies above every page.

import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useMantineColorScheme } from '@mantine/core';
import { IconAddressBook, IconChartHistogram, IconGauge, IconKey, IconListSearch, IconMessageSearch, IconPhone, IconReportAnalytics, IconSearch, IconSettings, IconStack2, IconUsers } from '@tabler/icons-react';
import { Bell } from '../alerts/Bell';
import { useIsSignedOut, useMay, useMe, type Permission, signOut } from '../identity/session';
import { TRIED } from '../identity/steps';
import { Live } from '../platform/Live';
import { useLive } from '../platform/live';
import { t } from '../words';
import { listenForKeys, useCommands, type Command } from './commands';
import { Account } from './Account';
import { isMac } from './mac';
import { Meter } from './Meter';
import { Notices } from './notice';
import { OnTheWay } from './OnTheWay';
import { useScrolled } from './scrolled';
import { singleKeysCommand } from './single';
import { Standing } from './Standing';
import classes from './shell.module.css';

const Palette = lazy(() => import('./Palette'));
const SessionEnded = lazy(() => import('./SessionEnded'));
const KeySheet = lazy(() => import('./KeySheet'));

/** Of three kinds: what one listens and looks for, how much there is of it, and the house itself. Where another kind begins there is a gap. */
type Entry = { to: string; title: string; icon: typeof IconPhone; needs: Permission[]; keys: string; exact?: boolean; kind: 'calls' | 'work' | 'house' };

const ENTRIES: Entry[] = [
  { to: '/app', title: 'Overview', icon: IconGauge, needs: ['calls.read'], keys: 'g o', exact: true, kind: 'calls' },
  { to: '/app/calls', title: 'Calls', icon: IconPhone, needs: ['calls.read'], keys: 'g c', kind: 'calls' },
  { to: '/app/search', title: 'Search', icon: IconMessageSearch, needs: ['calls.read'], keys: 'g f', kind: 'calls' },
  { to: '/app/analytics', title: 'Analytics', icon: IconReportAnalytics, needs: ['calls.read'], keys: 'g y', kind: 'calls' },
  { to: '/app/usage', title: 'Usage', icon: IconChartHistogram, needs: ['usage.read'], keys: 'g u', kind: 'work' },
  { to: '/app/queue', title: 'Queue', icon: IconStack2, needs: ['queue.read'], keys: 'g q', kind: 'work' },
  { to: '/app/team', title: 'Team', icon: IconUsers, needs: ['team.read'], keys: 'g t', kind: 'house' },
  { to: '/app/directory', title: 'Directory', icon: IconAddressBook, needs: ['team.read'], keys: 'g d', kind: 'house' },
  { to: '/app/keys', title: 'API keys', icon: IconKey, needs: ['keys.manage'], keys: 'g k', kind: 'house' },
  { to: '/app/audit', title: 'Audit', icon: IconListSearch, needs: ['audit.read'], keys: 'g a', kind: 'house' },
  { to: '/app/settings', title: 'Settings', icon: IconSettings, needs: ['settings.read'], keys: 'g s', kind: 'house' },
];

export function Shell() {
  const me = useMe();
  const allowed = useMay();
  const ended = useIsSignedOut();
  useLive(allowed('events.read') && !ended);
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const main = useRef<HTMLElement>(null);
  useScrolled(main);
  const entries = ENTRIES.filter((entry) => entry.needs.every(allowed));
  useEffect(() => listenForKeys(), []);
  // Fetched before it is asked for: whoever opens it types at once.
  useEffect(() => { const timer = setTimeout(() => void import('./Palette'), 1500); return () => clearTimeout(timer); }, []);
  useCommands(useShellCommands(entries, () => setPalette(true), () => { TRIED.turn(`${me.person_id}:keys`, true); setSheet(true); }));
  return (
    <div className={classes.shell}>
      <a className="skip" href="#main">{t('Skip to the page')}</a>
      <OnTheWay />
      <nav className={`${classes.nav} no-print`} aria-label={t('Main')}>
        <div className={classes.top}><Account /><Bell /></div>
        <button type="button" className={classes.search} onClick={() => setPalette(true)}>
          <IconSearch size={15} aria-hidden /> <span>{t('Search or jump to')}</span> <kbd className="key">{isMac() ? '⌘' : 'Ctrl'} K</kbd>
        </button>
        <ul className={classes.entries}>
          {entries.map((entry, index) => (
            <li key={entry.to} data-apart={(index > 0 && entries[index - 1]?.kind !== entry.kind) || undefined}>
              <Link to={entry.to} activeOptions={{ exact: entry.exact, includeSearch: false }} className={classes.entry}>
                <entry.icon size={17} stroke={1.7} aria-hidden /> <span>{t(entry.title)}</span>
              </Link>
            </li>
          ))}
        </ul>
        <div className={classes.foot}><Live />{allowed('usage.read') && <Meter />}</div>
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

function useShellCommands(entries: Entry[], openPalette: () => void, openSheet: () => void): Command[] {
  const navigate = useNavigate();
  const allowed = useMay();
  const { setColorScheme } = useMantineColorScheme();
  const go = t('Go to');
  const view = t('View');
  return [
    ...entries.map((entry) => ({ id: `go:${entry.to}`, title: t(entry.title), group: go, keys: entry.keys, run: () => void navigate({ to: entry.to }) })),
    ...(allowed('calls.read') ? [{ id: 'go:compare', title: t('Compare two stretches of days'), group: go, words: 'period', run: () => void navigate({ to: '/app/compare' }) }, { id: 'go:tags', title: t('Tags'), group: go, words: 'labels', run: () => void navigate({ to: '/app/tags' }) }] : []),
    { id: 'go:profile', title: t('Your profile'), group: go, keys: 'g p', words: 'password second factor sessions', run: () => void navigate({ to: '/app/profile' }) },
    { id: 'palette', title: t('Search or jump to'), group: t('Everywhere'), keys: 'mod+k', silent: true, run: openPalette },
    { id: 'sheet', title: t('Keys'), group: t('Everywhere'), keys: '?', words: 'shortcuts keyboard help', run: openSheet },
    { id: 'light', title: t('Light'), group: view, words: 'theme colour scheme', run: () => setColorScheme('light') },
    { id: 'dark', title: t('Dark'), group: view, words: 'theme colour scheme night', run: () => setColorScheme('dark') },
    { id: 'auto', title: t('As the system'), group: view, words: 'theme colour scheme auto', run: () => setColorScheme('auto') },
    singleKeysCommand(),
    { id: 'docs', title: t('Documentation of the interface'), group: t('Help'), words: 'api openapi', run: () => void window.open('/docs/', '_blank', 'noopener') },
    { id: 'out', title: t('Sign out'), group: t('Account'), run: () => void signOut() },
  ];
}
