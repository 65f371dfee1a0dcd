// The words of the interface. The English sentence is the key, so that a page reads as what it shows; another language is a catalogue
// from those sentences to its own. Numbers choose their form by the language's own rules.

type Values = Record<string, string | number>;
export type Catalogue = Record<string, string>;

let catalogue: Catalogue = {};
let language = 'en';
let plurals = new Intl.PluralRules(language);

/** Speaks another language from here on; the page is rendered anew by whoever asks. */
export function speak(name: string, words: Catalogue): void {
  language = name;
  catalogue = words;
  plurals = new Intl.PluralRules(name);
  // Readers of screens, hyphenation and the fields of dates go by the page's own language.
  document.documentElement.lang = name;
}

/** The language numbers and dates are written in. */
export function spoken(): string {
  return language;
}

/** A sentence with `{name}` filled in. */
export function t(sentence: string, values: Values = {}): string {
  const found = catalogue[sentence] ?? sentence;
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}

/** A sentence about a number: `{n}` is the number. */
export function many(n: number, one: string, other: string, values: Values = {}): string {
  return t(plurals.select(n) === 'one' ? one : other, { n, ...values });
}
