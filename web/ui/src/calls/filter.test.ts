import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from '../search';
import { ownPath } from '../identity/SignIn';
import { filtersOf } from './fields';
import { applied, chosenBy, FIELDS, fieldsNamed, numberPattern, queryOf, spanOf, turned, withoutFilters } from './filter';

describe('the address', () => {
  it('is what the API is asked', () => {
    expect(queryOf(parseSearch('?sentiment=negative&agent=201&talk_min_s=60&sort=-talk_s'))).toEqual({ sentiment: 'negative', agent: '201', talk_min_s: '60', archived: 'false', sort: '-talk_s' });
  });

  it('says a place in the queue in the API’s own words', () => {
    expect(queryOf(parseSearch('?lane=fresh&waits_for=worker,retry&archived=any'))).toEqual({ lane: 'fresh', waits_for: 'worker,retry' });
    expect(queryOf(parseSearch('?lane=slow&waits_for=luck'))).toEqual({ archived: 'false' });
  });

  it('may be damaged by hand without harm', () => {
    expect(queryOf(parseSearch('?sentiment=angry&talk_min_s=many&sort=rowid&range=eternity&unknown=1'))).toEqual({ archived: 'false' });
    expect(spanOf(parseSearch('?from_day=2026-02-30x&to_day=2026-03-01'), 'all')).toEqual({ name: 'all' });
    expect(spanOf(parseSearch('?range=all'), '28d')).toEqual({ name: '28d' });
  });

  it('comes back as it was', () => {
    const search = { sentiment: 'negative', agent: ['201', '204'], number: '+49 30', empty: '' };
    expect(parseSearch(stringifySearch(search))).toEqual({ sentiment: 'negative', agent: ['201', '204'], number: '+49 30' });
  });

  it('turns days into moments', () => {
    expect(queryOf(parseSearch('?from_day=2026-02-01&to_day=2026-02-01'))).toEqual({ started_from: '2026-02-01T00:00:00.000Z', started_before: '2026-02-02T00:00:00.000Z', archived: 'false' });
  });

  it('leaves out what was put away, unless that is asked for or a figure counted it', () => {
    expect(queryOf(parseSearch('?archived=true'))).toEqual({ archived: 'true' });
    expect(queryOf(parseSearch('?tag=vip&archived=any'))).toEqual({ tag: 'vip' });
    expect(queryOf(parseSearch('?disposition=missed&as_of=2026-02-01T00:00:00Z'))).toEqual({ disposition: 'missed', as_of: '2026-02-01T00:00:00Z' });
  });

  it('means a number by its begin where somebody typed it, and as it stands in the link of a figure', () => {
    expect(queryOf(parseSearch('?number=%2B391'))).toEqual({ number: '+391*', archived: 'false' });
    expect(queryOf(parseSearch('?number=%2B391&called_once=true&as_of=2026-02-01T00:00:00Z'))).toEqual({ number: '+391', called_once: 'true', as_of: '2026-02-01T00:00:00Z' });
    expect(queryOf(parseSearch('?number=%3D%2B391&as_of=2026-02-01T00:00:00Z'))).toEqual({ number: '+391', as_of: '2026-02-01T00:00:00Z' });
  });

  it('holds filters by custom fields, known or not', () => {
    const search = parseSearch('?custom.plan=gold&custom.amount.min=10');
    expect(queryOf(search)).toEqual({ 'custom.plan': 'gold', 'custom.amount.min': '10', archived: 'false' });
    const fields = filtersOf([{ id: '', name: 'plan', label: 'Plan', kind: 'choice', key: 'plan', choices: ['gold'], filled_at: null, updated_at: '' }]);
    expect(applied(search, fields).map(({ field, value }) => [field.title, field.operator, value])).toEqual([['Plan', undefined, 'gold'], ['amount', '≥', '10']]);
  });

  it('shows each filter once, in the order of the fields', () => {
    expect(applied(parseSearch('?queue=sales&sentiment=negative&queue=parts')).map(({ field, value }) => [field.name, value])).toEqual([['sentiment', 'negative'], ['queue', 'sales']]);
  });
});

