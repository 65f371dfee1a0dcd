// As much Markdown as the guides use → a tree of plain texts; nothing of it is ever HTML.

export type Inline = { kind: 'text' | 'code' | 'strong' | 'emphasis'; text: string } | { kind: 'link'; text: string; to: string };
export type Block =
  | { kind: 'heading'; level: number; text: Inline[] }
  | { kind: 'paragraph'; text: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; items: Block[][] };

const ITEM = /^(\d+\.|[*-])\s+/;
const FENCE = /^```/;

export function blocks(text: string): Block[] {
  return parse(text.split('\n'));
}

function parse(lines: string[]): Block[] {
  const found: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    if (!line.trim()) {
      at += 1;
    } else if (heading) {
      found.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: inline(heading[2] ?? '') });
      at += 1;
    } else if (FENCE.test(line)) {
      const end = endOf(lines, at + 1, (each) => FENCE.test(each));
      found.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n') });
      at = end + 1;
    } else if (ITEM.test(line)) {
      const ordered = /^\d/.test(line);
      const isNext = (each: string | undefined) => ITEM.test(each ?? '') && /^\d/.test(each ?? '') === ordered;
      const items: Block[][] = [];
      while (at < lines.length && isNext(lines[at])) {
        const width = ITEM.exec(lines[at] ?? '')?.[0].length ?? 2;
        // What is indented, or empty before something indented, belongs to the item.
        const end = endOf(lines, at + 1, (each, n) => each.trim() ? !/^\s/.test(each) : !/^\s+\S/.test(lines[n + 1] ?? ''));
        const own = [(lines[at] ?? '').slice(width), ...lines.slice(at + 1, end).map((each) => each.replace(new RegExp(`^\\s{0,${width}}`), ''))];
        items.push(parse(own));
        at = end;
        while (at < lines.length && !(lines[at] ?? '').trim() && isNext(lines[at + 1])) at += 1;
      }
      found.push({ kind: 'list', ordered, items });
    } else {
      const end = endOf(lines, at + 1, (each) => !each.trim() || FENCE.test(each) || ITEM.test(each) || /^#{1,4}\s/.test(each));
      found.push({ kind: 'paragraph', text: inline(lines.slice(at, end).map((each) => each.trim()).join(' ')) });
      at = end;
    }
  }
  return found;
}

function endOf(lines: string[], from: number, is: (line: string, n: number) => boolean): number {
  let at = from;
  while (at < lines.length && !is(lines[at] ?? '', at)) at += 1;
  return at;
}

const MARKS = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function inline(text: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > at) found.push({ kind: 'text', text: text.slice(at, match.index) });
    const [, code, strong, emphasis, link, to] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) found.push({ kind: 'emphasis', text: emphasis });
    else found.push({ kind: 'link', text: link ?? '', to: to ?? '' });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ kind: 'text', text: text.slice(at) });
  return found;
}
