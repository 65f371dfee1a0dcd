// A question that stops whoever works until it is answered. Not Mantine's whole `Modal`: that takes a role for the element around the dialog, which has
// no name; here the one dialog, named by its title and described by its body, is the `alertdialog`.

import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { dialogs } from '../theme/theme';

export function Question({ title, close, children }: { title: ReactNode; close: () => void; children: ReactNode }) {
  const { overlayProps, closeButtonProps, ...look } = dialogs;
  return (
    <Modal.Root {...look} opened onClose={close}>
      <Modal.Overlay {...overlayProps} />
      <Modal.Content radius={look.radius} renderRoot={(props) => <section {...props} role="alertdialog" />}>
        <Modal.Header><Modal.Title>{title}</Modal.Title><Modal.CloseButton {...closeButtonProps} /></Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
