// Saved views: questions with a name. Whether what is asked now is still what the view says. Pure, but for the queries.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { parseSearch, type Search, stringifySearch } from '../search';
import { valueOf } from './filter';

export type View = Schemas['SavedView'];

export const viewsQuery = queryOptions({ queryKey: ['views'], queryFn: async () => (await answer(api.GET('/v1/views'))).data, staleTime: 60_000 });

/** What a view keeps: the question, without the name of the view itself and the call that is just looked at. In one order, however it was asked. */
export function questionOf(search: Search): string {
  const { view: _, peek: __, ...rest } = search;
  // Each name once, as the API takes it.
  const sorted = Object.keys(rest).sort().map((name) => [name, valueOf(rest, name)]);
  return stringifySearch(Object.fromEntries(sorted)).slice(1);
}

export function searchOfView(view: Pick<View, 'id' | 'query'>): Search {
  return { ...parseSearch(view.query), view: view.id };
}

export function isDirty(view: Pick<View, 'query'>, search: Search): boolean {
  return questionOf(parseSearch(view.query)) !== questionOf(search);
}
