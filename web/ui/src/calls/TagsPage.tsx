// The tenant's tags: named, coloured, counted and deleted in one place.

import { ActionIcon, Button, ColorSwatch, Group, Menu, Skeleton, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconDots, IconPlus, IconTag } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { count } from '../figure';
import { useMay } from '../identity/session';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { Page } from '../shell/Page';
import { onlyDay, bothTimes } from '../time/zone';
import { many, t } from '../words';
import { callsChanged, COLORS, dotOf, type Tag, tagsQuery } from './tags';
import classes from './tags.module.css';

export function TagsPage() {
  const allowed = useMay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(tagsQuery);
  const [edited, setEdited] = useState<Tag | 'new' | null>(null);
  const [removed, setRemoved] = useState<Tag | null>(null);
  const mayEdit = allowed('calls.edit');
  const make = mayEdit && <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New tag')}</Button>;
  return (
    <Page title={t('Tags')} name={t('Tags')} aside={data && data.length > 0 && make}>
      {error && !data && <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <Skeleton height={200} radius="md" />}
      {data && (
        <div className="panel scroll-x">
          {data.length === 0
            ? <Empty icon={<IconTag size={26} stroke={1.5} aria-hidden />} title={t('There is no tag yet')} action={make}>{t('A tag marks calls that belong together: a campaign, a complaint, an example for training.')}</Empty>
            : (
              <table className="rows">
                <thead><tr><th>{t('Tag')}</th><th className="end">{t('Calls')}</th><th className="end">{t('Since')}</th>{mayEdit && <th><span className="unseen">{t('Actions')}</span></th>}</tr></thead>
                <tbody>
                  {data.map((tag) => (
                    <tr key={tag.id}>
                      <td><span className={classes.name}><i style={{ background: dotOf(tag.color) }} aria-hidden /><span className="foreign">{tag.name}</span></span></td>
                      <td className="end num">{tag.calls > 0 ? <Link to="/app/calls" search={{ tag: tag.name, archived: 'any' } as never}>{count(tag.calls)}</Link> : '0'}</td>
                      <td className="end" title={bothTimes(tag.created_at)}>{onlyDay(tag.created_at)}</td>
                      {mayEdit && (
                        <td className="end">
                          <Menu position="bottom-end" width={140}>
                            <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: tag.name })}><IconDots size={16} /></ActionIcon></Menu.Target>
                            <Menu.Dropdown><Menu.Item onClick={() => setEdited(tag)}>{t('Change')}</Menu.Item><Menu.Item color="red" onClick={() => setRemoved(tag)}>{t('Delete')}</Menu.Item></Menu.Dropdown>
                          </Menu>
                        </td>
                      )}
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
        </div>
      )}
      {edited && <Edit tag={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Delete the tag {name}?', { name: removed.name })} action={t('Delete')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/v1/tags/{id}', { params: { path: { id: removed.id } } })); done(t('Deleted')); callsChanged(client); }}
        >{many(removed.calls, 'It comes off {n} call. That cannot be taken back.', 'It comes off {n} calls. That cannot be taken back.')}</Confirm>
      )}
    </Page>
  );
}

function Edit({ tag, close }: { tag: Tag | null; close: () => void }) {
  const client = useQueryClient();
  const [given, setGiven] = useState({ name: tag?.name ?? '', color: tag?.color ?? 'blue' });
  const save = useMutation({
    mutationFn: (): Promise<unknown> => (tag
      ? answer(api.PATCH('/v1/tags/{id}', { params: { path: { id: tag.id } }, body: given }))
      : answer(api.POST('/v1/tags', { body: given }))),
    onSuccess: () => { done(t('Saved')); callsChanged(client); close(); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={tag ? t('Change the tag') : t('New tag')}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} error={(save.error as Problem | null)?.detail} required maxLength={50} data-autofocus />
          <div role="radiogroup" aria-label={t('Colour')} className={classes.colors}>
            {COLORS.map((color) => (
              <Tooltip key={color} label={t(color)}>
                <ColorSwatch component="button" type="button" role="radio" aria-checked={given.color === color} aria-label={t(color)} color={dotOf(color)} size={26} onClick={() => setGiven({ ...given, color })} style={{ cursor: 'pointer', color: '#fff' }}>{given.color === color && <IconCheck size={14} />}</ColorSwatch>
              </Tooltip>
            ))}
          </div>
          <Group justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Group>
        </Stack>
      </form>
    </FormDialog>
  );
}