describe('a name that stands twice in the address', () => {
  it('means either value where the API takes several', () => {
    expect(queryOf(parseSearch('?disposition=missed&disposition=abandoned&tag=vip&tag=vip&agent=201&agent=204'))).toEqual({ disposition: 'missed,abandoned', tag: 'vip', agent: '201', archived: 'false' });
    expect(queryOf(parseSearch('?disposition=missed&disposition=sulking'))).toEqual({ archived: 'false' });
  });
});

describe('a filter of several values', () => {
  it('takes one more, and lets go of one', () => {
    const choices = { answered: 'Answered', missed: 'Missed', abandoned: 'Abandoned' };
    expect([turned('', 'missed', choices), turned('abandoned', 'missed', choices), turned('missed,abandoned', 'abandoned', choices), turned('missed', 'missed', choices)]).toEqual(['missed', 'missed,abandoned', 'missed', '']);
  });
});

describe('the fields to filter by', () => {
  const named = (text: string) => fieldsNamed(FIELDS, text).map((field) => field.name);
  it('are found by title, by a value, and by words in any order', () => {
    expect(named('sent')).toEqual(['sentiment']);
    expect(named('negative')).toEqual(['sentiment']);
    expect(named('time talk')).toEqual(['talk_min_s', 'talk_max_s']);
    expect(named('≥ talk')).toEqual(['talk_min_s']);
    expect(named('').length).toBe(FIELDS.length);
    expect(named('nothing of the kind')).toEqual([]);
  });

  it('are offered first where their title begins so', () => {
    expect(named('call')[0]).toBe('caller_known');
    expect(named('agent')[0]).toBe('agent');
  });
});

describe('cleared filters', () => {
  it('leave the days and the order, however the days are said', () => {
    expect(withoutFilters(parseSearch('?range=7d&sort=talk_s&agent=201&view=1&peek=2'))).toEqual({ range: '7d', sort: 'talk_s' });
    expect(withoutFilters(parseSearch('?from_day=2026-02-01&to_day=2026-02-03&agent=201'))).toEqual({ from_day: '2026-02-01', to_day: '2026-02-03' });
  });
});

describe('all calls that fit', () => {
  const chosen = (address: string) => chosenBy(parseSearch(address));
  it('are without their order', () => {
    expect(chosen('?agent=201&sort=-talk_s')).toEqual({ agent: '201', archived: 'false' });
  });

  it('are only those with a score where the list is ordered by it', () => {
    for (const sort of ['sentiment_score', '-sentiment_score']) expect(chosen(`?agent=201&sort=${sort}`)).toEqual({ agent: '201', archived: 'false', sentiment_min: '-5' });
    expect(chosen('?sentiment_min=2&sort=sentiment_score')).toEqual({ sentiment_min: '2', archived: 'false' });
    expect(chosen('?sentiment_max=2&sort=sentiment_score')).toEqual({ sentiment_max: '2', archived: 'false' });
    expect(chosen('?sentiment_min=many&sort=sentiment_score')).toEqual({ sentiment_min: '-5', archived: 'false' });
  });
});

describe('a number', () => {
  it('is found by its begin, however it is written', () => {
    expect(numberPattern('+49 (30) 12-34')).toBe('+49301234*');
    expect(numberPattern('+4930*')).toBe('+4930*');
    expect(numberPattern('= 100')).toBe('100');
  });
});

describe('where one goes after signing in', () => {
  it('is a page of this site', () => {
    expect(ownPath('/app/calls?sentiment=negative')).toBe('/app/calls?sentiment=negative');
    for (const evil of ['https://evil.example', '//evil.example', '/apples', 'javascript:alert(1)', '/\\evil', undefined]) expect(ownPath(evil)).toBe('/app');
  });
});
