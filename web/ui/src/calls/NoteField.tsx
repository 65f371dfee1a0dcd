// Where a note is written: `@` names somebody of the team, and the moment of the recording can be kept with it.

import { Button, Group, Textarea } from '@mantine/core';
import { IconClock, IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Problem } from '../api/client';
import { Face } from '../identity/Face';
import { LeaveQuestion, Unsaved } from '../shell/Unsaved';
import { clock } from '../time/length';
import { t } from '../words';
import { asking, fitting, mentioned, named, type Person, withQuote } from './mentions';
import { momentNow, type Quote } from './moment';
import classes from './notes.module.css';

export type Written = { text: string; mentions: string[]; leg_id?: string; at_ms?: number };

type Props = { people: Person[]; label: string; placeholder?: string; begin?: string; action: string; canPoint?: boolean; send: (written: Written) => Promise<unknown>; leave?: () => void; /** Takes the focus; a number does each time that it rises. */ focus?: boolean | number; /** Words that the note is about: each is taken once. */ quoted?: Quote | null };

export function NoteField({ people, label, placeholder, begin = '', action, canPoint = false, send, leave, focus, quoted = null }: Props) {
  const [text, setText] = useState(begin);
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [moment, setMoment] = useState<{ leg: string; ms: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const next = useRef<number | null>(null);
  const id = useId();
  const asked = asking(text, caret);
  const found = asked ? fitting(people, asked.typed) : [];
  const chosen = Math.min(at, found.length - 1);
  useEffect(() => { if (focus) field.current?.focus(); }, [focus]);
  useEffect(() => {
    if (!quoted) return;
    // Behind what is written already.
    setText((now) => { const then = withQuote(now, quoted.text); next.current = then.length; return then; });
    setMoment({ leg: quoted.leg, ms: quoted.ms });
    field.current?.focus();
  }, [quoted]);
  useEffect(() => {
    if (next.current === null) return;
    field.current?.setSelectionRange(next.current, next.current);
    next.current = null;
  }, [text]);
  const take = (person: Person | undefined) => {
    if (!person || !asked) return;
    const now = named(text, asked.begin, caret, person);
    next.current = now.caret;
    setText(now.text);
    setCaret(now.caret);
    setAt(0);
    field.current?.focus();
  };
  const submit = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    setError(null);
    try {
      await send({ text: text.trim(), mentions: mentioned(text, people), ...(moment ? { leg_id: moment.leg, at_ms: Math.round(moment.ms) } : {}) });
      setText('');
      setMoment(null);
      setCaret(0);
    } catch (refused) {
      setError(refused instanceof Problem ? refused.detail : String(refused));
    } finally {
      setBusy(false);
    }
  };
  const isChanged = text.trim() !== begin.trim();
  // What was typed is not lost by a key.
  const goAway = () => { if (isChanged) setIsAsked(true); else leave?.(); };
  const keys = (event: React.KeyboardEvent) => {
    // A word that is still being put together has the keys.
    if (event.nativeEvent.isComposing) return;
    if (found.length > 0) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); return setAt((chosen + step + found.length) % found.length); }
      if (event.key === 'Enter' || event.key === 'Tab') { event.preventDefault(); return take(found[chosen]); }
      if (event.key === 'Escape') { event.stopPropagation(); return setCaret(0); }
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void submit(); }
    if (event.key === 'Escape' && leave) { event.stopPropagation(); goAway(); }
  };
  const follow = (event: React.SyntheticEvent<HTMLTextAreaElement>) => setCaret(event.currentTarget.selectionStart);
  return (
    <form className={classes.write} onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <Unsaved when={isChanged} />
      {isAsked && leave && <LeaveQuestion stay={() => setIsAsked(false)} leave={leave} />}
      <Textarea
        ref={field} dir="auto" aria-label={label} placeholder={placeholder} value={text} autosize minRows={2} maxRows={12} maxLength={10_000} onChange={(event) => { setText(event.currentTarget.value); setCaret(event.currentTarget.selectionStart); setAt(0); }}
        onKeyDown={keys} onClick={follow} onKeyUp={follow} aria-controls={found.length > 0 ? id : undefined} aria-autocomplete="list" aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
      />
      {found.length > 0 && (
        <div id={id} role="listbox" aria-label={t('People')} className={classes.people}>
          {found.map((person, index) => <div key={person.id} id={`${id}-${index}`} role="option" aria-selected={index === chosen} onMouseDown={(event) => { event.preventDefault(); take(person); }}><Face name={person.name} /> <span className="foreign-line">{person.name}</span></div>)}
        </div>
      )}
      {error && <div role="alert" style={{ color: 'var(--error)', fontSize: 13 }}>{error}</div>}
      {(text.trim() || leave || moment) && (
        <Group gap={6} justify="flex-end">
          {canPoint && (moment
            ? <Button variant="light" size="compact-sm" mr="auto" leftSection={<IconClock size={13} />} rightSection={<IconX size={12} />} onClick={() => { setMoment(null); field.current?.focus(); }} aria-label={t('Without the moment')}>{clock(moment.ms)}</Button>
            : <Button variant="subtle" color="gray" size="compact-sm" mr="auto" leftSection={<IconClock size={13} />} onClick={() => { setMoment(momentNow()); field.current?.focus(); }}>{t('At this moment')}</Button>)}
          {leave && <Button variant="subtle" color="gray" size="compact-sm" onClick={goAway}>{t('Cancel')}</Button>}
          <Button type="submit" size="compact-sm" loading={busy} disabled={!text.trim()}>{action}</Button>
        </Group>
      )}
    </form>
  );
}
