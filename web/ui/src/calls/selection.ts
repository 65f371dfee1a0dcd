// Which calls are chosen: some by name, or all that fit the filters. Pure.

export type Selection = { ids: ReadonlySet<string>; all: boolean; last: number | null };

export const NONE: Selection = { ids: new Set(), all: false, last: null };

/** One on or off; with a range, all from the last one to this one as this one will be. */
export function toggled(selection: Selection, shown: string[], index: number, asRange: boolean): Selection {
  const id = shown[index];
  if (id === undefined) return selection;
  const ids = new Set(selection.all ? shown : selection.ids);
  const on = !ids.has(id);
  const [from, to] = asRange && selection.last !== null ? [Math.min(selection.last, index), Math.max(selection.last, index)] : [index, index];
  for (const each of shown.slice(from, to + 1)) {
    if (on) ids.add(each);
    else ids.delete(each);
  }
  return { ids, all: false, last: index };
}

export function isChosen(selection: Selection, id: string): boolean {
  return selection.all || selection.ids.has(id);
}

export function hasAny(selection: Selection): boolean {
  return selection.all || selection.ids.size > 0;
}

/** In parts that one request takes. */
export function parts(ids: Iterable<string>, size: number): string[][] {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
