// People named in a text as `@Name`: found while one types, and kept as ids.

export type Person = { id: string; name: string };

/** Whoever shares a name with somebody is called with the address too: else the note would name either. */
export function peopleOf(members: { id: string; name: string; email: string }[]): Person[] {
  const times = new Map<string, number>();
  for (const { name } of members) times.set(name, (times.get(name) ?? 0) + 1);
  return members.map(({ id, name, email }) => ({ id, name: !name ? email : times.get(name) === 1 ? name : `${name} (${email})` }));
}

/** What is being typed behind the last `@`, and where it begins; null where nobody is being named. */
export function asking(text: string, caret: number): { begin: number; typed: string } | null {
  const before = text.slice(0, caret);
  const begin = before.lastIndexOf('@');
  if (begin < 0 || (begin > 0 && !/[\s(]/.test(before[begin - 1] ?? ''))) return null;
  const typed = before.slice(begin + 1);
  return typed.length <= 40 && !/[\n@]/.test(typed) && !/\s\S*\s/.test(typed) ? { begin, typed } : null;
}

export function fitting(people: Person[], typed: string): Person[] {
  const wanted = typed.toLowerCase();
  return people.filter((person) => person.name.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted)) || person.name.toLowerCase().startsWith(wanted)).slice(0, 6);
}

/** The text with the name in place of what was typed, and where the caret goes. */
export function named(text: string, begin: number, caret: number, person: Person): { text: string; caret: number } {
  const inserted = `@${person.name} `;
  return { text: text.slice(0, begin) + inserted + text.slice(caret).replace(/^ /, ''), caret: begin + inserted.length };
}

/** Ids of those whose name still stands in the text. The longest name first, so that `@Ann` is not found in `@Anna`. */
export function mentioned(text: string, people: Person[]): string[] {
  let rest = text;
  const found: string[] = [];
  for (const person of [...people].sort((a, b) => b.name.length - a.name.length)) {
    if (!person.name || !rest.includes(`@${person.name}`)) continue;
    found.push(person.id);
    rest = rest.replaceAll(`@${person.name}`, '');
  }
  return found;
}

/** As one says them in a sentence. */
export function namesOf(people: Person[], ids: string[]): string {
  return people.filter((person) => ids.includes(person.id)).map((person) => person.name).join(', ');
}

export type Piece = { text: string; isName: boolean };

/** The text cut into names and what stands between. */
export function pieces(text: string, people: Person[]): Piece[] {
  const names = people.map((person) => `@${person.name}`).filter((name) => name.length > 1).sort((a, b) => b.length - a.length);
  const found: Piece[] = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const name = text[at] === '@' ? names.find((each) => text.startsWith(each, at)) : undefined;
    if (name) {
      if (plain) found.push({ text: plain, isName: false });
      plain = '';
      found.push({ text: name, isName: true });
      at += name.length;
    } else plain += text[at++];
  }
  if (plain) found.push({ text: plain, isName: false });
  return found;
}

/** A text with words of the call behind it, ready to be written on. */
export function withQuote(text: string, words: string): string {
  return `${text.trim() ? `${text.trimEnd()}\n` : ''}“${words}” `;
}
