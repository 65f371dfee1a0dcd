// A file of records → a telephone system: read here part by part, unpacked where it is packed, and sent from where it was left. Where that is
// this browser remembers, and the server lists, so that whatever ends the page, the file goes on there, here or in another browser.

import { answer, api, Problem, type Schemas } from '../api/client';
import { many, t } from '../words';
import { beginImport, type Begun, mark, NAME_MAX, pathOf } from './imports';

type Part = Schemas['RecordsPart'];
const COUNTED = ['new', 'changed', 'known', 'conflicting', 'logged', 'held', 'ignored', 'quarantined', 'refused'] as const;
export type Totals = Record<(typeof COUNTED)[number], number>;

/** How far a file has come, and what became of it. */
export type Left = {
  /** Bytes, unpacked, that are done with. */
  at: number;
  /** Base64: what has to stand before the next part. */
  context: string;
  /** Bytes of the file as it lies on its disk, for the progress. */
  read: number;
  ended: boolean;
  totals: Totals;
  /** Under which the server lists it. */
  importId?: string;
};

/** Bytes that are sent at once, and at most where no record ends in them. */
const PART = 512 * 1024;
const PART_MAX = 16 * 1024 * 1024;
const TRIES = 4;
/** Files of one telephone system that are remembered; the oldest are forgotten first. */
const REMEMBERED_MAX = 50;

export const NOTHING: Totals = { new: 0, changed: 0, known: 0, conflicting: 0, logged: 0, held: 0, ignored: 0, quarantined: 0, refused: 0 };
export const BEGIN: Left = { at: 0, context: '', read: 0, ended: false, totals: NOTHING };

/** What became of records, in words. */
export function became(totals: Totals): string {
  const more: string[] = [];
  if (totals.changed > 0) more.push(many(totals.changed, '{n} changed', '{n} changed'));
  if (totals.logged > 0) more.push(many(totals.logged, '{n} taken by the log', '{n} taken by the log'));
  if (totals.held > 0) more.push(many(totals.held, '{n} event kept until its call is over', '{n} events kept until their calls are over'));
  if (totals.conflicting > 0) more.push(many(totals.conflicting, '{n} stored otherwise, which stays', '{n} stored otherwise, which stay'));
  if (totals.ignored > 0) more.push(many(totals.ignored, '{n} no record', '{n} no records'));
  return [t('{added} new, {known} known before, {unread} not read', { added: totals.new, known: totals.known, unread: totals.quarantined + totals.refused }), ...more].join(', ');
}

export function sum(all: Totals[]): Totals {
  return all.reduce((one, other) => Object.fromEntries(COUNTED.map((name) => [name, one[name] + other[name]])) as Totals, NOTHING);
}

function joined(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

const isPacked = (file: File) => /\.gz$/i.test(file.name);

/** The bytes of a file from a place on, as a window that moves. */
export class FileWindow {
  private held = new Uint8Array(0);
  private ended = false;
  private skip: number;
  private came = 0;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

  constructor(private readonly file: File, at: number) {
    const packed = isPacked(file);
    // What is packed has no place to begin at but its own.
    this.skip = packed ? at : 0;
    this.came = packed ? 0 : at;
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (bytes, control) => { this.came += bytes.length; control.enqueue(bytes); },
    });
    const raw = (packed ? file : file.slice(at)).stream().pipeThrough(counted);
    this.reader = (packed ? raw.pipeThrough(new DecompressionStream('gzip')) : raw).getReader();
  }

  /** The first so many bytes, and whether the file ends with them. */
  async first(length: number): Promise<{ bytes: Uint8Array<ArrayBuffer>; isLast: boolean }> {
    while (!this.ended && this.held.length <= length) {
      const { done, value } = await this.reader.read().catch((error: unknown) => {
        throw new Error(isPacked(this.file) ? t('It cannot be unpacked: it is no gzip file, or broken.') : t('It cannot be read any more: choose it again if it was changed. ({why})', { why: String(error) }));
      });
      if (done) {
        this.ended = true;
        break;
      }
      const passed = Math.min(this.skip, value.length);
      this.skip -= passed;
      this.held = joined(this.held, value.subarray(passed));
    }
    return { bytes: this.held.slice(0, length), isLast: this.ended && this.held.length <= length };
  }

  drop(length: number): void {
    this.held = this.held.slice(length);
  }

  /** Bytes of the file as it lies there. */
  get read(): number {
    return Math.min(this.came, this.file.size);
  }

  close(): void {
    void this.reader.cancel().catch(() => undefined);
  }
}

