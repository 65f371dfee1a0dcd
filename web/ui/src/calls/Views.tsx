// Saved views: questions with a name, one's own and those that others share. What was changed since is marked, and kept by one press.

import { Menu } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconCheck, IconDeviceFloppy, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api } from '../api/client';
import { useCommands } from '../shell/commands';
import { done, failed } from '../shell/notice';
import { one, type Search } from '../search';
import { t } from '../words';
import { isDirty, questionOf, searchOfView, type View, viewsQuery } from './views';
import classes from './calls.module.css';

const ViewDialog = lazy(() => import('./ViewDialog'));

export type Doing = { kind: 'new' } | { kind: 'edit' | 'delete'; view: View };

export function Views({ search, change }: { search: Search; change: (next: Search) => void }) {
  const client = useQueryClient();
  const { data: views } = useQuery(viewsQuery);
  const [doing, setDoing] = useState<Doing | null>(null);
  const now = views?.find((view) => view.id === one(search.view));
  const dirty = now ? isDirty(now, search) : false;
  const question = questionOf(search);
  const update = useMutation({
    mutationFn: (view: View) => answer(api.PATCH('/v1/views/{id}', { params: { path: { id: view.id } }, body: { query: question } })),
    onSuccess: () => { done(t('Saved')); void client.invalidateQueries({ queryKey: viewsQuery.queryKey }); },
    onError: (error) => failed(error),
  });
  useCommands([
    ...(views ?? []).map((view) => ({ id: `view:${view.id}`, title: view.name, group: t('Views'), run: () => change(searchOfView(view)) })),
    { id: 'view.new', title: t('Keep as a view'), group: t('Calls'), words: 'save bookmark', run: () => setDoing({ kind: 'new' }) },
  ]);
  const groups = [[t('Yours'), (views ?? []).filter((view) => view.own)], [t('Shared by others'), (views ?? []).filter((view) => !view.own)]] as const;
  return (
    <>
      <Menu position="bottom-start" width={280}>
        <Menu.Target>
          <button type="button" className={classes.tab} aria-pressed={Boolean(now)}><IconBookmark size={14} aria-hidden style={{ verticalAlign: '-2px', marginRight: 4 }} />{now ? <span className="foreign-line">{now.name}{dirty && <span title={t('Changed since it was kept')}> •<span className="unseen">{t('Changed since it was kept')}</span></span>}</span> : t('Views')}</button>
        </Menu.Target>
        <Menu.Dropdown>
          {views?.length === 0 && <Menu.Label>{t('Filters that you come back to are kept here under a name.')}</Menu.Label>}
          {groups.map(([title, of]) => of.length > 0 && (
            <div key={title}>
              <Menu.Label>{title}</Menu.Label>
              {of.map((view) => <Menu.Item key={view.id} leftSection={view.id === now?.id ? <IconCheck size={14} /> : <span style={{ width: 14, display: 'inline-block' }} />} rightSection={view.own && view.shared ? <IconUsers size={13} aria-label={t('shared')} /> : null} onClick={() => change(searchOfView(view))}><span className="foreign-line">{view.name}</span></Menu.Item>)}
            </div>
          ))}
          {(views?.length ?? 0) > 0 && <Menu.Divider />}
          {now?.own && dirty && <Menu.Item leftSection={<IconDeviceFloppy size={14} />} onClick={() => update.mutate(now)}>{t('Keep the changes')}</Menu.Item>}
          {now?.own && <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setDoing({ kind: 'edit', view: now })}>{t('Name and sharing')}</Menu.Item>}
          {now?.own && <Menu.Item leftSection={<IconTrash size={14} />} color="red" onClick={() => setDoing({ kind: 'delete', view: now })}>{t('Delete this view')}</Menu.Item>}
          <Menu.Item leftSection={<IconBookmarkPlus size={14} />} disabled={question === ''} onClick={() => setDoing({ kind: 'new' })}>{t('Keep as a view')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>{doing && <ViewDialog doing={doing} search={search} change={change} close={() => setDoing(null)} />}</Suspense>
    </>
  );
}
