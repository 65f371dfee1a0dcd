// Files of a folder → recordings of a telephone system: what their names say, sent one by one. What this browser has sent is not sent again.

import { answer, api, Problem, type Schemas } from '../api/client';

export type NameLine = Schemas['RecordingNameChecked'];
export type Fate = 'matched' | 'loose' | 'known';
export type Begun = Schemas['Import'];

/** Letters of a name that the server takes; the end of it tells more than the folders before it. */
export const NAME_MAX = 500;

/** Names that are looked at with one request. */
const PART = 200;
/** Of one telephone system; the oldest are forgotten first. */
const REMEMBERED_MAX = 20_000;
const TRIES = 4;

/** With the folders above it, where a whole folder was chosen. */
export function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

/** From then on it is listed, with how far it has come. */
export function beginImport(source: string, kind: 'records' | 'recordings', name: string, total: number): Promise<Begun> {
  return answer(api.POST('/v1/sources/{id}/imports', { params: { path: { id: source } }, body: { kind, name: name.slice(-NAME_MAX), total } }));
}

/** How a folder is called: what all paths of its files begin with, or its first file and how many there are. */
export function folderOf(files: File[]): string {
  const folder = files[0]?.webkitRelativePath?.split('/')[0];
  if (folder) return folder;
  const first = files[0]?.name ?? '';
  return files.length > 1 ? `${first} + ${files.length - 1}` : first;
}

export async function lookAt(source: string, pattern: string, files: File[]): Promise<NameLine[]> {
  const lines: NameLine[] = [];
  for (let from = 0; from < files.length; from += PART) {
    const names = files.slice(from, from + PART).map(pathOf);
    const { data } = await answer(api.POST('/v1/sources/{id}/recordings/check', { params: { path: { id: source } }, body: { names, pattern: pattern || null } }));
    lines.push(...data);
  }
  return lines;
}

/** A server that says when is asked again then. */
export async function send(source: string, file: File, line: NameLine, importId?: string): Promise<Fate> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendOnce(source, file, line, importId);
    } catch (error) {
      const wait = error instanceof Problem ? error.retryAfterS : null;
      if (wait === null || tries >= TRIES) throw error;
      await new Promise((done) => { setTimeout(done, wait * 1000); });
    }
  }
}

async function sendOnce(source: string, file: File, line: NameLine, importId?: string): Promise<Fate> {
  const said = { external_id: line.external_id ?? undefined, started_at: line.started_at ?? undefined, from: line.from ?? undefined, to: line.to ?? undefined, agent: line.agent ?? undefined };
  const stored = await answer(api.POST('/v1/sources/{id}/recordings', {
    params: { path: { id: source }, query: { name: pathOf(file), ...said, import: importId } },
    // The generated type of bytes is none that a browser has.
    body: file as never, bodySerializer: (body) => body as never, headers: { 'Content-Type': 'application/octet-stream' },
  }));
  return stored.fate === 'duplicate' ? 'known' : stored.leg_id ? 'matched' : 'loose';
}

const shelf = (source: string) => `audiapro.imported.${source}`;
export const mark = (file: File) => `${pathOf(file)} ${file.size} ${file.lastModified}`;

/** What this browser has sent to a telephone system. */
export class Sent {
  private readonly marks: Set<string>;

  constructor(private readonly source: string, private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
    this.marks = new Set(read(storage, shelf(source)));
  }

  has(file: File): boolean {
    return this.marks.has(mark(file));
  }

  note(file: File): void {
    this.marks.add(mark(file));
    const kept = [...this.marks].slice(-REMEMBERED_MAX);
    // A browser that keeps nothing sends it again another time, and the server knows it then.
    try { this.storage.setItem(shelf(this.source), JSON.stringify(kept)); } catch { /* full */ }
  }
}

function read(storage: Pick<Storage, 'getItem'>, key: string): string[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each): each is string => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
