// The speech models of the platform: what each is and is worth on this machine, and which tenants are heard by another one.

import { Button, Group, Modal, Select, Skeleton, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { languageName } from '../calls/languages';
import { modelChoices } from '../calls/models';
import { bytes, count, decimal } from '../figure';
import { copy } from '../shell/copy';
import { Failure } from '../shell/Failure';
import { done, failed } from '../shell/notice';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { bothTimes } from '../time/zone';
import { t } from '../words';
import { FindTenant } from './FindTenant';
import { useStaffMay } from './session';
import classes from './staff.module.css';

type Model = Schemas['PlatformModel'];
type Choice = Schemas['SpeechChoice'];

const query = { queryKey: ['staff', 'models'], queryFn: () => answer(api.GET('/admin/v1/models')) };

export function ModelsPage() {
  const allowed = useStaffMay();
  const { data, error, refetch } = useQuery(query);
  const [asked, setAsked] = useState(false);
  const mayChoose = allowed('tenants.manage');
  return (
    <Page title={t('Models')} name={t('Models')} aside={data && mayChoose && <Button leftSection={<IconPlus size={15} />} onClick={() => setAsked(true)}>{t('Choose for a tenant')}</Button>}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={320} radius="md" />}
      {data && <Registry models={data.data} />}
      {data && <p className="faint" style={{ margin: 0, fontSize: 13 }}>{t('Word errors on the golden set and speed are measured by “audiapro models measure”, and count for the file that was measured. “audiapro models fetch” brings a model that is not here.')}</p>}
      {data && data.choices.length > 0 && <Choices choices={data.choices} models={data.data} mayChoose={mayChoose} />}
      {asked && data && <Choose models={data.data} close={() => setAsked(false)} />}
    </Page>
  );
}

function Registry({ models }: { models: Model[] }) {
  return (
    <div className="panel scroll-x">
      <table className="rows">
        <thead><tr><th>{t('Model')}</th><th className="end">{t('Size')}</th><th className="end">{t('Words wrong')}</th><th className="end">{t('Speed')}</th><th>{t('Licence and source')}</th><th>{t('SHA-256')}</th><th className="end">{t('Tenants')}</th></tr></thead>
        <tbody>{models.map((model) => <Row key={model.id} model={model} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ model }: { model: Model }) {
  const { measured } = model;
  const how = measured && `${measured.backend}, ${measured.processor} · ${bothTimes(measured.measured_at)}`;
  return (
    <tr>
      <td>
        <span className="mono" style={{ fontWeight: 560 }}>{model.id}</span> <span className={classes.tags}>{model.chosen && <Tag tone="accent">{t('default')}</Tag>}{model.finds_languages && <Tag tone="accent">{t('finds languages')}</Tag>}{!model.here && <Tag>{t('not here')}</Tag>}</span>
        <div className="faint">{model.about}</div>
      </td>
      <td className="end num" style={{ whiteSpace: 'nowrap' }}>{model.bytes ? bytes(model.bytes) : '–'}</td>
      <td className="end num" title={how ?? undefined}>{measured ? <>{decimal(measured.word_error_rate)} %<div className="faint">{t('of {n}', { n: measured.words })}</div></> : '–'}</td>
      <td className="end num" title={how ?? undefined}>{measured ? <>{t('{n}× speech', { n: Math.round(10 / measured.real_time_factor) / 10 })}<div className="faint">{measured.here ? t('{n} s a CPU second', { n: Math.round(measured.speech_s_per_cpu_s) }) : t('on another machine')}</div></> : '–'}</td>
      <td>{model.licence}<div className={`faint foreign-line ${classes.source}`} title={model.source}>{model.source}</div></td>
      <td>{model.sha256 ? <Hash text={model.sha256} name={model.id} /> : '–'}</td>
      <td className="end num">{count(model.tenants)}</td>
    </tr>
  );
}

function Hash({ text, name }: { text: string; name: string }) {
  const take = async () => { if (await copy(text)) done(t('The hash is copied')); };
  return <button type="button" className={`${classes.tag} mono`} title={text} onClick={() => void take()}><span className="unseen">{t('Copy the hash of {name}', { name })} </span>{text.slice(0, 10)}…</button>;
}

/** Chooses, and says what was chosen before to whoever takes it back. */
function useChoose(after?: () => void) {
  const client = useQueryClient();
  const order = useMutation({
    mutationFn: ({ id, model }: { id: string; model: string | null; before?: string | null }) => answer(api.PUT('/admin/v1/tenants/{id}/speech', { params: { path: { id } }, body: { model } })),
    onSuccess: (now, { id, before }) => {
      const name = now.name;
      done(now.model ? t('{name} is heard by {model}', { name, model: now.model }) : t('{name} is heard as the server is set up', { name }), before === undefined ? undefined : () => order.mutate({ id, model: before }));
      void client.invalidateQueries({ queryKey: query.queryKey });
      after?.();
    },
  });
  return order;
}

function Choices({ choices, models, mayChoose }: { choices: Choice[]; models: Model[]; mayChoose: boolean }) {
  const order = useChoose();
  const data = modelChoices(models);
  return (
    <section className="panel scroll-x" aria-label={t('Tenants with a choice of their own')}>
      <table className="rows">
        <thead><tr><th>{t('Tenant')}</th><th>{t('Model')}</th><th>{t('Language')}</th></tr></thead>
        <tbody>
          {choices.map((choice) => (
            <tr key={choice.tenant_id}>
              <td className={classes.nameCell}><Link to="/staff/tenants/$id" params={{ id: choice.tenant_id }} className={`${classes.name} foreign-line`}>{choice.name}</Link></td>
              <td>
                {mayChoose
                  ? <Select aria-label={t('Model of {name}', { name: choice.name })} placeholder={t('as the server is set up')} data={data} value={choice.model ?? null} clearable size="xs" maw={340} onChange={(model) => order.mutate({ id: choice.tenant_id, model, before: choice.model ?? null }, { onError: (error) => failed(error) })} />
                  : <span className="mono">{choice.model ?? t('as the server is set up')}</span>}
              </td>
              <td>{(choice.channels.length > 0 ? choice.channels : [choice.language ?? 'auto']).map((language) => (language === 'auto' ? t('found out') : languageName(language))).join(' / ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Choose({ models, close }: { models: Model[]; close: () => void }) {
  const [tenant, setTenant] = useState<string | null>(null);
  const [model, setModel] = useState<string | null>(null);
  const order = useChoose(close);
  return (
    <Modal opened onClose={close} title={t('Choose for a tenant')} size={460}>
      <form onSubmit={(event) => { event.preventDefault(); if (tenant) order.mutate({ id: tenant, model }); }}>
        <Stack gap="sm">
          <FindTenant value={tenant} choose={setTenant} />
          <Select label={t('Model')} placeholder={t('as the server is set up')} data={modelChoices(models)} value={model} onChange={setModel} clearable description={t('It holds for recordings to come. Its own admins may choose otherwise.')} />
          {order.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{order.error instanceof Problem ? order.error.detail : String(order.error)}</div>}
          <Group justify="flex-end"><Button variant="default" onClick={close}>{t('Cancel')}</Button><Button type="submit" disabled={!tenant} loading={order.isPending}>{t('Choose')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
