// Which calls are meant, as it stands in the address: the names are the API's, only the days are turned into moments here.

import { one, type Search } from '../search';
import { daysOf, type Days, isDay, isFit, momentsOf, type RangeName } from '../time/range';
import { t } from '../words';
import { DIRECTIONS, DISPOSITIONS, SENTIMENTS, STATUSES, WAITS_FOR } from './call';

export type Field = {
  name: string;
  title: string;
  kind: 'choice' | 'text' | 'seconds' | 'score' | 'moment';
  choices?: Record<string, string>;
  /** How the chip reads between field and value. */
  operator?: string;
};

export const FIELDS: Field[] = [
  { name: 'sentiment', title: 'Sentiment', kind: 'choice', choices: SENTIMENTS },
  { name: 'direction', title: 'Direction', kind: 'choice', choices: DIRECTIONS },
  { name: 'disposition', title: 'Outcome', kind: 'choice', choices: DISPOSITIONS },
  { name: 'analysis_status', title: 'Analysis', kind: 'choice', choices: STATUSES },
  { name: 'lane', title: 'Lane of the queue', kind: 'choice', choices: { live: 'Live', fresh: 'Fresh', backfill: 'Backfill' } },
  { name: 'waits_for', title: 'Place in the queue', kind: 'choice', choices: WAITS_FOR },
  { name: 'agent', title: 'Agent', kind: 'text' },
  { name: 'agent_exact', title: 'Agent’s name', kind: 'choice', choices: { true: 'Exactly so', false: 'Whoever had the extension' } },
  { name: 'queue', title: 'Queue', kind: 'text' },
  { name: 'number', title: 'Number', kind: 'text' },
  { name: 'q', title: 'Said', kind: 'text' },
  { name: 'speaker', title: 'Said by', kind: 'choice', choices: { agent: 'Agent', customer: 'Customer' } },
  { name: 'talk_min_s', title: 'Talk time', kind: 'seconds', operator: '≥' },
  { name: 'talk_max_s', title: 'Talk time', kind: 'seconds', operator: '≤' },
  { name: 'sentiment_min', title: 'Score', kind: 'score', operator: '≥' },
  { name: 'sentiment_max', title: 'Score', kind: 'score', operator: '≤' },
  { name: 'has_recording', title: 'Recording', kind: 'choice', choices: { true: 'Yes', false: 'No' } },
  { name: 'charge_kind', title: 'Charged as', kind: 'choice', choices: { included: 'Included', overage: 'Overage', withheld: 'Withheld', none: 'Not charged' } },
  { name: 'language', title: 'Language', kind: 'text' },
  { name: 'flag', title: 'Quality flag', kind: 'text' },
  { name: 'model', title: 'Heard by', kind: 'text' },
  { name: 'stale', title: 'Heard by another model', kind: 'choice', choices: { true: 'Yes', false: 'No' } },
  { name: 'source_instance', title: 'Telephone system', kind: 'text' },
  { name: 'wait_min_s', title: 'Wait', kind: 'seconds', operator: '≥' },
  { name: 'wait_max_s', title: 'Wait', kind: 'seconds', operator: '≤' },
  { name: 'weekday', title: 'Weekday', kind: 'choice', choices: { '1': 'Monday', '2': 'Tuesday', '3': 'Wednesday', '4': 'Thursday', '5': 'Friday', '6': 'Saturday', '7': 'Sunday' } },
  { name: 'hour', title: 'Hour', kind: 'text' },
  { name: 'after_hours', title: 'Business hours', kind: 'choice', choices: { true: 'Outside of them', false: 'Within them' } },
  { name: 'caller_known', title: 'Caller', kind: 'choice', choices: { true: 'Known', false: 'Withheld' } },
  { name: 'vip', title: 'VIP', kind: 'choice', choices: { true: 'Yes', false: 'No' } },
  { name: 'called_again_within_d', title: 'Called again within days', kind: 'text', operator: '≤' },
  { name: 'not_called_again_within_d', title: 'Did not call again within days', kind: 'text', operator: '≤' },
  { name: 'called_once', title: 'Called once in these days', kind: 'choice', choices: { true: 'Yes', false: 'No' } },
  { name: 'from', title: 'From', kind: 'text' },
  { name: 'to', title: 'To', kind: 'text' },
  { name: 'started_from', title: 'Begun', kind: 'moment', operator: '≥' },
  { name: 'started_before', title: 'Begun', kind: 'moment', operator: '<' },
  { name: 'as_of', title: 'Known', kind: 'moment', operator: '≤' },
  { name: 'charged_period', title: 'Charged period', kind: 'text' },
  { name: 'tag', title: 'Tag', kind: 'text' },
  { name: 'archived', title: 'Archived', kind: 'choice', choices: { true: 'Yes', false: 'No', any: 'Either way' } },
  { name: 'linked_id', title: 'Linked id', kind: 'text' },
  { name: 'external_id', title: 'External id', kind: 'text' },
];

export const SORTS = [
  ['-started_at', 'Newest first'], ['started_at', 'Oldest first'], ['-talk_s', 'Longest first'], ['talk_s', 'Shortest first'],
  ['sentiment_score', 'Most negative first'], ['-sentiment_score', 'Most positive first'],
] as const;
export const SORT_DEFAULT = '-started_at';

