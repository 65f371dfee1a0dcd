// The tenant's tags, and what is old when a call's tags change.

import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Tag = Schemas['Tag'];

export const COLORS = ['gray', 'red', 'pink', 'grape', 'violet', 'indigo', 'blue', 'cyan', 'teal', 'green', 'lime', 'yellow', 'orange'] as const;

export const tagsQuery = queryOptions({ queryKey: ['tags'], queryFn: async () => (await answer(api.GET('/v1/tags'))).data, staleTime: 60_000 });

export function callsChanged(client: QueryClient, id?: string): void {
  void client.invalidateQueries({ queryKey: id ? ['call', id] : ['call'] });
  for (const name of ['calls', 'calls-total', 'tags', 'latest', 'attention']) void client.invalidateQueries({ queryKey: [name] });
}

/** A colour as a dot: words stay readable whatever it is. */
export function dotOf(color: string): string {
  return `var(--mantine-color-${(COLORS as readonly string[]).includes(color) ? color : 'gray'}-6)`;
}
