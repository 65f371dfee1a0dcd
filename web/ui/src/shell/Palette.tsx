// Everything from the keyboard: what can be done, where one can go, and calls by their number.

import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowRight, IconPhone, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../api/client';
import type { CallSummary } from '../calls/call';
import { tagsQuery } from '../calls/tags';
import { useMay } from '../identity/session';
import { dialogs } from '../theme/theme';
import { shortTime } from '../time/zone';
import { t } from '../words';
import { type Command, useAllCommands } from './commands';
import { KeyNames } from './KeySheet';
import { PLACES } from './places';
import classes from './palette.module.css';

export type Item = { id: string; title: string; group: string; keys?: string; aside?: string; icon: 'go' | 'call'; run: () => void };

/** What is found is the plane's own: of a tenant, or of the staff. */
export default function Palette({ close, useFound = useItems }: { close: () => void; useFound?: (text: string) => Item[] }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = useFound(text.trim());
  const chosen = Math.min(at, Math.max(0, found.length - 1));
  useEffect(() => setAt(0), [text]);
  useEffect(() => { list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  const run = (item: Item | undefined) => { if (item) { close(); item.run(); } };
  const keys = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  const { overlayProps, closeButtonProps: _, ...look } = dialogs;
  let group = '';
  return (
    <Modal.Root {...look} opened onClose={close} closeOnClickOutside centered={false} yOffset="12vh" padding={0} size={580}>
      <Modal.Overlay {...overlayProps} />
      {/* It has no title, and the name is the dialog's, not that of what is around it. */}
      <Modal.Content radius={look.radius} aria-label={t('Search or jump to')}>
        <Modal.Body>
          <div className={classes.ask}>
            <IconSearch size={17} aria-hidden />
            <input
              data-autofocus value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={keys} className={classes.input}
              placeholder={t('A page, an action, a number, words …')} aria-label={t('Search or jump to')} role="combobox" aria-expanded="true" aria-controls="palette-list"
              aria-activedescendant={found[chosen] ? `palette-${chosen}` : undefined} autoComplete="off" spellCheck={false}
            />
            <kbd className="key">Esc</kbd>
          </div>
          <div className={classes.list} id="palette-list" role="listbox" aria-label={t('Found')} ref={list}>
            {found.length === 0 && <div className={classes.none}>{t('Nothing found')}</div>}
            {found.map((item, index) => {
              const head = item.group !== group ? <div className={classes.group} role="presentation">{item.group}</div> : null;
              group = item.group;
              return (
                <div key={item.id} role="presentation">
                  {head}
                  {/* The keys are the input's: it keeps the focus. */}
                  <div id={`palette-${index}`} role="option" aria-selected={index === chosen} className={classes.item} onMouseMove={() => setAt(index)} onClick={() => run(item)}>
                    {item.icon === 'call' ? <IconPhone size={15} aria-hidden /> : <IconArrowRight size={15} aria-hidden />}
                    <span className={`${classes.title} foreign-line`}>{item.title}</span>
                    {item.aside && <span className="faint num">{item.aside}</span>}
                    {item.keys && <KeyNames keys={item.keys} />}
                  </div>
                </div>
              );
            })}
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function useItems(text: string): Item[] {
  const commands = [...useAllCommands(), ...usePlaces()];
  const calls = useCalls(text);
  const fitting = commands
    .filter((command) => !command.silent)
    .map((command) => ({ command, rank: rank(command, text.toLowerCase()) }))
    .filter((each) => each.rank > 0)
    .sort((a, b) => (text ? b.rank - a.rank : 0))
    .map(({ command }): Item => ({ ...command, id: `command:${command.id}`, icon: 'go' }));
  const order = [...new Set(fitting.map((item) => item.group))];
  const agents = useAgents(text);
  return [...calls, ...fitting.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group)), ...agents, ...useTags(text), ...useWords(text)];
}

/** Pages without an entry in the navigation. */
function usePlaces(): Command[] {
  const navigate = useNavigate();
  const allowed = useMay();
  return PLACES.filter((place) => allowed(place.needs)).map((place) => ({ id: `place:${place.to} ${place.tab ?? ''}`, title: t(place.title), group: t('Go to'), words: place.words, run: () => void navigate({ to: place.to as never, search: (place.tab ? { tab: place.tab } : {}) as never }) }));
}

/** 0: does not fit. Words may stand in any order; the title's begin counts most. */
export function rank(command: Pick<Command, 'title' | 'words' | 'group'>, text: string): number {
  if (!text) return 1;
  const title = command.title.toLowerCase();
  const whole = `${title} ${command.words ?? ''} ${command.group}`.toLowerCase();
  if (!text.split(/\s+/).every((word) => whole.includes(word))) return 0;
  return title.startsWith(text) ? 3 : title.includes(text) ? 2 : 1;
}

/** Calls in which that was said: on a page of its own. */
function useWords(text: string): Item[] {
  const navigate = useNavigate();
  const allowed = useMay();
  if (text.length < 2 || !allowed('calls.read')) return [];
  return [{ id: 'words', icon: 'go', group: t('Calls'), title: t('Search what was said: {text}', { text }), run: () => void navigate({ to: '/app/search', search: { q: text } as never }) }];
}

/** Tags that are called so: their calls. */
function useTags(text: string): Item[] {
  const navigate = useNavigate();
  const allowed = useMay();
  const { data: tags } = useQuery({ ...tagsQuery, enabled: text !== '' && allowed('calls.read') });
  if (!text || !tags) return [];
  return tags.filter((tag) => tag.name.toLowerCase().includes(text.toLowerCase())).slice(0, 6).map((tag) => ({
    id: `tag:${tag.id}`, icon: 'go', group: t('Tags'), title: tag.name, run: () => void navigate({ to: '/app/calls', search: { tag: tag.name } as never }),
  }));
}

/** People of the directory: their calls. Of one name there may be several extensions. */
function useAgents(text: string): Item[] {
  const navigate = useNavigate();
  const allowed = useMay();
  const [settled] = useDebouncedValue(text, 180);
  const asks = settled.length >= 2 && text !== '' && allowed('team.read') && allowed('calls.read');
  const { data } = useQuery({ queryKey: ['directory', 'palette', settled], enabled: asks, queryFn: async () => (await answer(api.GET('/v1/directory', { params: { query: { q: settled, limit: 20 } } }))).data });
  const named = new Map((asks ? data ?? [] : []).filter((each) => !each.valid_until || Date.parse(each.valid_until) > Date.now()).map((each) => [each.name, each.extension]));
  return [...named].slice(0, 5).map(([name, extension]) => ({
    id: `agent:${name}`, icon: 'go', group: t('Agents'), title: name, aside: extension, run: () => void navigate({ to: '/app/calls', search: { agent: name } as never }),
  }));
}

type Asked = { number: string } | { id: string } | { external: string } | null;

/** What of a call was typed: its number or the begin of it, our id, or the telephone system's. */
export function askedOf(text: string): Asked {
  const digits = text.replace(/[\s()./-]/g, '');
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return { id: text };
  // `1772442000.17` is how Asterisk names a call.
  if (/^\+?\d{3,}$/.test(digits) && !/^\d{9,}\.\d+$/.test(text)) return { number: `${digits}*` };
  return /^\S{6,}$/.test(text) && /\d/.test(text) ? { external: text } : null;
}

type Named = Pick<CallSummary, 'id' | 'from' | 'to' | 'started_at'>;

async function named(asked: Asked): Promise<Named[]> {
  if (!asked) return [];
  if ('id' in asked) {
    // Another's call, and one that never was, are not found.
    return [await answer(api.GET('/v1/calls/{id}', { params: { path: { id: asked.id } } }))];
  }
  const query = 'number' in asked ? { number: asked.number } : { external_id: asked.external };
  return (await answer(api.GET('/v1/calls', { params: { query: { ...query, limit: 6 } } }))).data;
}

/** Calls of a number that begins so, or the one with that id. */
function useCalls(text: string): Item[] {
  const navigate = useNavigate();
  const allowed = useMay();
  const [settled] = useDebouncedValue(text, 180);
  const asked = askedOf(settled);
  const { data } = useQuery({ queryKey: ['palette', asked], enabled: asked !== null && allowed('calls.read'), queryFn: () => named(asked) });
  return (asked ? data ?? [] : []).map((call) => ({
    id: `call:${call.id}`, icon: 'call', group: t('Calls'), title: `${call.from ?? t('withheld')} → ${call.to ?? '–'}`, aside: shortTime(call.started_at),
    run: () => void navigate({ to: '/app/calls/$id', params: { id: call.id } }),
  }));
}
