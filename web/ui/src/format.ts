// Formats of numbers and moments. Making one takes longer than a hundred uses of it, and a list asks for hundreds: each is made once.

import { spoken } from './words';

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

function once<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const found = kept.get(key);
  if (found) return found;
  const made = make();
  kept.set(key, made);
  return made;
}

/** In the zone of the options; of the language that is spoken, or of another. */
export function dateFormat(options: Intl.DateTimeFormatOptions, language: string = spoken()): Intl.DateTimeFormat {
  return once(dates, `${language} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(language, options));
}

export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return once(numbers, `${spoken()} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(spoken(), options));
}
