// People named in a text as `@Name`: found while one types, and kept as ids.

/** `plain`: the name alone, where somebody else has it too. Notes from before that call them so. */
export type Person = { id: string; name: string; plain?: string };

/** Whoever shares a name with somebody is called with the address too: else the note would name either. */
export function peopleOf(members: { id: string; name: string; email: string }[]): Person[] {
  const times = new Map<string, number>();
  for (const { name } of members) times.set(name, (times.get(name) ?? 0) + 1);
  return members.map(({ id, name, email }) => {
    if (!name) return { id, name: email };
    return times.get(name) === 1 ? { id, name } : { id, name: `${name} (${email})`, plain: name };
  });
}

/** Those whom a note names, under each name by which it may call them. */
export function asNamed(people: Person[], ids: string[]): Person[] {
  return people.filter((person) => ids.includes(person.id)).flatMap(({ id, name, plain }) => [{ id, name }, ...(plain ? [{ id, name: plain }] : [])]);
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

/** Ids of those whose name still stands in the text, each once. The longest name first, so that `@Ann` is not found in `@Anna`; a name that two have means both. */
export function mentioned(text: string, people: Person[]): string[] {
  let rest = text;
  const found = new Set<string>();
  const names = new Set(people.map((person) => person.name).filter(Boolean));
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    if (!rest.includes(`@${name}`)) continue;
    for (const person of people) if (person.name === name) found.add(person.id);
    rest = rest.replaceAll(`@${name}`, '');
  }
  return [...found];
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
