// Whether a way through the app takes the fields away that one types in. Pure.

import { one, type Search } from '../search';

export type Place = { pathname: string; search: unknown };

/** Another page, or another tab of it. What else changes in the address leaves the fields where they are. */
export function isLeaving(current: Place, next: Place): boolean {
  const tab = ({ search }: Place) => one((search as Search).tab) ?? '';
  return current.pathname !== next.pathname || tab(current) !== tab(next);
}
