// The pages of the settings, beneath the title of each.

import { Link } from '@tanstack/react-router';
import { type Permission, useMay } from '../identity/session';
import { t } from '../words';
import classes from './tabs.module.css';

const TABS: { to: string; title: string; needs: Permission }[] = [
  { to: '/app/settings/company', title: 'Company', needs: 'settings.read' },
  { to: '/app/settings', title: 'Security', needs: 'settings.read' },
  { to: '/app/settings/speech', title: 'Speech', needs: 'settings.read' },
  { to: '/app/settings/sources', title: 'Telephone systems', needs: 'settings.read' },
  { to: '/app/settings/quarantine', title: 'What could not be read', needs: 'queue.read' },
  { to: '/app/settings/recordings', title: 'Recordings without their call', needs: 'queue.read' },
];

export function SettingsTabs() {
  const allowed = useMay();
  return (
    <nav className={`${classes.tabs} no-print`} aria-label={t('Settings')}>
      {TABS.filter((tab) => allowed(tab.needs)).map((tab) => (
        <Link key={tab.to} to={tab.to as never} activeOptions={{ exact: tab.to === '/app/settings', includeSearch: false }} className={classes.tab}>{t(tab.title)}</Link>
      ))}
    </nav>
  );
}
