// Who is behind which extension, and since when. What is corrected here holds for the calls of the past.

import { ActionIcon, Button, Group as Row, Menu, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAddressBook, IconDots, IconDownload, IconPlus, IconSearch, IconTableImport } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answer, api, type Problem } from '../api/client';
import { sourcesQuery } from '../integrations/sources';
import { Confirm } from '../shell/Confirm';
import { Empty, Failure } from '../shell/Failure';
import { Cancel, FormDialog } from '../shell/FormDialog';
import { done } from '../shell/notice';
import { bothTimes, dayName } from '../time/zone';
import { t } from '../words';
import { directoryChanged, directoryQuery, firstDay, lastDay, type Listing } from './directory';
import { useMay } from './session';
import { membersQuery } from './team';

const Import = lazy(() => import('../shell/Import'));
const EXAMPLE = 'extension,name,email,valid_from,valid_until,source_instance\n101,Anna Schmidt,anna@example.org,2026-03-01,,';

export function Directory() {
  const allowed = useMay();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const query = useInfiniteQuery(directoryQuery(q));
  const [edited, setEdited] = useState<Listing | 'new' | null>(null);
  const [removed, setRemoved] = useState<Listing | null>(null);
  const [imports, setImports] = useState(false);
  if (query.error && !query.data) return <div className="panel"><Failure error={query.error} retry={() => void query.refetch()} /></div>;
  if (!query.data) return <Skeleton height={240} radius="md" />;
  const listings = query.data.pages.flatMap((page) => page.data);
  const mayEdit = allowed('team.manage');
  const make = mayEdit && (
    <Row gap="sm">
      <Button variant="default" leftSection={<IconTableImport size={15} />} onClick={() => setImports(true)}>{t('Import')}</Button>
      <Button leftSection={<IconPlus size={15} />} onClick={() => setEdited('new')}>{t('List somebody')}</Button>
    </Row>
  );
  const isEmpty = listings.length === 0 && !q;
  return (
    <>
      {!isEmpty && (
        <Row mb="sm" justify="space-between">
          <TextInput leftSection={<IconSearch size={14} />} placeholder={t('Find an extension or a name')} aria-label={t('Find an extension or a name')} value={text} onChange={(event) => setText(event.currentTarget.value)} w={260} />
          <Row gap="sm"><Button component="a" href="/v1/directory/export" download variant="subtle" leftSection={<IconDownload size={15} />}>{t('Export')}</Button>{make}</Row>
        </Row>
      )}
      <div className="panel scroll-x" aria-busy={query.isPlaceholderData}>
        {isEmpty && <Empty icon={<IconAddressBook size={26} stroke={1.5} aria-hidden />} title={t('Nobody is listed yet')} action={make}>{t('Listed people stand on their calls by name, the calls of the past included, for the time in which an extension is theirs.')}</Empty>}
        {!isEmpty && listings.length === 0 && <Empty title={t('Nobody fits')} />}
        {listings.length > 0 && (
          <table className="rows">
            <thead><tr><th>{t('Extension')}</th><th>{t('Name')}</th><th>{t('Signs in as')}</th><th>{t('From')}</th><th>{t('To')}</th>{mayEdit && <th><span className="unseen">{t('Actions')}</span></th>}</tr></thead>
            <tbody>{listings.map((listing) => <ListingRow key={listing.id} listing={listing} mayEdit={mayEdit} edit={() => setEdited(listing)} remove={() => setRemoved(listing)} />)}</tbody>
          </table>
        )}
      </div>
      {query.hasNextPage && <Row justify="center" mt="sm"><Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('More')}</Button></Row>}
      {edited && <Edit listing={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
      {removed && (
        <Confirm title={t('Take {name} off extension {extension}?', { name: removed.name, extension: removed.extension })} action={t('Delete')} close={() => setRemoved(null)}
          run={async () => { await answer(api.DELETE('/v1/directory/{id}', { params: { path: { id: removed.id } } })); done(t('Deleted')); directoryChanged(client); }}
        >{t('The calls of that time show the extension again.')}</Confirm>
      )}
      {imports && (
        <Suspense fallback={null}>
          <Import title={t('Import the directory')} example={EXAMPLE} hint={t('CSV with the columns extension and name; email of a member, valid_from, valid_until and source_instance (a telephone system) if wanted.')} close={() => setImports(false)} imported={() => directoryChanged(client)}
            send={(table, dry_run) => answer(api.POST('/v1/directory/import', { params: { query: { dry_run } }, body: table, bodySerializer: (body) => body, headers: { 'Content-Type': 'text/csv' } }))}
          />
        </Suspense>
      )}
    </>
  );
}

function ListingRow({ listing, mayEdit, edit, remove }: { listing: Listing; mayEdit: boolean; edit: () => void; remove: () => void }) {
  const { data: members } = useQuery(membersQuery);
  const member = members?.find((each) => each.id === listing.member_id);
  return (
    <tr>
      <td className="foreign"><span className="num">{listing.extension}</span>{listing.source_instance && <span className="faint"> · {listing.source_instance}</span>}</td>
      <td><Link to="/app/calls" search={{ agent: listing.name } as never} className="foreign" style={{ fontWeight: 550 }}>{listing.name}</Link></td>
      <td className="foreign">{member ? member.email : <span className="faint">–</span>}</td>
      <td title={listing.valid_from ? bothTimes(listing.valid_from) : undefined}>{listing.valid_from ? dayName(firstDay(listing.valid_from)) : <span className="faint">{t('always')}</span>}</td>
      <td title={listing.valid_until ? bothTimes(listing.valid_until) : undefined}>{listing.valid_until ? dayName(lastDay(listing.valid_until)) : <span className="faint">{t('today and on')}</span>}</td>
      {mayEdit && (
        <td className="end">
          <Menu position="bottom-end" width={140}>
            <Menu.Target><ActionIcon aria-label={t('Actions for {name}', { name: `${listing.extension} ${listing.name}` })}><IconDots size={16} /></ActionIcon></Menu.Target>
            <Menu.Dropdown><Menu.Item onClick={edit}>{t('Change')}</Menu.Item><Menu.Item color="red" onClick={remove}>{t('Delete')}</Menu.Item></Menu.Dropdown>
          </Menu>
        </td>
      )}
    </tr>
  );
}

function Edit({ listing, close }: { listing: Listing | null; close: () => void }) {
  const client = useQueryClient();
  const allowed = useMay();
  const { data: members } = useQuery(membersQuery);
  const { data: sources } = useQuery({ ...sourcesQuery, enabled: allowed('settings.read') });
  const before = { from: firstDay(listing?.valid_from), until: lastDay(listing?.valid_until) };
  const [given, setGiven] = useState({ source: listing?.source_instance ?? null, extension: listing?.extension ?? '', name: listing?.name ?? '', member: listing?.member_id ?? null, ...before });
  const save = useMutation({
    mutationFn: (): Promise<unknown> => {
      const who = { source_instance: given.source, extension: given.extension, name: given.name, member_id: given.member };
      if (!listing) return answer(api.POST('/v1/directory', { body: { ...who, valid_from: given.from || null, valid_until: given.until || null } }));
      // A time of day stays as it is, unless its day was changed.
      const when = { ...(given.from !== before.from && { valid_from: given.from || null }), ...(given.until !== before.until && { valid_until: given.until || null }) };
      return answer(api.PATCH('/v1/directory/{id}', { params: { path: { id: listing.id } }, body: { ...who, ...when } }));
    },
    onSuccess: () => { done(t('Saved')); directoryChanged(client); close(); },
  });
  return (
    <FormDialog holds={given} isSending={save.isPending} close={close} title={listing ? t('Change the listing') : t('List somebody')}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <Stack gap="sm">
          <TextInput label={t('Extension')} description={t('As your telephone system names it')} value={given.extension} onChange={(event) => setGiven({ ...given, extension: event.currentTarget.value })} required maxLength={100} data-autofocus />
          {(sources ?? []).length > 1 && <Select label={t('Of the telephone system')} description={t('Where two have the same extension. Otherwise it is that of every one.')} data={(sources ?? []).map((source) => ({ value: source.name, label: source.label }))} value={given.source} onChange={(source) => setGiven({ ...given, source })} searchable clearable />}
          <TextInput label={t('Name')} value={given.name} onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })} required maxLength={200} />
          <Select label={t('Signs in as')} description={t('Members who see their own calls only see those of their extensions.')} data={(members ?? []).map((member) => ({ value: member.id, label: member.name ? `${member.name} (${member.email})` : member.email }))} value={given.member} onChange={(member) => setGiven({ ...given, member })} searchable clearable />
          <Row grow>
            <TextInput type="date" label={t('From')} value={given.from} max={given.until || undefined} onChange={(event) => setGiven({ ...given, from: event.currentTarget.value })} />
            <TextInput type="date" label={t('To')} value={given.until} min={given.from || undefined} onChange={(event) => setGiven({ ...given, until: event.currentTarget.value })} />
          </Row>
          <div className="faint">{t('Without a day it is always. Whoever had the extension before has it until the first day.')}</div>
          {save.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{(save.error as Problem).detail}</div>}
          <Row justify="flex-end"><Cancel /><Button type="submit" loading={save.isPending}>{t('Save')}</Button></Row>
        </Stack>
      </form>
    </FormDialog>
  );
}
