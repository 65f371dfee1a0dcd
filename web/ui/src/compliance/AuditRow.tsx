// One thing that was done: when, what, by whom, to what; and, unfolded, what it changed.

import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { bothTimes, shortTime } from '../time/zone';
import { t } from '../words';
import classes from './audit.module.css';

export type AuditEntry = Schemas['AuditEntry'];

const DOES: Record<string, string> = { c: 'made', r: 'read', u: 'changed', d: 'deleted' };

export function AuditRow({ entry, name }: { entry: AuditEntry; name?: (who: string) => string | undefined }) {
  const [open, setOpen] = useState(false);
  const differences = entry.erased ? [] : differencesOf(entry.before, entry.after);
  const head = (
    <>
      <IconChevronRight size={14} aria-hidden className={classes.arrow} data-open={open || undefined} style={{ visibility: differences.length > 0 ? 'visible' : 'hidden' }} />
      <time className="num faint" dateTime={entry.at} title={`${bothTimes(entry.at)}\n${t('entry {n}', { n: entry.n })}`}>{shortTime(entry.at)}</time>
      <span className={classes.action} data-crud={entry.crud ?? undefined}>{entry.erased ? t('erased') : actionWords(entry.action ?? '')}{entry.crud && <span className="unseen"> ({t(DOES[entry.crud] ?? entry.crud)})</span>}</span>
      <Who text={entry.actor} name={name} />
      <Who text={entry.target} name={name} />
    </>
  );
  if (differences.length === 0) return <li><div className={classes.entry}>{head}</div></li>;
  return (
    <li>
      <button type="button" className={classes.entry} aria-expanded={open} onClick={() => setOpen(!open)}>{head}</button>
      {open && (
        <dl className={classes.differences}>
          {differences.map(({ path, before, after }) => (
            <div key={path}>
              <dt className="mono">{path}</dt>
              <dd>{before !== undefined && <del className="foreign">{before}</del>}{before !== undefined && after !== undefined && ' → '}{after !== undefined && <ins className="foreign">{after}</ins>}</dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** `person:0198…`: what it is in words, and enough of the id to tell it apart. */
export function Who({ text, name }: { text?: string | null; name?: (who: string) => string | undefined }) {
  if (!text) return <span className="faint">–</span>;
  const known = name?.(text);
  const [kind, ...rest] = text.split(':');
  const id = rest.join(':');
  return <span className={`${classes.who} foreign-line`} title={text}>{known ?? <>{kind}{id && <span className="faint mono"> {/^[0-9a-f-]{36}/.test(id) ? id.slice(-12) : id}</span>}</>}</span>;
}

export function actionWords(action: string): string {
  const words = action.replaceAll('_', ' ').split('.');
  return words.join(' · ');
}

type Difference = { path: string; before?: string; after?: string };

/** What differs between two values, leaf by leaf. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  const isNothing = (value: unknown) => value === null || value === undefined;
  const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
  if ((isMap(before) || isNothing(before)) && (isMap(after) || isNothing(after)) && (isMap(before) || isMap(after))) {
    const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
    return names.flatMap((name) => differencesOf(isMap(before) ? before[name] : undefined, isMap(after) ? after[name] : undefined, path ? `${path}.${name}` : name));
  }
  const text = (value: unknown) => (isNothing(value) ? undefined : typeof value === 'string' ? value : JSON.stringify(value));
  const [was, is] = [text(before), text(after)];
  return was === is ? [] : [{ path: path || '·', before: was, after: is }];
}
