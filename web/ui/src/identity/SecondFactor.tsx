// Setting up the second factor, step by step: password, the code to scan, the first code, the recovery codes.

import { Button, Group as Row, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { copy } from '../shell/copy';
import { done } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { t } from '../words';
import { Secret } from './Secret';
import { sessionQuery, signOut, useMe } from './session';
import classes from './team.module.css';

const QrCode = lazy(() => import('./QrCode'));

/** Of a tenant's person, or of the staff: each has its own way to the server. */
export type FactorDoor = {
  has: boolean;
  /** One is asked for, and this session has none. */
  isMissing: boolean;
  offer: (password: string) => Promise<Schemas['SecondFactorOffer']>;
  confirm: (code: string) => Promise<Schemas['RecoveryCodes']>;
  remove: (given: Schemas['Removal']) => Promise<unknown>;
  renew?: (given: Schemas['Removal']) => Promise<Schemas['RecoveryCodes']>;
  /** Who one is has changed. */
  again: () => void;
  leave: () => void;
};

export function useOwnDoor(): FactorDoor {
  const me = useMe();
  const client = useQueryClient();
  return {
    has: me.second_factor, isMissing: me.second_factor_missing, leave: () => void signOut(), again: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    offer: (password) => answer(api.POST('/v1/auth/second-factor', { body: { password } })),
    confirm: (code) => answer(api.POST('/v1/auth/second-factor/confirm', { body: { code } })),
    remove: (body) => answer(api.POST('/v1/auth/second-factor/remove', { body })),
    renew: (body) => answer(api.POST('/v1/auth/second-factor/recovery-codes', { body })),
  };
}

export function SecondFactor({ door }: { door: FactorDoor }) {
  const [doing, setDoing] = useState<'set' | 'remove' | 'renew' | null>(null);
  return (
    <div>
      <Row gap="sm">
        {door.has ? <Tag tone="ok">{t('in force')}</Tag> : <Tag>{t('none')}</Tag>}
        {!door.has && <Button onClick={() => setDoing('set')}>{t('Set up')}</Button>}
        {door.has && <>{door.renew && <Button variant="default" onClick={() => setDoing('renew')}>{t('New recovery codes')}</Button>}<Button variant="default" c="red" onClick={() => setDoing('remove')}>{t('Take away')}</Button></>}
      </Row>
      {doing === 'set' && <SetUp door={door} close={() => setDoing(null)} />}
      {doing && doing !== 'set' && <WithCode door={door} what={doing} close={() => setDoing(null)} />}
    </div>
  );
}

function SetUp({ door, close }: { door: FactorDoor; close: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [offer, setOffer] = useState<Schemas['SecondFactorOffer'] | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const ask = useMutation({ mutationFn: () => door.offer(password), onSuccess: setOffer });
  const confirm = useMutation({
    mutationFn: () => door.confirm(code.replace(/\s/g, '')),
    onSuccess: (given) => { setCodes(given.recovery_codes); door.again(); },
  });
  const finish = () => { close(); if (door.isMissing) door.leave(); };
  return (
    <Modal opened onClose={codes ? finish : close} title={t('Second factor')} closeOnClickOutside={!codes} closeOnEscape={!codes} size={codes || offer ? 'lg' : 'md'}>
      {!offer && (
        <form onSubmit={(event) => { event.preventDefault(); ask.mutate(); }}>
          <Stack gap="sm">
            <PasswordInput label={t('Your password')} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={(ask.error as Problem | null)?.detail} required data-autofocus />
            <Row justify="flex-end"><Button type="submit" loading={ask.isPending}>{t('Continue')}</Button></Row>
          </Stack>
        </form>
      )}
      {offer && !codes && (
        <form onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }}>
          <Row align="flex-start" gap="lg" wrap="wrap">
            <Suspense fallback={<div className={classes.qr} />}><QrCode text={offer.uri} /></Suspense>
            <Stack gap="sm" style={{ flex: 1, minWidth: 240 }}>
              <div>{t('Scan this with an authenticator app, or type the secret into it:')}</div>
              <Secret name={t('Secret')} text={offer.secret} />
              <TextInput label={t('The code that it shows')} inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.currentTarget.value)} error={(confirm.error as Problem | null)?.detail} required autoFocus />
              <Row justify="flex-end"><Button type="submit" loading={confirm.isPending}>{t('Put in force')}</Button></Row>
            </Stack>
          </Row>
        </form>
      )}
      {codes && <Codes codes={codes} close={finish} again={door.isMissing} />}
    </Modal>
  );
}

function Codes({ codes, close, again }: { codes: string[]; close: () => void; again: boolean }) {
  return (
    <Stack gap="sm">
      <div>{t('Keep these recovery codes. Each is good once, in place of a code, when the telephone is lost.')} <strong>{t('They are shown this once.')}</strong></div>
      <ul className={classes.codes}>{codes.map((code) => <li key={code}>{code}</li>)}</ul>
      <Row justify="flex-end">
        <Button variant="default" onClick={() => void copy(codes.join('\n')).then((copied) => copied && done(t('Copied')))}>{t('Copy all')}</Button>
        <Button onClick={close} autoFocus>{again ? t('Sign in with it now') : t('I have them')}</Button>
      </Row>
    </Stack>
  );
}

function WithCode({ door, what, close }: { door: FactorDoor; what: 'remove' | 'renew'; close: () => void }) {
  const [given, setGiven] = useState({ password: '', code: '' });
  const [codes, setCodes] = useState<string[] | null>(null);
  const run = useMutation({
    mutationFn: async () => {
      if (what === 'renew' && door.renew) return setCodes((await door.renew(given)).recovery_codes);
      await door.remove(given);
      done(t('The second factor is gone'));
      close();
    },
    onSuccess: door.again,
  });
  return (
    <Modal opened onClose={close} closeOnEscape={!codes} title={what === 'renew' ? t('New recovery codes') : t('Take the second factor away')}>
      {codes ? <Codes codes={codes} close={close} again={false} /> : (
        <form onSubmit={(event) => { event.preventDefault(); run.mutate(); }}>
          <Stack gap="sm">
            <PasswordInput label={t('Your password')} autoComplete="current-password" value={given.password} onChange={(event) => setGiven({ ...given, password: event.currentTarget.value })} required data-autofocus />
            <TextInput label={t('Code, or a recovery code')} autoComplete="one-time-code" value={given.code} onChange={(event) => setGiven({ ...given, code: event.currentTarget.value })} required />
            {run.error && <div role="alert" style={{ color: 'var(--error)' }}>{(run.error as Problem).detail}</div>}
            <Row justify="flex-end"><Button variant="default" onClick={close}>{t('Cancel')}</Button><Button type="submit" color={what === 'remove' ? 'red' : undefined} loading={run.isPending}>{what === 'renew' ? t('Make new ones') : t('Take away')}</Button></Row>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
