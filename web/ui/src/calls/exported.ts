// Chosen calls as one file: asked for in parts, because an address has an end, and put together here.

import { problemOf } from '../api/client';
import { stringifySearch } from '../search';
import { parts } from './selection';

export type Form = 'csv' | 'ndjson';

/** Ids that one address holds, behind whatever proxy. */
const PART = 100;

/** Parts of a table under one head; lines of JSON just follow each other. */
export function joined(texts: string[], form: Form): string {
  if (form === 'ndjson') return texts.join('');
  return texts.map((text, index) => (index === 0 ? text : text.slice(text.indexOf('\r\n') + 2))).join('');
}

export async function saveChosen(ids: Iterable<string>, form: Form): Promise<void> {
  const texts: string[] = [];
  for (const part of parts(ids, PART)) {
    const response = await fetch(`/v1/calls/export${stringifySearch({ format: form, id: part.join(',') })}`);
    if (!response.ok) throw await problemOf(response);
    texts.push(await response.text());
  }
  const kind = form === 'csv' ? 'text/csv;charset=utf-8' : 'application/x-ndjson';
  const url = URL.createObjectURL(new Blob([...(form === 'csv' ? ['\ufeff'] : []), joined(texts, form)], { type: kind }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `calls.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
