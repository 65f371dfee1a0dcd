// Numbers that are known: whose they are, and who is very important.

import { ActionIcon, Button, Group as Row, Menu, Skeleton, Stack, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAddressBook, IconDots, IconDownload, IconPlus, IconSearch, IconTableImport } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { useMay } from '../identity/session';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { Tag } from '../shell/Tag';
import { ago, bothTimes } from '../time/zone';
import { t } from '../words';
import { type Contact, contactsChanged, contactsQuery } from './contacts';

const Import = lazy(() => import('../shell/Import'));
const EXAMPLE = 'number,name,company,vip\n+12025550143,Kim Lee,Lee & Sons,yes';

export function Contacts() {
  const allowed = useMay();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [vip, setVip] = useState(false);
  const [q] = useDebouncedValue(text.trim(), 250);
  const query = useInfiniteQuery(contactsQuery(q, vip));
  const [edited, setEdited] = useState<Contact | 'new' | null>(null);
  const [removed, setRemoved] = useState<Contact | null>(null);
  const [imports, setImports] = useState(false);
  if (query.error && !query.data) return <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
  if (!query.data) return <Skeleton height={240} radius="md" />;
  const contacts = query.data.pages.flatMap((page) => page.data);
  const mayEdit = allowed('calls.edit');
  const make = mayEdit && (
    <Row gap="sm">
      <Button variant="default" leftSection={<IconTableImport size={15} />} onClick={() => setImports(true)}>{t('Import')}</Button>
      <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('New contact')}</Button>
    </Row>
  );
  const isEmpty = contacts.length === 0 && !q && !vip && !query.hasNextPage;
  return (
    <>
      {!isEmpty && (
        <Row mb="sm" justify="space-between">
          <Row gap="md">
            <TextInput leftSection={<IconSearch size={14} />} placeholder={t('Find a name, company or number')} aria-label={t('Find a name, company or number')} value={text} onChange={(event) => setText(event.currentTarget.value)} w={260} />
            <Switch label={t('VIPs only')} checked={vip} onChange={(event) => setVip(event.currentTarget.checked)} />
          </Row>
          <Row gap="sm">{allowed('calls.export') && <Button component="a" href="/v1/contacts/export" download variant="subtle" leftSection={<IconDownload size={15} />}>{t('Export')}</Button>}{make}</Row>
        </Row>
      )}
      <div className="panel scroll-x" aria-busy={query.isPlaceholderData}>
        {isEmpty && <Empty icon={<IconAddressBook size={26} stroke={1.5} aria-hidden />} title={t('There is no contact yet')} action={make}>{t('A contact shows who is at the other end of a call, and whether it is somebody very important. Names are kept sealed.')}</Empty>}
        {!isEmpty && contacts.length === 0 && <Empty title={t('Nobody fits')} />}
        {contacts.length > 0 && (
          <table className="rows">
            <thead><tr><th>{t('Name')}</th><th>{t('Company')}</th><th>{t('Number')}</th><th>{t('Changed')}</th>{mayEdit && <th><span className="unseen">{t('Actions')}</span></th>}</tr></thead>
            <tbody>
              {contacts.map((contact) => (
                <tr key={contact.id}>
                  <td><span className="foreign" style={{ fontWeight: 550 }}>{contact.name}</span> {contact.vip && <Tag tone="accent">{t('VIP')}</Tag>}</td>
                  <td className="foreign">{contact.company ?? <span className="faint">–</span>}</td>
                  <td className="num"><Link to="/app/calls" search={{ number: `=${contact.number}` } as never} title={t('Calls of this number')} className="foreign">{contact.number}</Link></td>
                  <td title={bothTimes(contact.updated_at)}>{ago(contact.updated_at)}</td>
                  {mayEdit && (
                    <td className="end">
                      <Menu position="bottom-end" width={140}>
                        <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: contact.name })}><IconDots size={16} /></ActionIcon></Menu.Target>
                        <Menu.Dropdown><Menu.Item onClick={() => setEdited(contact)}>{t('Change')}</Menu.Item><Menu.Item color="red" onClick={() => setRemoved(contact)}>{t('Delete')}</Menu.Item></Menu.Dropdown>
                      </Menu>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {query.hasNextPage && <Row justify="center" mt="sm"><Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button></Row>}
      {edited && <Edit contact={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Delete the contact {name}?', { name: removed.name })} action={t('Delete')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/v1/contacts/{id}', { params: { path: { id: removed.id } } })); done(t('Deleted')); contactsChanged(client); }}
        >{t('Calls show the bare number again.')}</Confirm>
      )}
      {imports && (
        <Suspense fallback={null}>
          <Import title={t('Import contacts')} example={EXAMPLE} hint={t('CSV with the columns number and name; company and vip (yes or no) if wanted.')} close={() => setImports(false)} imported={() => contactsChanged(client)}
            send={(table, dry_run) => answer(api.POST('/v1/contacts/import', { params: { query: { dry_run } }, body: table, bodySerializer: (body) => body, headers: { 'Content-Type': 'text/csv' } }))}
          />
        </Suspense>
      )}
    </>
  );
}

function Edit({ contact, close }: { contact: Contact | null; close: () => void }) {
  const client = useQueryClient();
  const [given, setGiven] = useState({ number: contact?.number ?? '', name: contact?.name ?? '', company: contact?.company ?? '', vip: contact?.vip ?? false });
  const save = useMutation({
    mutationFn: (): Promise<unknown> => {
      const body = { ...given, company: given.company.trim() || null };
      return contact ? answer(api.PATCH('/v1/contacts/{id}', { params: { path: { id: contact.id } }, body })) : answer(api.POST('/v1/contacts', { body }));
    },
    onSuccess: () => { done(t('Saved')); contactsChanged(client); close(); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={contact ? t('Change the contact') : t('New contact')}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Number')} description={t('As your calls show it')} value={given.number} onChange={(event) => setGiven({ ...given, number: event.currentTarget.value })} required maxLength={100} data-autofocus />
          <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={200} />
          <TextInput label={t('Company')} value={given.company} onChange={(event) => setGiven({ ...given, company: event.currentTarget.value })} maxLength={200} />
          <Switch label={t('Very important')} checked={given.vip} onChange={(event) => setGiven({ ...given, vip: event.currentTarget.checked })} />
          {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
