// A menu that is fetched after its button is there: it opens beneath that button, and gives the focus back to it.

import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useState } from 'react';
import { t } from '../words';

export type LateMenuProps = { id: string; button: HTMLElement; opened: boolean; change: (opened: boolean) => void };

export function LateMenu({ id, button, opened, change, children }: LateMenuProps & { children: ReactNode }) {
  // Closed for one turn: a menu that begins open has not seen where the focus was.
  const [isReady, setIsReady] = useState(false);
  useEffect(() => setIsReady(true), []);
  return (
    <Menu id={id} opened={opened && isReady} onChange={change} position="bottom-start" width={244}>
      <Menu.Target><Anchor button={button} /></Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** Stands for the button in the menu's eyes: what it says of itself and what a press does, the button knows without the menu. */
function Anchor({ button, ref }: { button: HTMLElement; ref?: Ref<HTMLElement> }) {
  useImperativeHandle(ref, () => button, [button]);
  return null;
}

export function Colours() {
  return (
    <>
      <Menu.Label>{t('Colours')}</Menu.Label>
      <Scheme name="light" icon={<IconSun size={15} />}>{t('Light')}</Scheme>
      <Scheme name="dark" icon={<IconMoon size={15} />}>{t('Dark')}</Scheme>
      <Scheme name="auto" icon={<IconDeviceDesktop size={15} />}>{t('As the system')}</Scheme>
    </>
  );
}

function Scheme({ name, icon, children }: { name: 'light' | 'dark' | 'auto'; icon: ReactNode; children: ReactNode }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return <Menu.Item leftSection={icon} rightSection={colorScheme === name ? <IconCheck size={14} /> : null} onClick={() => setColorScheme(name)}>{children}</Menu.Item>;
}
