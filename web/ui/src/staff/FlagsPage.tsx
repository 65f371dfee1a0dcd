// Feature flags: what is shown to everybody, to plans, to a share of the tenants, or to some by name.

import { ActionIcon, Button, Group, MultiSelect, Select, Skeleton, Slider, Stack, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFlag, IconPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { Tag } from '../shell/Tag';
import { many, t } from '../words';
import { type Flag, type FlagRule, flagsQuery } from './platform';
import { useStaffMay } from './session';
import { PLANS, tenantQuery } from './tenants';
import classes from './staff.module.css';

const NEW: FlagRule = { description: '', enabled: false, percentage: 0, plans: [], tenants: {} };

export function FlagsPage() {
  const allowed = useStaffMay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(flagsQuery);
  const [edited, setEdited] = useState<Flag | 'new' | null>(null);
  const [removed, setRemoved] = useState<Flag | null>(null);
  const make = allowed('platform.manage') && <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New flag')}</Button>;
  return (
    <Page title={t('Feature flags')} name={t('Feature flags')} aside={data && data.length > 0 && make}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={220} radius="md" />}
      {data && (
        <div className="panel scroll-x">
          {data.length === 0
            ? <Empty icon={<IconFlag size={26} stroke={1.5} aria-hidden />} title={t('There is no flag')} action={make}>{t('A flag shows something to a part of the tenants first. Its name is what the code asks for.')}</Empty>
            : (
              <table className="rows">
                <thead><tr><th>{t('Flag')}</th><th>{t('On for')}</th><th><span className="unseen">{t('Actions')}</span></th></tr></thead>
                <tbody>
                  {data.map((flag) => (
                    <tr key={flag.name}>
                      <td><span className="mono" style={{ fontWeight: 550 }}>{flag.name}</span>{flag.rule.description && <div className="faint foreign">{flag.rule.description}</div>}</td>
                      <td><span className={classes.tags} style={{ flexWrap: 'wrap' }}>{wordsOf(flag.rule).map((words) => <Tag key={words} tone={words === t('nobody') ? 'plain' : 'accent'}>{words}</Tag>)}</span></td>
                      <td className="end">{allowed('platform.manage') && <Group gap={2} wrap="nowrap" justify="flex-end"><Button variant="subtle" size="compact-sm" onClick={() => setEdited(flag)}>{t('Change')}</Button><Button variant="subtle" color="red" size="compact-sm" onClick={() => setRemoved(flag)}>{t('Remove')}</Button></Group>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
        </div>
      )}
      {edited && <EditFlag flag={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Remove the flag {name}?', { name: removed.name })} action={t('Remove')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/admin/v1/flags/{name}', { params: { path: { name: removed.name } } })); done(t('Removed')); await client.invalidateQueries({ queryKey: flagsQuery.queryKey }); }}
        >{t('It is off for everybody.')}</Confirm>
      )}
    </Page>
  );
}

/** For whom a rule is on, in short. */
export function wordsOf(rule: Flag['rule']): string[] {
  const words: string[] = [];
  if (rule.enabled) words.push(t('everybody'));
  else {
    if (rule.percentage) words.push(t('{n} % of the tenants', { n: rule.percentage }));
    for (const plan of rule.plans ?? []) words.push(t(PLANS[plan] ?? plan));
  }
  const of = Object.values(rule.tenants ?? {});
  const [on, off] = [of.filter(Boolean).length, of.filter((each) => !each).length];
  if (on > 0 && !rule.enabled) words.push(many(on, '{n} tenant by name', '{n} tenants by name'));
  if (off > 0) words.push(many(off, 'but not {n} tenant', 'but not {n} tenants'));
  return words.length > 0 ? words : [t('nobody')];
}

function EditFlag({ flag, close }: { flag: Flag | null; close: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(flag?.name ?? '');
  const [rule, setRule] = useState<FlagRule>({ ...NEW, ...flag?.rule });
  const save = useMutation({
    mutationFn: () => answer(api.PUT('/admin/v1/flags/{name}', { params: { path: { name } }, body: rule })),
    onSuccess: () => { done(t('In force on every node within a second')); void client.invalidateQueries({ queryKey: flagsQuery.queryKey }); close(); },
  });
  return (
    <FormDialog holds={{ name, rule }} isSending={save.isPending} close={close} title={flag ? <span className="mono">{flag.name}</span> : t('New flag')} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          {!flag && <TextInput label={t('Name')} description={t('1 to 63 of a–z, 0–9, _ and .')} value={name} onChange={(event) => setName(event.currentTarget.value)} pattern="[a-z0-9_.]{1,63}" required data-autofocus />}
          <TextInput label={t('What it is')} value={rule.description} onChange={(event) => setRule({ ...rule, description: event.currentTarget.value })} maxLength={500} />
          <Switch label={t('For everybody')} checked={rule.enabled} onChange={(event) => setRule({ ...rule, enabled: event.currentTarget.checked })} />
          {!rule.enabled && (
            <>
              <div>
                <div id="share-of" style={{ fontSize: 13, fontWeight: 500 }}>{t('For a share of the tenants')} <span className="faint num">{rule.percentage} %</span></div>
                <Slider thumbLabel={t('Share of the tenants in percent')} value={rule.percentage} onChange={(percentage) => setRule({ ...rule, percentage })} min={0} max={100} step={1} label={(value) => `${value} %`} mt={6} />
              </div>
              <MultiSelect label={t('For plans')} data={Object.entries(PLANS).map(([value, label]) => ({ value, label: t(label) }))} value={rule.plans} onChange={(plans) => setRule({ ...rule, plans })} placeholder={rule.plans.length === 0 ? t('none') : undefined} clearable />
            </>
          )}
          <ByName rule={rule} change={setRule} />
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

/** A tenant's own word wins over plan and share. */
function ByName({ rule, change }: { rule: FlagRule; change: (rule: FlagRule) => void }) {
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), 150);
  const { data } = useQuery({ queryKey: ['staff', 'palette', settled], enabled: settled.length > 0, queryFn: () => answer(api.GET('/admin/v1/tenants', { params: { query: { q: settled, sort: 'name', limit: 6 } } })) });
  const found = (data?.data ?? []).filter((tenant) => !(tenant.id in rule.tenants));
  const set = (id: string, on: boolean | null) => {
    const { [id]: _, ...rest } = rule.tenants;
    change({ ...rule, tenants: on === null ? rest : { ...rest, [id]: on } });
  };
  return (
    <div>
      <Select
        label={t('By name')} placeholder={t('Find a tenant')} data={found.map((tenant) => ({ value: tenant.id, label: tenant.name }))} searchable searchValue={typed} onSearchChange={setTyped} value={null} filter={({ options }) => options}
        onChange={(id) => { if (id) { set(id, true); setTyped(''); } }} nothingFoundMessage={settled ? t('No tenant fits') : t('Type a name')}
      />
      <ul className={classes.byName}>
        {Object.entries(rule.tenants).map(([id, on]) => (
          <li key={id}><TenantName id={id} /><Switch size="xs" label={on ? t('on') : t('off')} checked={on} onChange={(event) => set(id, event.currentTarget.checked)} ml="auto" /><ActionIcon size={24} onClick={() => set(id, null)} aria-label={t('Take off')}><IconX size={13} /></ActionIcon></li>
        ))}
      </ul>
    </div>
  );
}

function TenantName({ id }: { id: string }) {
  const { data } = useQuery({ ...tenantQuery(id), staleTime: 60_000 });
  return <span className="foreign-line">{data?.tenant.name ?? <span className="mono">{id}</span>}</span>;
}
