// A key that is made, or of which is changed what it may do, from where, and how fast.

import { Button, Checkbox, Group as Row, NumberInput, SegmentedControl, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { t } from '../words';
import { type ApiKey, type Fresh, keysKey, manners } from './keys';
import { permissionsQuery } from './team';
import classes from './team.module.css';

const LIVES: Record<string, number | null> = { '30': 30, '90': 90, '365': 365, never: null };

export default function EditKey({ apiKey, close, made }: { apiKey: ApiKey | null; close: () => void; made: (fresh: Fresh) => void }) {
  const client = useQueryClient();
  const { data: permissions } = useQuery(permissionsQuery);
  const [name, setName] = useState(apiKey?.name ?? '');
  const [kind, setKind] = useState(apiKey ? (apiKey.scopes.includes('*') ? 'all' : 'some') : 'send');
  const [scopes, setScopes] = useState(apiKey?.scopes.filter((scope) => scope !== '*') ?? ['calls.read']);
  const [manner, setManner] = useState('bearer');
  const [lives, setLives] = useState('never');
  const [addresses, setAddresses] = useState(apiKey?.addresses ?? []);
  const [rate, setRate] = useState<number | string>(apiKey?.requests_per_minute ?? '');
  const chosen = kind === 'all' ? ['*'] : kind === 'send' ? ['calls.send'] : scopes;
  const days = LIVES[lives];
  const save = useMutation({
    mutationFn: async () => {
      const body = { name, scopes: chosen, addresses, requests_per_minute: rate === '' ? null : Number(rate) };
      if (apiKey) return void (await answer(api.PATCH('/v1/keys/{id}', { params: { path: { id: apiKey.id } }, body })));
      const expires_at = days ? new Date(Date.now() + days * 86_400_000).toISOString() : null;
      const shown = kind === 'send' ? manner : 'bearer';
      const fresh = await answer(api.POST('/v1/keys', { body: { ...body, manner: shown, expires_at } }));
      made({ text: fresh.secret, scopes: chosen, manner: fresh.manner, user: fresh.user });
    },
    onSuccess: () => { if (apiKey) done(t('Saved')); void client.invalidateQueries({ queryKey: keysKey }); close(); },
  });
  return (
    <FormDialog holds={{ name, kind, scopes, addresses, rate }} isSending={save.isPending} close={close} title={apiKey ? t('Change the key') : t('New key')} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Name')} description={t('Where it will be used')} placeholder={t('PBX in Berlin')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={100} data-autofocus />
          <SegmentedControl size="sm" aria-label={t('What it may do')} value={kind} onChange={setKind} data={[{ value: 'send', label: t('Send calls, nothing else') }, { value: 'some', label: t('Chosen permissions') }, { value: 'all', label: t('Everything') }]} />
          {kind === 'some' && (
            <Checkbox.Group value={scopes} onChange={setScopes} label={t('May')}>
              <div className={classes.choices}>{(permissions ?? []).map((permission) => <Checkbox key={permission.name} value={permission.name} size="xs" label={<span className="mono">{permission.name}</span>} description={permission.does} />)}</div>
            </Checkbox.Group>
          )}
          {!apiKey && kind === 'send' && (
            <Select label={t('How it is shown')} description={t('For telephone systems that cannot send a bearer key')} value={manner} onChange={(value) => setManner(value ?? 'bearer')} allowDeselect={false}
              data={Object.entries(manners()).map(([value, label]) => ({ value, label }))} />
          )}
          <Row grow align="flex-start">
            {!apiKey && <Select label={t('Expires')} value={lives} onChange={(value) => setLives(value ?? 'never')} allowDeselect={false} data={[{ value: '30', label: t('in 30 days') }, { value: '90', label: t('in 90 days') }, { value: '365', label: t('in a year') }, { value: 'never', label: t('never') }]} />}
            <NumberInput label={t('Requests a minute')} placeholder={t('as the server is set')} value={rate} onChange={setRate} min={1} allowDecimal={false} />
          </Row>
          <TagsInput label={t('Only from these addresses')} description={t('Blocks such as 203.0.113.0/24. None: from anywhere.')} value={addresses} onChange={setAddresses} />
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending} disabled={chosen.length === 0}>{apiKey ? t('Save') : t('Make key')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
