// A text that is shown once: masked until asked for, copied whole.

import { ActionIcon, Button } from '@mantine/core';
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { copy } from '../shell/copy';
import { t } from '../words';
import classes from './team.module.css';

export function Secret({ text, shown, name }: { text: string; shown?: string; name: string }) {
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState(false);
  const take = async () => {
    setCopied(await copy(text));
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className={classes.secret}>
      <code aria-label={name}>{open || shown === undefined ? text : shown}</code>
      {shown !== undefined && <ActionIcon onClick={() => setOpen(!open)} aria-label={open ? t('Hide') : t('Show')}>{open ? <IconEyeOff size={16} /> : <IconEye size={16} />}</ActionIcon>}
      <Button variant="default" size="compact-sm" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={() => void take()}>{copied ? t('Copied') : t('Copy')}</Button>
    </div>
  );
}
