// Single keys switched off and on again: said, because nothing else on the page shows it.

import { t } from '../words';
import { type Command, setSingleKeys, singleKeysAreOn } from './commands';
import { done } from './notice';

export function singleKeysCommand(): Command {
  return { id: 'single', title: t('Switch single keys on or off'), group: t('View'), words: 'keyboard shortcuts', run: turn };
}

function turn(): void {
  const on = !singleKeysAreOn();
  setSingleKeys(on);
  done(on ? t('Single keys are on') : t('Single keys are off'));
}
