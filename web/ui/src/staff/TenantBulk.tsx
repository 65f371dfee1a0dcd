// The same done to many tenants, each by itself; what came of those it was refused for is told by name.

import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { BulkBar } from '../shell/BulkBar';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import type { Search } from '../search';
import { many, t } from '../words';
import { countQuery, filterOf, PLANS, tagOf, type Tenant, type TenantFilter, tenantsChanged } from './tenants';
import { WithReason } from './WithReason';

type Action = Schemas['BulkKind'];
type Result = Schemas['TenantBulkResult'];

const ACTIONS: [Action, string][] = [['suspend', 'Suspend'], ['activate', 'Activate'], ['set_plan', 'Set plan'], ['tag', 'Tag'], ['untag', 'Take a tag off']];

/** So many the server takes at once. */
const BULK_MAX = 500;
/** So many are told by name. */
const TOLD_MAX = 200;

type With = { reason?: string; tag?: string; plan?: string };
type Props = { chosen: Tenant[]; search: Search; isAll: boolean; isWhole: boolean; chooseAll: () => void; clear: () => void };

/** Of the chosen ones, or of all that fit. */
async function runs(order: With & { action: Action }, chosen: Tenant[], filter: TenantFilter | null): Promise<Result> {
  const told: Result = { done: 0, failed: 0, results: [], next: null };
  const take = async (body: Schemas['TenantBulkAction']) => {
    const part = await answer(api.POST('/admin/v1/tenants/bulk', { body }));
    told.done += part.done;
    told.failed += part.failed;
    told.results.push(...part.results);
    return part.next;
  };
  if (filter) {
    let cursor: string | null = null;
    do cursor = await take({ ...order, filter, cursor }); while (cursor);
    return told;
  }
  for (let at = 0; at < chosen.length; at += BULK_MAX) await take({ ...order, ids: chosen.slice(at, at + BULK_MAX).map((tenant) => tenant.id) });
  return told;
}

export function TenantBulk({ chosen, search, isAll, isWhole, chooseAll, clear }: Props) {
  const client = useQueryClient();
  const filter = filterOf(search);
  const total = useQuery({ ...countQuery(filter), enabled: isAll || isWhole }).data;
  const [action, setAction] = useState<Action | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const n = isAll ? total ?? chosen.length : chosen.length;
  const run = async (with_: With) => {
    if (!action) return;
    const told = await runs({ action, ...with_ }, chosen, isAll ? filter : null);
    tenantsChanged(client);
    if (told.failed > 0) return setResult(told);
    done(many(told.done, '{n} tenant is changed', '{n} tenants are changed'));
    clear();
  };
  const words = many(n, '{n} tenant', '{n} tenants');
  const close = () => setAction(null);
  return (
    <>
      <BulkBar words={many(n, '{n} chosen', '{n} chosen')} clear={clear}>
        {!isAll && isWhole && (total ?? 0) > chosen.length && <Button variant="subtle" size="compact-sm" onClick={chooseAll}>{t('Choose all {n} that fit', { n: total ?? 0 })}</Button>}
        {ACTIONS.map(([name, title]) => <Button key={name} variant="default" size="compact-sm" onClick={() => setAction(name)}>{t(title)}</Button>)}
      </BulkBar>
      {action === 'suspend' && <WithReason title={t('Suspend {tenants}', { tenants: words })} action={t('Suspend')} color="red" says={t('Nobody of them signs in or reads, and nothing is analysed. Their records and recordings are still taken.')} run={(reason) => run({ reason })} close={close} />}
      {action === 'activate' && <WithReason title={t('Activate {tenants}', { tenants: words })} action={t('Activate')} says={t('What waits is analysed.')} run={(reason) => run({ reason })} close={close} />}
      {(action === 'tag' || action === 'untag' || action === 'set_plan') && <WithText action={action} words={words} run={run} close={close} />}
      {result && <Outcome result={result} chosen={chosen} close={() => { setResult(null); clear(); }} />}
    </>
  );
}

function WithText({ action, words, run, close }: { action: 'tag' | 'untag' | 'set_plan'; words: string; run: (with_: With) => Promise<void>; close: () => void }) {
  const [text, setText] = useState(action === 'set_plan' ? 'starter' : '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await run(action === 'set_plan' ? { plan: text } : { tag: tagOf(text) });
      close();
    } catch (refused) {
      setError(refused instanceof Problem ? refused.detail : String(refused));
      setBusy(false);
    }
  };
  const title = { tag: t('Tag {tenants}', { tenants: words }), untag: t('Take a tag off {tenants}', { tenants: words }), set_plan: t('Set the plan of {tenants}', { tenants: words }) }[action];
  return (
    <FormDialog holds={text} isSending={busy} close={close} title={title}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {action === 'set_plan'
            ? <Select label={t('Plan')} data={Object.entries(PLANS).map(([value, label]) => ({ value, label: t(label) }))} value={text} onChange={(plan) => plan && setText(plan)} allowDeselect={false} />
            : <TextInput label={t('Tag')} value={text} onChange={(event) => setText(event.currentTarget.value)} required maxLength={40} data-autofocus />}
          {error && <div role="alert" style={{ color: 'var(--error)' }}>{error}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={busy}>{t('Apply')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}

function Outcome({ result, chosen, close }: { result: Result; chosen: Tenant[]; close: () => void }) {
  const name = (id: string) => chosen.find((tenant) => tenant.id === id)?.name ?? id;
  const refused = result.results.filter((one) => !one.done);
  return (
    <Modal opened onClose={close} title={t('{done} done, {failed} not', { done: result.done, failed: result.failed })} size="lg">
      <Stack gap="sm">
        <div className="scroll-x">
          <table className="rows">
            <thead><tr><th>{t('Tenant')}</th><th>{t('Why not')}</th></tr></thead>
            <tbody>{refused.slice(0, TOLD_MAX).map((one) => <tr key={one.id}><td className="foreign">{one.name ?? name(one.id)}</td><td className="foreign">{one.detail ?? one.code}</td></tr>)}</tbody>
          </table>
        </div>
        {refused.length > TOLD_MAX && <div className="faint">{t('And {n} more.', { n: refused.length - TOLD_MAX })}</div>}
        <Group justify="flex-end"><Button onClick={close}>{t('Close')}</Button></Group>
      </Stack>
    </Modal>
  );
}
