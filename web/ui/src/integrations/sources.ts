// Telephone systems as the API tells of them, and the settings of each form by their names.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { t } from '../words';

export type Source = Schemas['Source'];
export type Health = Schemas['SourceHealth'];
export type Guide = Schemas['Guide'];
export type GuideFormat = Schemas['GuideFormat'];
export type Settings = Record<string, unknown>;
/** What is shown once: by kind of secret. */
export type Issued = { basic?: { user: string; password: string }; header?: { name: string; value: string }; hmac?: { header: string; secret: string; encoding: string }; webhook_secret?: string };

/** The generated type says only that it is an object. */
export const free = (value: object) => value as Record<string, never>;

export const sourcesQuery = queryOptions({ queryKey: ['sources'], queryFn: async () => (await answer(api.GET('/v1/sources'))).data });
export const sourceQuery = (id: string) => queryOptions({ queryKey: ['sources', id], queryFn: () => answer(api.GET('/v1/sources/{id}', { params: { path: { id } } })) });
export const healthQuery = (id: string) => queryOptions({ queryKey: ['source-health', id], queryFn: () => answer(api.GET('/v1/sources/{id}/health', { params: { path: { id } } })) });
export const fetchingQuery = (id: string) => queryOptions({ queryKey: ['source-fetching', id], queryFn: () => answer(api.GET('/v1/sources/{id}/fetching', { params: { path: { id } } })) });
export const connectionQuery = (id: string) => queryOptions({ queryKey: ['source-connection', id], queryFn: () => answer(api.GET('/v1/sources/{id}/connection', { params: { path: { id } } })) });
export const folderQuery = (id: string) => queryOptions({ queryKey: ['source-folder', id], queryFn: () => answer(api.GET('/v1/sources/{id}/folder', { params: { path: { id } } })) });
export const importsQuery = (source?: string) => queryOptions({
  queryKey: ['imports', source],
  queryFn: async () => (await answer(api.GET('/v1/imports', { params: { query: { source_instance: source, limit: 20 } } }))).data,
});
export const guidesQuery = queryOptions({ queryKey: ['guides'], staleTime: Infinity, queryFn: async () => (await answer(api.GET('/v1/guides'))).data });
export const guideQuery = (id: string) => queryOptions({
  queryKey: ['source-guide', id],
  queryFn: () => answer(api.GET('/v1/sources/{id}/guide', { params: { path: { id } }, parseAs: 'text' })) as Promise<string>,
});

/** The system that writes so, with what is known of this form. */
export function formOf(guides: Guide[] | undefined, format: string): { guide: Guide; form: GuideFormat } | null {
  for (const guide of guides ?? []) {
    const form = guide.formats.find((each) => each.format === format);
    if (form) return { guide, form };
  }
  return null;
}

export function systemName(guides: Guide[] | undefined, format: string): string {
  if (format === 'canonical') return t('Own program');
  return formOf(guides, format)?.guide.title ?? format;
}

export type SettingField = { key: string; title: string; says: string; kind: 'zone' | 'text' | 'list' | 'order' | 'columns' | 'number' };

const FIELDS: SettingField[] = [
  { key: 'tz', title: 'Time zone of the system', says: 'Its times are local ones without a zone.', kind: 'zone' },
  { key: 'extension_pattern', title: 'Extensions', says: 'A regular expression of your extensions, as ^2\\d\\d$. It tells who is inside.', kind: 'text' },
  { key: 'country', title: 'Country of the system', says: 'Two letters, as DE: numbers outside are kept as +49…, however they are sent, so that contacts and filters know them. Empty: as they are sent.', kind: 'text' },
  { key: 'outside_prefix', title: 'Digit for a line', says: 'What is dialled before a number outside, as 0; it is no part of the number. Needs the country.', kind: 'text' },
  { key: 'trunk_channel_prefixes', title: 'Trunks', says: 'How names of channels begin that lead outside, as PJSIP/trunk-.', kind: 'list' },
  { key: 'trunk_devices', title: 'Trunks and gateways', says: 'Regular expressions of their names, as ^GW-.', kind: 'list' },
  { key: 'inbound_contexts', title: 'Contexts from outside', says: 'Dialplan contexts in which calls from outside begin.', kind: 'list' },
  { key: 'groups', title: 'Groups and queues', says: 'Their numbers.', kind: 'list' },
  { key: 'public_numbers', title: 'Your numbers', says: 'Numbers of yours at the carrier.', kind: 'list' },
  { key: 'voicemail_pilots', title: 'Voicemail', says: 'Numbers that lead to it.', kind: 'list' },
  { key: 'withheld_words', title: 'Withheld numbers', says: 'Words that stand for one, in the system’s language.', kind: 'list' },
  { key: 'date_order', title: 'Order of dates', says: 'As the system writes days.', kind: 'order' },
  { key: 'time_is', title: 'Time of a line', says: 'end or start: of the end of a call, as usual, or of its start, as older small systems of Panasonic write it.', kind: 'text' },
  { key: 'date_format', title: 'Form of dates', says: 'Where it is not the usual one, as %d.%m.%Y %H:%M:%S.', kind: 'text' },
  { key: 'field_order', title: 'Order of fields', says: 'As it is chosen at the system.', kind: 'list' },
  { key: 'layout', title: 'Columns', says: 'Each field with its first column, from 0, and its length.', kind: 'columns' },
  { key: 'recording_prefix', title: 'Folder of recordings', says: 'What stands before their names.', kind: 'text' },
  { key: 'public_url', title: 'Address as configured there', says: 'Signed requests name it; if it is not the one below.', kind: 'text' },
  { key: 'records_from', title: 'Source of its records', says: 'Name of the source that tells of the calls whose sound comes here; empty: nobody does.', kind: 'text' },
  { key: 'rate', title: 'Samples a second', says: 'As the sound is sent, where it does not say so itself.', kind: 'number' },
  { key: 'mix', title: 'Sides', says: 'mono, mixed or stereo, as the sound is sent.', kind: 'text' },
  { key: 'timestamp_tolerance_s', title: 'Age of a signed request', says: 'Seconds, at most.', kind: 'number' },
];

