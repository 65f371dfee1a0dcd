// What was just made for a source, shown this once.

import { Stack } from '@mantine/core';
import { Secret } from '../identity/Secret';
import { t } from '../words';
import type { Issued } from './sources';

const masked = (text: string) => `${text.slice(0, 4)}${'•'.repeat(16)}`;

export function hasSecret(issued: Issued): boolean {
  return Object.keys(issued).length > 0;
}

export function IssuedSecret({ issued }: { issued: Issued }) {
  return (
    <Stack gap="sm">
      <div style={{ color: 'var(--warning)' }}>{t('It is shown this once. Put it where the telephone system sends from, or copy it now.')}</div>
      {issued.basic && <><One name={t('User')} text={issued.basic.user} plain /><One name={t('Password')} text={issued.basic.password} /></>}
      {issued.header && <><One name={t('Header')} text={issued.header.name} plain /><One name={t('Value')} text={issued.header.value} /></>}
      {issued.hmac && <><One name={t('Header of the signature')} text={issued.hmac.header} plain /><One name={t('Secret')} text={issued.hmac.secret} /></>}
      {issued.webhook_secret && <One name={t('Secret')} text={issued.webhook_secret} />}
    </Stack>
  );
}

function One({ name, text, plain = false }: { name: string; text: string; plain?: boolean }) {
  return <div><div className="faint" style={{ fontSize: 12.5, marginBottom: 3 }}>{name}</div><Secret name={name} text={text} shown={plain ? undefined : masked(text)} /></div>;
}