export type Applied = { field: Field; value: string };

/** `more` are the filters by custom fields; one that is not among them (yet) is shown as it stands in the address. */
export function applied(search: Search, more: Field[] = []): Applied[] {
  const custom = Object.keys(search).filter((name) => name.startsWith('custom.')).map((name) => more.find((field) => field.name === name) ?? bare(name));
  return [...FIELDS, ...custom].flatMap((field) => {
    const value = valueOf(search, field.name);
    return value ? [{ field, value }] : [];
  });
}

/** Those of which every typed word is said, by their title or one of their values; titles that begin so come first. */
export function fieldsNamed(fields: Field[], text: string): Field[] {
  const asked = text.trim().toLowerCase();
  const titleOf = (field: Field) => t(field.title).toLowerCase();
  const saidOf = (field: Field) => [titleOf(field), field.operator, ...Object.values(field.choices ?? {}).map((value) => t(value).toLowerCase())].join(' ');
  const found = fields.filter((field) => asked.split(/\s+/).every((word) => saidOf(field).includes(word)));
  const rank = (field: Field) => (titleOf(field).startsWith(asked) ? 0 : titleOf(field).includes(asked) ? 1 : 2);
  return asked ? found.sort((a, b) => rank(a) - rank(b)) : found;
}

/** The same days in the same order, of all calls. */
export function withoutFilters(search: Search): Search {
  return Object.fromEntries(['sort', 'range', 'from_day', 'to_day'].flatMap((name) => (search[name] ? [[name, search[name]]] : [])));
}

/** Of which the API takes several, with commas. */
export const SEVERAL = ['sentiment', 'direction', 'disposition', 'analysis_status', 'lane', 'waits_for', 'weekday', 'tag'];

/** A name that stands in the address more than once means one of these values, where the API takes several; elsewhere the first one counts. */
export function valueOf(search: Search, name: string): string | undefined {
  const given = search[name];
  return Array.isArray(given) && SEVERAL.includes(name) ? [...new Set(given.filter(Boolean))].join(',') : one(given);
}

/** One value of several on or off, in the order in which they are offered. */
export function turned(value: string, name: string, choices: Record<string, string>): string {
  const chosen = value.split(',');
  return Object.keys(choices).filter((each) => chosen.includes(each) !== (each === name)).join(',');
}

function bare(name: string): Field {
  const [, title = name, operator] = name.split('.');
  return { name, title, kind: 'text', operator: operator && { min: '≥', max: '≤', begins: '^' }[operator] };
}

export type Span = { name: RangeName } | { days: Days };

/** Days from the address; a link with half a stretch falls back to the whole. */
export function spanOf(search: Search, otherwise: RangeName): Span {
  const [from, to, range] = [one(search.from_day), one(search.to_day), one(search.range)];
  if (isDay(from) && isDay(to) && from <= to) return { days: { from, to } };
  return { name: isFit(range, otherwise) ? range : otherwise };
}

export function daysOfSpan(span: Span): Days | null {
  return 'days' in span ? span.days : daysOf(span.name);
}

/** The query of the API. */
export function queryOf(search: Search, otherwise: RangeName = 'all'): Record<string, string | number | boolean> {
  const query: Record<string, string | number | boolean> = {};
  for (const { field, value } of applied(search)) {
    if (field.choices && !value.split(',').every((each) => each in (field.choices ?? {}))) continue;
    if (field.kind === 'moment' && Number.isNaN(Date.parse(value))) continue;
    if ((field.kind === 'seconds' || field.kind === 'score') && !Number.isFinite(Number(value))) continue;
    // A figure's link means the number as it stands there; `=100` is only ever typed.
    query[field.name] = field.name === 'number' && (!one(search.as_of) || value.trimStart().startsWith('=')) ? numberPattern(value) : value;
  }
  // Who said it means nothing without what.
  if (!query.q) delete query.speaker;
  const days = daysOfSpan(spanOf(search, otherwise));
  if (days) Object.assign(query, momentsOf(days));
  // What was put away is out of the way, but not of a figure's calls: a link of it shows exactly what was counted.
  if (!('archived' in query) && !('as_of' in query) && !('charged_period' in query)) query.archived = 'false';
  if (query.archived === 'any') delete query.archived;
  const sort = one(search.sort);
  if (sort && SORTS.some(([name]) => name === sort)) query.sort = sort;
  return query;
}

/** The least score that there is. */
const SCORE_MIN = '-5';

/** All calls that the list shows, without their order: a list by score shows only those that have one. */
export function chosenBy(search: Search): ReturnType<typeof queryOf> {
  const { sort, ...query } = queryOf(search);
  const isByScore = sort === 'sentiment_score' || sort === '-sentiment_score';
  return isByScore && !('sentiment_min' in query) && !('sentiment_max' in query) ? { ...query, sentiment_min: SCORE_MIN } : query;
}

/** What people type into a field for numbers: spaces and brackets do not count, the begin is enough; `=100` is that number alone. */
export function numberPattern(typed: string): string {
  const alone = /^\s*=\s*(.+?)\s*$/.exec(typed)?.[1];
  if (alone) return alone;
  const plain = typed.replace(/[\s()./-]/g, '');
  return plain.endsWith('*') ? plain : `${plain}*`;
}
