// The own menu of somebody of the staff: where the bar has no room, colours, and the way out.

import { Menu } from '@mantine/core';
import { IconClockPlay, IconEar, IconFlag, IconGauge, IconKeyboard, IconLogout, IconPower, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { runCommand } from '../shell/commands';
import { Colours, LateMenu, type LateMenuProps } from '../shell/LateMenu';
import { currentZone } from '../time/zone';
import { t } from '../words';
import { STAFF_ROLES, staffSignOut, useStaff, useStaffMay } from './session';

export default function StaffMenu(props: LateMenuProps) {
  const me = useStaff();
  const allowed = useStaffMay();
  return (
    <LateMenu {...props}>
      <Menu.Label className="foreign-line">{me.email} · {t(STAFF_ROLES[me.role] ?? me.role)}</Menu.Label>
      <Menu.Item component={Link} to="/staff/profile" leftSection={<IconUser size={15} />}>{t('Your profile')}</Menu.Item>
      {allowed('platform.read') && <Menu.Item component={Link} to="/staff/flags" leftSection={<IconFlag size={15} />} hiddenFrom="sm">{t('Flags')}</Menu.Item>}
      {allowed('platform.read') && <Menu.Item component={Link} to="/staff/models" leftSection={<IconEar size={15} />} hiddenFrom="sm">{t('Models')}</Menu.Item>}
      {allowed('platform.read') && <Menu.Item component={Link} to="/staff/jobs" leftSection={<IconClockPlay size={15} />} hiddenFrom="sm">{t('Jobs')}</Menu.Item>}
      {allowed('platform.read') && <Menu.Item component={Link} to="/staff/limits" leftSection={<IconGauge size={15} />} hiddenFrom="sm">{t('Rate limits')}</Menu.Item>}
      {allowed('platform.read') && <Menu.Item component={Link} to="/staff/maintenance" leftSection={<IconPower size={15} />} hiddenFrom="sm">{t('Maintenance')}</Menu.Item>}
      {allowed('staff.read') && <Menu.Item component={Link} to="/staff/people" leftSection={<IconUsersGroup size={15} />} hiddenFrom="sm">{t('Staff')}</Menu.Item>}
      <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<kbd className="key">?</kbd>} onClick={() => runCommand('sheet')} visibleFrom="sm">{t('Keys')}</Menu.Item>
      <Menu.Divider />
      <Colours />
      <Menu.Divider />
      <Menu.Label>{t('Times in {zone}', { zone: currentZone() })}</Menu.Label>
      <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void staffSignOut()}>{t('Sign out')}</Menu.Item>
    </LateMenu>
  );
}
