// Whose house one is in, and one's own menu.

import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconAddressBook, IconChartHistogram, IconCheck, IconChevronDown, IconDeviceDesktop, IconKeyboard, IconListSearch, IconLogout, IconMoon, IconSettings, IconStack2, IconKey, IconSun, IconUser, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { placeOf, signOut, useMay, useMe } from '../identity/session';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { runCommand } from './commands';
import { Mark } from './Mark';
import classes from './account.module.css';

/** Another company of one's own. Where it asks for more than this session has, one signs in there. */
async function goTo(tenant: string): Promise<void> {
  try {
    await answer(api.POST('/v1/auth/tenant', { body: { tenant_id: tenant } }));
    location.assign('/app');
  } catch {
    location.assign(`/sign-in?tenant=${tenant}`);
  }
}

export function Account() {
  const me = useMe();
  const allowed = useMay();
  const place = placeOf(me);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const others = me.tenants.filter((other) => other.tenant_id !== me.tenant_id);
  const scheme = (name: 'light' | 'dark' | 'auto', title: string, icon: React.ReactNode) => (
    <Menu.Item leftSection={icon} rightSection={colorScheme === name ? <IconCheck size={14} /> : null} onClick={() => setColorScheme(name)}>{title}</Menu.Item>
  );
  return (
    <Menu position="bottom-start" width={244}>
      <Menu.Target>
        <button type="button" className={classes.account}>
          <Mark size={24} />
          <span className={classes.names}>
            <span className={`${classes.company} foreign-line`}>{place?.name ?? 'AudiaPro'}</span>
            <span className={`${classes.person} foreign-line`}>{me.name || me.email}<span className="unseen">, {t('your menu')}</span></span>
          </span>
          <IconChevronDown size={14} aria-hidden className={classes.more} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="foreign-line">{me.email}</Menu.Label>
        <Menu.Item component={Link} to="/app/profile" leftSection={<IconUser size={15} />}>{t('Your profile')}</Menu.Item>
        {allowed('usage.read') && <Menu.Item component={Link} to="/app/usage" leftSection={<IconChartHistogram size={15} />} hiddenFrom="sm">{t('Usage')}</Menu.Item>}
        {allowed('queue.read') && <Menu.Item component={Link} to="/app/queue" leftSection={<IconStack2 size={15} />} hiddenFrom="sm">{t('Queue')}</Menu.Item>}
        {allowed('team.read') && <Menu.Item component={Link} to="/app/team" leftSection={<IconUsers size={15} />} hiddenFrom="sm">{t('Team')}</Menu.Item>}
        {allowed('team.read') && <Menu.Item component={Link} to="/app/directory" leftSection={<IconAddressBook size={15} />} hiddenFrom="sm">{t('Directory')}</Menu.Item>}
        {allowed('keys.manage') && <Menu.Item component={Link} to="/app/keys" leftSection={<IconKey size={15} />} hiddenFrom="sm">{t('API keys')}</Menu.Item>}
        {allowed('audit.read') && <Menu.Item component={Link} to="/app/audit" leftSection={<IconListSearch size={15} />} hiddenFrom="sm">{t('Audit')}</Menu.Item>}
        {allowed('settings.read') && <Menu.Item component={Link} to="/app/settings" leftSection={<IconSettings size={15} />} hiddenFrom="sm">{t('Settings')}</Menu.Item>}
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<kbd className="key">?</kbd>} onClick={() => runCommand('sheet')} visibleFrom="sm">{t('Keys')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('Colours')}</Menu.Label>
        {scheme('light', t('Light'), <IconSun size={15} />)}
        {scheme('dark', t('Dark'), <IconMoon size={15} />)}
        {scheme('auto', t('As the system'), <IconDeviceDesktop size={15} />)}
        {others.length > 0 && <>
          <Menu.Divider />
          <Menu.Label>{t('Go to')}</Menu.Label>
          {others.map((other) => (
            <Menu.Item key={other.tenant_id} onClick={() => void goTo(other.tenant_id)}><span className="foreign-line">{other.name}</span></Menu.Item>
          ))}
        </>}
        <Menu.Divider />
        <Menu.Label>{t('Times in {zone}', { zone: currentZone() })}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>{t('Sign out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
