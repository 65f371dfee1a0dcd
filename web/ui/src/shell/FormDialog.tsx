// A dialog with a form. What was typed into it and not sent is not lost by closing it, in whichever way, nor by leaving the page: both ask first,
// as a page with something unsaved does.

import { Button, Modal, type ModalProps } from '@mantine/core';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { t } from '../words';
import { written } from './leaving';
import { LeaveQuestion, useUnsaved } from './Unsaved';

type Props = Omit<ModalProps, 'opened' | 'onClose'> & {
  /** All that the form holds; at first it is what is stored, or nothing. */
  holds: unknown;
  /** It is under way: going on from here loses nothing. */
  isSending?: boolean;
  /** It was sent, or it is to be lost. */
  close: () => void;
};

const Leaving = createContext<() => void>(() => undefined);

export function FormDialog({ holds, isSending = false, close, children, ...dialog }: Props) {
  const [first] = useState(() => written(holds));
  const [isAsked, setIsAsked] = useState(false);
  const isChanged = written(holds) !== first;
  const way = useUnsaved(isChanged && !isSending);
  const leave = () => { if (isChanged) setIsAsked(true); else close(); };
  return (
    <>
      {/* Both hear the same Escape: beneath the question it is the question's. */}
      <Modal {...dialog} opened onClose={leave} closeOnEscape={!isAsked && way.status !== 'blocked'}>
        <Leaving value={leave}>{children}</Leaving>
      </Modal>
      {way.status === 'blocked' && <LeaveQuestion stay={way.reset} leave={() => { way.proceed(); close(); }} />}
      {isAsked && way.status !== 'blocked' && <LeaveQuestion stay={() => setIsAsked(false)} leave={close} />}
    </>
  );
}

/** The button beside the one that sends: it leaves as the cross does. */
export function Cancel({ children = t('Cancel') }: { children?: ReactNode }) {
  const leave = useContext(Leaving);
  return <Button variant="default" onClick={leave}>{children}</Button>;
}
