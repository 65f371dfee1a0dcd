// Whose house one is in, and one's own menu.

import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconChevronDown, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconSettings, IconKey, IconSun, IconUser, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { placeOf, signOut, useMay, useMe } from '../identity/session';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { Mark } from './Mark';
import classes from './account.module.css';

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
        {allowed('team.read') && <Menu.Item component={Link} to="/app/team" leftSection={<IconUsers size={15} />} hiddenFrom="sm">{t('Team')}</Menu.Item>}
        {allowed('keys.manage') && <Menu.Item component={Link} to="/app/keys" leftSection={<IconKey size={15} />} hiddenFrom="sm">{t('API keys')}</Menu.Item>}
        {allowed('settings.read') && <Menu.Item component={Link} to="/app/settings" leftSection={<IconSettings size={15} />} hiddenFrom="sm">{t('Settings')}</Menu.Item>}
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<kbd className="key">?</kbd>} onClick={() => window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))} visibleFrom="sm">{t('Keys')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('Colours')}</Menu.Label>
        {scheme('light', t('Light'), <IconSun size={15} />)}
        {scheme('dark', t('Dark'), <IconMoon size={15} />)}
        {scheme('auto', t('As the system'), <IconDeviceDesktop size={15} />)}
        {others.length > 0 && <>
          <Menu.Divider />
          <Menu.Label>{t('Sign in to')}</Menu.Label>
          {others.map((other) => (
            <Menu.Item key={other.tenant_id} component="a" href={`/sign-in?tenant=${other.tenant_id}`}><span className="foreign-line">{other.name}</span></Menu.Item>
          ))}
        </>}
        <Menu.Divider />
        <Menu.Label>{t('Times in {zone}', { zone: currentZone() })}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>{t('Sign out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
