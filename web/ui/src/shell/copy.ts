// Copies a text: on plain http in a network there is no clipboard for pages, so the old way stands behind it. Where neither works, whoever
// pressed is told: what is shown once must not be taken for kept.

import { t } from '../words';
import { failed } from './notice';

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = document.activeElement;
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.className = 'unseen';
    (document.querySelector('[role="dialog"], [role="alertdialog"]') ?? document.body).append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    // Whoever pressed the button goes on from there.
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    if (!copied) failed(undefined, t('It could not be copied: mark it and copy it by hand'));
    return copied;
  }
}
