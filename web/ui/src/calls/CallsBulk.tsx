// The same done to many calls: those that are chosen, or all that fit. What was changed can be taken back, what was deleted not.

import { Button, Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconDownload, IconRefresh, IconTag, IconTagOff, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api, type Schemas } from '../api/client';
import { useMay } from '../identity/session';
import { BulkBar } from '../shell/BulkBar';
import { Confirm } from '../shell/Confirm';
import { useCommands } from '../shell/commands';
import { done, failed } from '../shell/notice';
import { type Search, stringifySearch } from '../search';
import { many, t } from '../words';
import { type Form, saveChosen } from './exported';
import { chosenBy, queryOf } from './filter';
import { parts, type Selection } from './selection';
import { TagPicker } from './TagPicker';
import { callsChanged } from './tags';

const DeleteCalls = lazy(() => import('./DeleteCalls'));

type Action = Schemas['BulkAction'];
type Order = { action: Action; tag?: string };

const PART = 1000;
const BACK: Record<Action, Action> = { tag: 'untag', untag: 'tag', archive: 'unarchive', unarchive: 'archive' };

/** Without order and cursor: the calls that the list would show. */
function filterOf(search: Search): string {
  return stringifySearch(chosenBy(search)).slice(1);
}

async function change(order: Order, ids: Iterable<string> | null, filter: string): Promise<{ changed: number; ids: string[] }> {
  const bodies = ids ? parts(ids, PART).map((calls) => ({ ...order, calls })) : [{ ...order, filter }];
  let [changed, of] = [0, [] as string[]];
  for (const body of bodies) {
    const told = await answer(api.POST('/v1/calls/bulk', { body: body as Schemas['BulkChange'] }));
    changed += told.changed;
    of = [...of, ...told.results.filter((one) => one.result === 'changed').map((one) => one.call_id)];
  }
  return { changed, ids: of };
}

