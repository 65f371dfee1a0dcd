// Copies a text: on plain http in a network there is no clipboard for pages, so the old way stands behind it.

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
    return copied;
  }
}
