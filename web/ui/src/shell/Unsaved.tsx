// What was typed and not saved is not lost by leaving: the page asks before it goes to another one, and so does the browser before it closes.

import { Button, Group, Modal } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { t } from '../words';
import { isLeaving, type Place } from './leaving';

/** Who holds something unsaved on this page; the first of them asks for all. */
const holding: symbol[] = [];

export function Unsaved({ when }: { when: boolean }) {
  const [own] = useState(() => Symbol('unsaved'));
  useEffect(() => {
    if (!when) return undefined;
    holding.push(own);
    return () => { holding.splice(holding.indexOf(own), 1); };
  }, [when, own]);
  const asks = useCallback(({ current, next }: { current: Place; next: Place }) => holding[0] === own && isLeaving(current, next), [own]);
  const way = useBlocker({ shouldBlockFn: asks, enableBeforeUnload: true, disabled: !when, withResolver: true });
  if (way.status !== 'blocked') return null;
  return (
    <Modal opened onClose={way.reset} title={t('Leave without saving?')} role="alertdialog">
      <p className="faint" style={{ margin: '0 0 16px' }}>{t('What you changed here is not saved, and is gone when you leave.')}</p>
      <Group justify="flex-end"><Button variant="default" onClick={way.reset} data-autofocus>{t('Stay')}</Button><Button color="red" onClick={way.proceed}>{t('Leave')}</Button></Group>
    </Modal>
  );
}
