// One's own menu: where the bar has no room, colours, one's other companies, and the way out.

import { Menu } from '@mantine/core';
import { IconAddressBook, IconChartHistogram, IconKey, IconKeyboard, IconListSearch, IconLogout, IconSettings, IconStack2, IconUser, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { signOut, useMay, useMe } from '../identity/session';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { runCommand } from './commands';
import { Colours, LateMenu, type LateMenuProps } from './LateMenu';

/** Another company of one's own. Where it asks for more than this session has, one signs in there. */
async function goTo(tenant: string): Promise<void> {
  try {
    await answer(api.POST('/v1/auth/tenant', { body: { tenant_id: tenant } }));
    location.assign('/app');
  } catch {
    location.assign(`/sign-in?tenant=${tenant}`);
  }
}

export default function AccountMenu(props: LateMenuProps) {
  const me = useMe();
  const allowed = useMay();
  const others = me.tenants.filter((other) => other.tenant_id !== me.tenant_id);
  return (
    <LateMenu {...props}>
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
      <Colours />
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
    </LateMenu>
  );
}
