// What the keyboard does here: the registry, written out.

import { Modal } from '@mantine/core';
import { t } from '../words';
import { useAllCommands } from './commands';
import { isMac } from './mac';
import classes from './sheet.module.css';

export default function KeySheet({ close }: { close: () => void }) {
  const commands = useAllCommands().filter((command) => command.keys);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <Modal opened onClose={close} closeOnClickOutside title={t('Keys')} size={680}>
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h2 className={classes.group}>{group}</h2>
            <dl className={classes.keys}>
              {commands.filter((command) => command.group === group).map((command) => (
                <div key={command.id}><dt>{command.title}</dt><dd><KeyNames keys={command.keys ?? ''} /></dd></div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="faint">{t('Single keys rest while you type, and can be switched off in the palette.')}</p>
    </Modal>
  );
}

const NAMES: Record<string, string> = {
  arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓', enter: '↵', space: 'Space', escape: 'Esc', shift: '⇧',
};

export function KeyNames({ keys }: { keys: string }) {
  const name = (key: string) => (key === 'mod' ? (isMac() ? '⌘' : 'Ctrl') : NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return (
    <span className={classes.names}>
      {keys.split(' ').flatMap((step) => step.split('+')).map((key, index) => <kbd key={index} className="key">{name(key)}</kbd>)}
    </span>
  );
}
