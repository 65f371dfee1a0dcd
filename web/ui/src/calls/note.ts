// What the team says about a call, as it is asked for.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';

export type Note = Schemas['Note'];

export const notesQuery = (callId: string) => queryOptions({
  queryKey: ['notes', callId],
  queryFn: async () => (await answer(api.GET('/v1/calls/{id}/notes', { params: { path: { id: callId } } }))).data,
});

/** Notes with what was said in reply, to them or to a reply, in the order in which they came. */
export function threadsOf<T extends Pick<Note, 'id' | 'parent_id'>>(notes: T[]): { note: T; replies: T[] }[] {
  const byId = new Map(notes.map((note) => [note.id, note]));
  const rootOf = (note: T): T => {
    const parent = note.parent_id ? byId.get(note.parent_id) : undefined;
    return parent ? rootOf(parent) : note;
  };
  const threads = new Map<string, { note: T; replies: T[] }>();
  for (const note of notes) {
    const root = rootOf(note);
    const thread = threads.get(root.id) ?? { note: root, replies: [] };
    threads.set(root.id, thread);
    if (note !== root) thread.replies.push(note);
  }
  return [...threads.values()];
}
