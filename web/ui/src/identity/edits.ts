// What somebody changed of what is stored, kept apart from it: when the stored comes back from the server, anew or otherwise, it shows beneath
// the changes, and nothing that was typed meanwhile is lost.

import { useState } from 'react';

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function without<T extends object>(edits: Partial<T>, isGone: (name: keyof T) => boolean): Partial<T> {
  const left = { ...edits };
  for (const name of Object.keys(edits) as (keyof T)[]) if (isGone(name)) delete left[name];
  return left;
}

/** Those that say something else than what is stored. */
export function changesOf<T extends object>(stored: T, edits: Partial<T>): Partial<T> {
  return without(edits, (name) => isSame(edits[name], stored[name]));
}

/** Those that were made since `sent` was. */
export function editsSince<T extends object>(sent: Partial<T>, edits: Partial<T>): Partial<T> {
  return without(edits, (name) => name in sent && isSame(edits[name], sent[name]));
}

type Edits<T> = {
  /** The stored, with the changes in it. */
  given: T;
  /** Nothing but the changes. */
  changes: Partial<T>;
  isChanged: boolean;
  set: (edit: Partial<T>) => void;
  /** These are stored now. */
  settle: (sent: Partial<T>) => void;
  drop: () => void;
};

export function useEdits<T extends object>(stored: T): Edits<T> {
  const [edits, setEdits] = useState<Partial<T>>({});
  const changes = changesOf(stored, edits);
  return {
    given: { ...stored, ...edits },
    changes,
    isChanged: Object.keys(changes).length > 0,
    set: (edit) => setEdits((now) => ({ ...now, ...edit })),
    settle: (sent) => setEdits((now) => editsSince(sent, now)),
    drop: () => setEdits({}),
  };
}
