// Keeping a question under a name, changing name and sharing, deleting it.

import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem, type Schemas } from '../api/client';
import { Confirm } from '../shell/Confirm';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import type { Search } from '../search';
import { t } from '../words';
import type { Doing } from './Views';
import { questionOf, searchOfView, type View, viewsQuery } from './views';

export default function ViewDialog({ doing, search, change, close }: { doing: Doing; search: Search; change: (next: Search) => void; close: () => void }) {
  const client = useQueryClient();
  if (doing.kind === 'new') return <Keep question={questionOf(search)} close={close} kept={(view) => change(searchOfView(view))} />;
  if (doing.kind === 'edit') return <Keep view={doing.view} question={doing.view.query} close={close} />;
  const remove = async () => {
    await answer(api.DELETE('/v1/views/{id}', { params: { path: { id: doing.view.id } } }));
    done(t('Deleted'));
    await client.invalidateQueries({ queryKey: viewsQuery.queryKey });
    const { view: _, ...rest } = search;
    change(rest);
  };
  return <Confirm title={t('Delete the view {name}?', { name: doing.view.name })} action={t('Delete')} close={close} run={remove}>{doing.view.shared ? t('It goes for everybody. The calls stay.') : t('The calls stay.')}</Confirm>;
}

function Keep({ view, question, close, kept }: { view?: View; question: string; close: () => void; kept?: (view: View) => void }) {
  const client = useQueryClient();
  const [given, setGiven] = useState({ name: view?.name ?? '', shared: view?.shared ?? false });
  const save = useMutation({
    mutationFn: (): Promise<Schemas['SavedView']> => (view
      ? answer(api.PATCH('/v1/views/{id}', { params: { path: { id: view.id } }, body: given }))
      : answer(api.POST('/v1/views', { body: { ...given, query: question } }))),
    onSuccess: async (made) => { done(t('Saved')); await client.invalidateQueries({ queryKey: viewsQuery.queryKey }); close(); kept?.(made); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={view ? t('Name and sharing') : t('Keep as a view')}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Name')} placeholder={t('Unhappy callers of the week')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={100} data-autofocus />
          <Switch label={t('For everybody in the team')} description={t('Each sees in it what their role lets them see.')} checked={given.shared} onChange={(event) => setGiven({ ...given, shared: event.currentTarget.checked })} />
          {save.error && <div role="alert" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