/** Where a file is left, with the import under which the server lists it. */
export async function listed(source: string, file: File, left: Left): Promise<Left> {
  if (left.importId) return left;
  const begun = await persist(() => beginImport(source, 'records', pathOf(file), file.size));
  return { ...left, importId: begun.id };
}

type Sending = { dryRun: boolean; isStopped: () => boolean; tell: (left: Left, part: Part) => void };

/** Sends a file on from where it was left, part by part, each told of. What fails is thrown; it goes on from what was told last. */
export async function sendFile(source: string, file: File, from: Left, { dryRun, isStopped, tell }: Sending): Promise<void> {
  const bytes = new FileWindow(file, from.at);
  let left = from;
  let length = PART;
  try {
    while (!left.ended && !isStopped()) {
      const { bytes: body, isLast } = await bytes.first(length);
      const part = await persist(() => sendPart(source, file, left, body, isLast, dryRun));
      const moved = part.through - left.at;
      if (moved === 0 && !isLast) {
        if (length >= PART_MAX) throw new Error(t('No record ends in 16 MiB: this is no such file.'));
        length *= 2;
        continue;
      }
      bytes.drop(moved);
      length = PART;
      left = { ...left, at: part.through, context: part.context, read: bytes.read, ended: isLast && moved === body.length, totals: sum([left.totals, part]) };
      if (left.ended) left.read = file.size;
      tell(left, part);
    }
  } finally {
    bytes.close();
  }
}

/** A server that says when is asked again then. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const wait = error instanceof Problem ? error.retryAfterS : null;
      if (wait === null || tries >= TRIES) throw error;
      await new Promise((done) => { setTimeout(done, wait * 1000); });
    }
  }
}

function sendPart(source: string, file: File, left: Left, bytes: Uint8Array<ArrayBuffer>, last: boolean, dryRun: boolean): Promise<Part> {
  const context = Uint8Array.from(atob(left.context), (letter) => letter.charCodeAt(0));
  return answer(api.POST('/v1/sources/{id}/records', {
    params: { path: { id: source }, query: { name: pathOf(file).slice(-NAME_MAX), at: left.at, context: context.length, last, dry_run: dryRun, import: dryRun ? undefined : left.importId } },
    // The generated type of bytes is none that a browser has.
    body: joined(context, bytes) as never, bodySerializer: (body) => body as never, headers: { 'Content-Type': 'application/octet-stream' },
  }));
}

/** Where somebody has left this file, in whatever browser: it has the same name and length, and its end was not reached. */
export function leftOf(begun: Begun[], file: File): Left | null {
  const found = begun.find((each) => each.kind === 'records' && each.name === pathOf(file).slice(-NAME_MAX) && each.total === file.size);
  if (!found || found.ended_at || found.through === 0) return null;
  return { at: found.through, context: found.context, read: Math.min(found.through, file.size), ended: false, totals: totalsOf(found), importId: found.id };
}

/** The server leaves out what there is none of. */
export function totalsOf(begun: Begun): Totals {
  const counts = begun.counts as Partial<Totals>;
  return Object.fromEntries(COUNTED.map((name) => [name, counts[name] ?? 0])) as Totals;
}

const shelf = (source: string) => `audiapro.records.${source}`;

/** Where this browser has left files of a telephone system. */
export class Places {
  constructor(private readonly source: string, private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {}

  of(file: File): Left | null {
    return this.all().find(([name]) => name === mark(file))?.[1] ?? null;
  }

  /** One that has ended is remembered no longer: sent again, it is known there. */
  note(file: File, left: Left): void {
    const others = this.all().filter(([name]) => name !== mark(file));
    const all = left.ended ? others : [...others, [mark(file), left]];
    // A browser that keeps nothing sends it from the beginning another time.
    try { this.storage.setItem(shelf(this.source), JSON.stringify(all.slice(-REMEMBERED_MAX))); } catch { /* full */ }
  }

  forget(file: File): void {
    this.note(file, { ...BEGIN, ended: true });
  }

  private all(): [string, Left][] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(shelf(this.source)) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isPlace) : [];
    } catch {
      return [];
    }
  }
}

function isPlace(kept: unknown): kept is [string, Left] {
  if (!Array.isArray(kept) || typeof kept[0] !== 'string') return false;
  const left = kept[1] as Partial<Left> | null;
  const totals = left?.totals as Partial<Totals> | undefined;
  return Number.isSafeInteger(left?.at) && typeof left?.context === 'string' && typeof left.read === 'number' && COUNTED.every((name) => typeof totals?.[name] === 'number');
}