export function CallsBulk({ selection, search, shown, chooseAll, clear }: { selection: Selection; search: Search; shown: number; chooseAll: () => void; clear: () => void }) {
  const client = useQueryClient();
  const allowed = useMay();
  const [tags, setTags] = useState<'tag' | 'untag' | null>(null);
  const [mayEdit, mayDelete] = [allowed('calls.edit'), allowed('calls.delete')];
  const [asked, setAsked] = useState<'anew' | 'delete' | null>(null);
  const filter = filterOf(search);
  const isWhole = selection.all || selection.ids.size >= shown;
  const total = useQuery({ queryKey: ['calls', 'count', filter], enabled: isWhole, queryFn: async () => (await answer(api.GET('/v1/calls/count', { params: { query: chosenBy(search) as never } }))).count });
  const n = selection.all ? total.data ?? shown : selection.ids.size;
  const ids = selection.all ? null : selection.ids;
  const act = useMutation({
    mutationFn: (order: Order) => change(order, ids, filter),
    onSuccess: (told, order) => {
      const words = told.changed === 0 ? t('Nothing was to be changed') : sentence(order, told.changed);
      // All of it can only be taken back where all of it is named.
      const back = told.changed > 0 && told.ids.length === told.changed ? () => void change({ ...order, action: BACK[order.action] }, told.ids, '').then(() => callsChanged(client), failed) : undefined;
      done(words, back);
      callsChanged(client);
      if (order.action === 'archive' || order.action === 'unarchive') clear();
    },
    onError: (error) => failed(error),
  });
  const anew = useMutation({
    mutationFn: async () => {
      let queued = 0;
      if (ids) for (const part of parts(ids, 100)) queued += (await answer(api.POST('/v1/calls/reanalyze', { body: { ids: part } }))).queued;
      else {
        let cursor: string | undefined;
        do {
          const told = await answer(api.POST('/v1/calls/reanalyze', { params: { query: { ...queryOf(search), cursor } as never } }));
          queued += told.queued;
          cursor = told.next ?? undefined;
        } while (cursor);
      }
      return queued;
    },
    onSuccess: (queued) => { done(queued === 0 ? t('None of them can be analysed again now') : many(queued, '{n} call waits to be analysed again', '{n} calls wait to be analysed again')); callsChanged(client); clear(); },
    onError: (error) => failed(error),
  });
  const save = useMutation({ mutationFn: (form: Form) => saveChosen(selection.ids, form), onError: (error) => failed(error) });
  const take = (form: Form, title: string) => (selection.all
    ? <Menu.Item component="a" href={`/v1/calls/export${stringifySearch({ format: form, ...(form === 'csv' ? { bom: 'true' } : {}), ...queryOf(search) })}`} download={`calls.${form}`} leftSection={<IconDownload size={15} />}>{title}</Menu.Item>
    : <Menu.Item onClick={() => save.mutate(form)} leftSection={<IconDownload size={15} />}>{title}</Menu.Item>);
  const group = t('Chosen calls');
  useCommands([
    ...(mayEdit ? [
      { id: 'bulk.archive', title: t('Archive'), group, keys: 'e', run: () => act.mutate({ action: 'archive' }) },
      { id: 'bulk.tag', title: t('Tag'), group, keys: 'l', run: () => setTags('tag') },
    ] : []),
    ...(mayDelete ? [{ id: 'bulk.delete', title: t('Delete the chosen calls…'), group, words: 'remove erase for good', run: () => setAsked('delete') }] : []),
    { id: 'bulk.none', title: t('Clear the selection'), group, keys: 'escape', silent: true, run: clear },
  ]);
  const picker = (action: 'tag' | 'untag', title: string, icon: React.ReactNode) => (
    <TagPicker opened={tags === action} setOpened={(open) => setTags(open ? action : null)} chosen={[]} canMake={action === 'tag'} choose={(tag) => { setTags(null); act.mutate({ action, tag: tag.id }); }}>
      <Button variant="default" size="compact-sm" leftSection={icon} onClick={() => setTags(tags === action ? null : action)}>{title}</Button>
    </TagPicker>
  );
  return (
    <BulkBar words={many(n, '{n} call chosen', '{n} calls chosen')} clear={clear}>
      {isWhole && !selection.all && (total.data ?? 0) > selection.ids.size && <Button variant="subtle" size="compact-sm" onClick={chooseAll}>{t('Choose all {n} that fit', { n: total.data ?? 0 })}</Button>}
      {mayEdit && picker('tag', t('Tag'), <IconTag size={14} />)}
      {mayEdit && <Button variant="default" size="compact-sm" leftSection={<IconArchive size={14} />} loading={act.isPending} onClick={() => act.mutate({ action: 'archive' })}>{t('Archive')}</Button>}
      {mayEdit && picker('untag', t('Take a tag off'), <IconTagOff size={14} />)}
      <Menu position="top-end" width={200}>
        <Menu.Target><Button variant="default" size="compact-sm" px={7} aria-label={t('More')} loading={anew.isPending || save.isPending}><IconDots size={15} /></Button></Menu.Target>
        <Menu.Dropdown>
          {mayEdit && <Menu.Item leftSection={<IconArchiveOff size={15} />} onClick={() => act.mutate({ action: 'unarchive' })}>{t('Take out of the archive')}</Menu.Item>}
          {mayEdit && <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => setAsked('anew')}>{t('Analyse again')}</Menu.Item>}
          {allowed('calls.export') && <><Menu.Divider />{take('csv', t('Export as a table (.csv)'))}{take('ndjson', t('Export as JSON lines (.ndjson)'))}</>}
          {mayDelete && <><Menu.Divider /><Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => setAsked('delete')}>{t('Delete…')}</Menu.Item></>}
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>{asked === 'delete' && <DeleteCalls n={n} ids={ids} filter={filter} clear={clear} close={() => setAsked(null)} />}</Suspense>
      {asked === 'anew' && (
        <Confirm title={many(n, 'Analyse {n} call again?', 'Analyse {n} calls again?')} action={t('Analyse again')} color="iris" close={() => setAsked(null)} run={async () => { anew.mutate(); }}>
          {t('It costs no calls and waits behind new ones. Words that somebody has set right in them stay as history only.')}
        </Confirm>
      )}
    </BulkBar>
  );
}

function sentence({ action }: Order, n: number): string {
  switch (action) {
    case 'tag': return many(n, '{n} call is tagged', '{n} calls are tagged');
    case 'untag': return many(n, 'The tag is off {n} call', 'The tag is off {n} calls');
    case 'archive': return many(n, '{n} call is archived', '{n} calls are archived');
    case 'unarchive': return many(n, '{n} call is taken out of the archive', '{n} calls are taken out of the archive');
  }
}