const OWN: [RegExp, string[]][] = [
  [/^(asterisk|freepbx|grandstream)/, ['trunk_channel_prefixes']],
  [/^freeswitch/, ['inbound_contexts', 'trunk_channel_prefixes', 'recording_prefix']],
  [/^cisco/, ['trunk_devices', 'voicemail_pilots']],
  [/^avaya-ipo/, ['groups']],
  [/^(avaya-cm|mitel)/, ['layout', 'date_order']],
  [/^panasonic/, ['date_order']],
  [/^3cx-cdr-socket/, ['field_order']],
  [/^(yeastar|asterisk-cel)/, ['date_format']],
  [/^(audiosocket|ari-external-media|twilio-media-stream|mod-audio-fork)/, ['records_from']],
  [/^(ari-external-media|mod-audio-fork)/, ['rate']],
  [/^mod-audio-fork/, ['mix']],
  [/^(twilio|signalwire|telnyx|vonage)/, ['public_numbers', 'public_url', 'timestamp_tolerance_s']],
];

/** Those that this form needs first, and whatever is set; then the others. */
export function settingFields(format: string, settings: Settings): { first: SettingField[]; others: SettingField[] } {
  const own = OWN.filter(([pattern]) => pattern.test(format)).flatMap(([, keys]) => keys);
  const isFirst = (field: SettingField) => field.key === 'tz' || field.key === 'extension_pattern' || own.includes(field.key) || field.key in settings;
  return { first: FIELDS.filter(isFirst), others: FIELDS.filter((field) => !isFirst(field)) };
}

/** Without what was emptied. */
export function written(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '' && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)));
}

export type Standing = { words: string; tone: 'ok' | 'warning' | 'error' | 'plain' };

/** How it is, in a word; the worst first. */
export function standingOf(source: Source, health: Health | undefined): Standing {
  if (!source.enabled) return { words: t('switched off'), tone: 'plain' };
  // What comes by the interface has no habits that are watched, unless it lies in a folder.
  if (source.format === 'canonical' && !health?.folder) return { words: t('by the interface'), tone: 'plain' };
  if (!health) return { words: '…', tone: 'plain' };
  if (health.connection?.state === 'failing') return { words: t('not connected'), tone: 'error' };
  if (health.folder?.state === 'failing') return { words: t('folder not read'), tone: 'error' };
  if (health.silent) return { words: t('silent'), tone: 'error' };
  if (health.zone_off_min) return { words: t('wrong zone?'), tone: 'warning' };
  if (health.day.quarantined > 0) return { words: t('partly unread'), tone: 'warning' };
  if (health.day.refused > 0 && !health.last_at) return { words: t('wrong secret'), tone: 'error' };
  if (!health.last_at) return { words: t('waits for its first call'), tone: 'plain' };
  return { words: t('speaks'), tone: 'ok' };
}

/** A name from what people call it: letters, digits and dashes. */
export function nameOf(label: string): string {
  return label.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 64);
}

const REASONS: Record<string, string> = {
  not_a_record: 'No record of this form', too_few_columns: 'Too few columns', column_count: 'Not the columns that are configured', bad_timestamp: 'A time that cannot be read', missing_field: 'A field is missing',
  bad_json: 'No JSON', bad_xml: 'No XML', bad_payload: 'The end is missing', bad_signature: 'Wrong secret or signature', stale_timestamp: 'Signed too long ago', unstorable: 'The database cannot hold it', bad_flag: 'An unknown mark',
};

/** Why something could not be read. */
export function reason(code: string): string {
  const known = REASONS[code];
  if (known) return t(known);
  const plain = code.replaceAll('_', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

const LOST: Record<string, string> = { no_leg: 'no call of that time', taken: 'its call has another recording', several: 'several calls would do' };

/** Why a recording has found no call. */
export function lost(note: string | null): string {
  return t(LOST[note ?? 'no_leg'] ?? 'no call of that time');
}

export async function replayAll(filter: { source_instance?: string; code?: string }, verdict: 'replay' | 'discard'): Promise<Schemas['QuarantineTally']> {
  const sum = { read: 0, still: 0, dropped: 0, next: null as string | null };
  let cursor: string | undefined;
  // One request settles a page; what is asked for is all of them.
  do {
    const body = { ...filter, cursor };
    const tally = await answer(verdict === 'replay' ? api.POST('/v1/quarantine/replay', { body }) : api.POST('/v1/quarantine/discard', { body }));
    sum.read += tally.read;
    sum.still += tally.still;
    sum.dropped += tally.dropped;
    cursor = tally.next ?? undefined;
  } while (cursor);
  return sum;
}
