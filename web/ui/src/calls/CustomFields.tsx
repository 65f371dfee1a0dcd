// What a tenant wants to know of the free part of its records: fields with a name and a kind.

import { ActionIcon, Button, Group as Row, Menu, Select, Skeleton, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconDots, IconForms, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { useMay } from '../identity/session';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { t } from '../words';
import { type CustomField, fieldsQuery } from './fields';

const KINDS: Record<CustomField['kind'], string> = { text: 'Text', number: 'Number', boolean: 'Yes or no', date: 'Day', choice: 'One of several' };

export function CustomFields() {
  const allowed = useMay();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    ...fieldsQuery,
    // Until the calls of the past have them all.
    refetchInterval: ({ state }) => (state.data?.some((field) => !field.filled_at) ? 1500 : false),
  });
  const [edited, setEdited] = useState<CustomField | 'new' | null>(null);
  const [removed, setRemoved] = useState<CustomField | null>(null);
  if (error && !data) return <div className="panel"><Failure error={error} retry={() => void refetch()} /></div>;
  if (!data) return <Skeleton height={200} radius="md" />;
  const mayEdit = allowed('settings.manage');
  const make = mayEdit && <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New field')}</Button>;
  return (
    <>
      {data.length > 0 && <Row justify="flex-end" mb="sm">{make}</Row>}
      <div className="panel scroll-x">
        {data.length === 0
          ? <Empty icon={<IconForms size={26} stroke={1.5} aria-hidden />} title={t('There is no custom field yet')} action={make}>{t('Records may carry more than a call needs: an order, a customer’s plan. A field makes it something to filter by and to export.')}</Empty>
          : (
            <table className="rows">
              <thead><tr><th>{t('Field')}</th><th>{t('Kind')}</th><th>{t('In records')}</th><th>{t('In filters')}</th>{mayEdit && <th><span className="unseen">{t('Actions')}</span></th>}</tr></thead>
              <tbody>
                {data.map((field) => (
                  <tr key={field.id}>
                    <td><span className="foreign" style={{ fontWeight: 550 }}>{field.label}</span> {!field.filled_at && <Tag tone="warning">{t('calls of the past are being read')}</Tag>}</td>
                    <td>{t(KINDS[field.kind])}{field.choices.length > 0 && <div className="faint foreign">{field.choices.join(', ')}</div>}</td>
                    <td className="mono foreign">{field.key}</td>
                    <td className="mono foreign">custom.{field.name}</td>
                    {mayEdit && (
                      <td className="end">
                        <Menu position="bottom-end" width={140}>
                          <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: field.label })}><IconDots size={16} /></ActionIcon></Menu.Target>
                          <Menu.Dropdown><Menu.Item onClick={() => setEdited(field)}>{t('Change')}</Menu.Item><Menu.Item color="red" onClick={() => setRemoved(field)}>{t('Delete')}</Menu.Item></Menu.Dropdown>
                        </Menu>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
      </div>
      {edited && <Edit field={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Delete the field {name}?', { name: removed.label })} action={t('Delete')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/v1/custom-fields/{id}', { params: { path: { id: removed.id } } })); done(t('Deleted')); await client.invalidateQueries({ queryKey: fieldsQuery.queryKey }); }}
        >{t('Records keep what they said; filters by this field find nothing any more.')}</Confirm>
      )}
    </>
  );
}

/** `Order number` becomes `order_number`. */
function nameOf(label: string): string {
  return label.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '').slice(0, 50);
}

function Edit({ field, close }: { field: CustomField | null; close: () => void }) {
  const client = useQueryClient();
  const [given, setGiven] = useState({ label: field?.label ?? '', name: field?.name ?? '', kind: field?.kind ?? ('text' as CustomField['kind']), key: field?.key ?? '', choices: field?.choices ?? [] });
  const name = given.name || nameOf(given.label);
  const save = useMutation({
    mutationFn: (): Promise<unknown> => {
      const choices = given.kind === 'choice' ? given.choices : [];
      const shown = { label: given.label, key: given.key.trim() || name, choices };
      return field
        ? answer(api.PATCH('/v1/custom-fields/{id}', { params: { path: { id: field.id } }, body: shown }))
        : answer(api.POST('/v1/custom-fields', { body: { ...shown, name, kind: given.kind } }));
    },
    onSuccess: () => { done(t('Saved')); void client.invalidateQueries({ queryKey: fieldsQuery.queryKey }); void client.invalidateQueries({ queryKey: ['calls'] }); close(); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={field ? t('Change the field') : t('New field')}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Label')} value={given.label} onChange={(event) => setGiven({ ...given, label: event.currentTarget.value })} required maxLength={100} data-autofocus />
          <Select label={t('Kind')} data={Object.entries(KINDS).map(([value, label]) => ({ value, label: t(label) }))} value={given.kind} onChange={(kind) => { if (kind) setGiven({ ...given, kind: kind as CustomField['kind'] }); }} allowDeselect={false} disabled={Boolean(field)} />
          {given.kind === 'choice' && <TagsInput label={t('Choices')} value={given.choices} onChange={(choices) => setGiven({ ...given, choices })} required={given.choices.length === 0} />}
          <TextInput label={t('Name')} description={t('In filters and exports; it never changes')} value={given.name} placeholder={name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} maxLength={50} disabled={Boolean(field)} />
          <TextInput label={t('Key in records')} description={t('Under which it stands in a record’s custom')} value={given.key} placeholder={name} onChange={(event) => setGiven({ ...given, key: event.currentTarget.value })} maxLength={200} />
          {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
