// Where a telephone system gives the token that is shown for its recordings, and what things are called in what it answers.

import { Group as Row, TextInput } from '@mantine/core';
import type { Schemas } from '../api/client';
import { t } from '../words';

/** As it is typed: what is empty is not said. */
export type Token = Record<'url' | 'user_key' | 'password_key' | 'pointer' | 'expires_pointer' | 'parameter', string>;

export function tokenOf(shown: Schemas['RecordingToken'] | null): Token {
  return {
    url: shown?.url ?? '', user_key: shown?.user_key ?? 'username', password_key: shown?.password_key ?? 'password', pointer: shown?.pointer ?? '/access_token',
    expires_pointer: shown?.expires_pointer ?? '', parameter: shown?.parameter ?? '',
  };
}

export function saidOf(token: Token): Schemas['RecordingToken'] {
  const said = (text: string) => text.trim() || null;
  return {
    url: token.url.trim(), user_key: said(token.user_key), password_key: said(token.password_key), pointer: said(token.pointer),
    expires_pointer: said(token.expires_pointer), parameter: said(token.parameter),
  };
}

export function FetchingToken({ token, change, locked }: { token: Token; change: (token: Token) => void; locked: boolean }) {
  const of = (key: keyof Token) => ({ value: token[key], disabled: locked, onChange: (event: { currentTarget: { value: string } }) => change({ ...token, [key]: event.currentTarget.value }) });
  return (
    <>
      <TextInput label={t('Address at which a token is asked for')} description={t('User and password are posted there as JSON. It is on the host of the address above, and no other is shown the token.')} placeholder="https://pbx.example.com:8088/openapi/v1.0/get_token" required {...of('url')} />
      <Row grow align="start">
        <TextInput label={t('Name of the user')} placeholder="username" {...of('user_key')} />
        <TextInput label={t('Name of the password')} placeholder="password" {...of('password_key')} />
      </Row>
      <Row grow align="start">
        <TextInput label={t('Where the answer has the token')} placeholder="/access_token" {...of('pointer')} />
        <TextInput label={t('Where it has its seconds')} placeholder="/access_token_expire_time" {...of('expires_pointer')} />
      </Row>
      <TextInput label={t('Parameter that shows the token')} description={t('Empty: it is shown in the header, as a bearer\'s.')} placeholder="access_token" {...of('parameter')} />
    </>
  );
}
