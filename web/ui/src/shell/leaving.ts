// Whether closing or leaving takes something away that somebody typed. Pure.

import { one, type Search } from '../search';

export type Place = { pathname: string; search: unknown };

/** Another page, or another tab of it. What else changes in the address leaves the fields where they are. */
export function isLeaving(current: Place, next: Place): boolean {
  const tab = ({ search }: Place) => one((search as Search).tab) ?? '';
  return current.pathname !== next.pathname || tab(current) !== tab(next);
}

/** What a form holds, to be compared with what it held at first: nobody misses blanks around a text. */
export function written(holds: unknown): string {
  return JSON.stringify(holds, (_, value: unknown) => (typeof value === 'string' ? value.trim() : value)) ?? '';
}
