// One registry of what can be done: the palette, the menus, the sheet of keys and the keyboard all read it, so that none of them drifts.

import { useEffect, useRef, useSyncExternalStore } from 'react';

export type Command = {
  id: string;
  title: string;
  group: string;
  /** `g c` one after the other, `mod+k` together, `shift+x`, `space`, `arrowleft`. */
  keys?: string;
  /** Other words under which it is found. */
  words?: string;
  /** Known to the keyboard and the sheet, but no entry of the palette. */
  silent?: boolean;
  run: () => void;
};

const registered = new Map<symbol, Command[]>();
const listeners = new Set<() => void>();
let all: Command[] = [];

function changed(): void {
  all = [...registered.values()].flat();
  listeners.forEach((listener) => listener());
}

/** Offers these while the component is there. */
export function useCommands(commands: Command[]): void {
  const token = useRef(Symbol('commands'));
  const written = commands.map((command) => `${command.id}|${command.title}|${command.keys ?? ''}`).join('\n');
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const key = token.current;
    registered.set(key, latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((now) => now.id === command.id)?.run(),
    })));
    changed();
    return () => {
      registered.delete(key);
      changed();
    };
  }, [written]);
}

export function useAllCommands(): Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

/** Does what stands under this name, if it is offered now. */
export function runCommand(id: string): void {
  all.find((command) => command.id === id)?.run();
}

const SINGLE_KEYS = 'audiapro.single-keys';

export function singleKeysAreOn(): boolean {
  return localStorage.getItem(SINGLE_KEYS) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(SINGLE_KEYS);
  else localStorage.setItem(SINGLE_KEYS, 'off');
}

/** How a key event is written in `keys`. */
export function written(event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'>): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const isSign = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase() && key !== 'space';
  const shift = event.shiftKey && !isSign && event.key !== 'Shift' ? 'shift+' : '';
  return `${event.metaKey || event.ctrlKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift}${key}`;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) &&
    !(target instanceof HTMLInputElement && ['checkbox', 'radio', 'button', 'range'].includes(target.type)));
}

/** A control that has its own use for the key. */
function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const role = target.getAttribute('role');
  if (key === 'space' && target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)) return true;
  if (key === 'space' || key === 'enter') return ['BUTTON', 'A', 'SUMMARY'].includes(target.tagName) || role === 'checkbox' || role === 'tab' || role === 'option';
  if (key.includes('arrow')) return role === 'slider' || role === 'tab' || role === 'menuitem' || role === 'option' || role === 'radio' || target instanceof HTMLInputElement;
  return false;
}

/** Whoever walks through a menu means the menu: no key reaches what lies beneath it. */
function isInMenu(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"]') !== null;
}

/** What is typed is taken back by its field, and under a dialog nothing that lies beneath it. */
const UNDO = 'mod+z';

/** Runs what the keys say. Sequences time out after a second. */
export function listenForKeys(): () => void {
  let before = '';
  let at = 0;
  const handler = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.key === 'Shift' || event.key === 'Meta' || event.key === 'Control' || event.key === 'Alt') return;
    const key = written(event);
    const combined = key.startsWith('mod+');
    if (!combined && (isTyping(event.target) || isInMenu(event.target) || isTakenBy(event.target, key) || event.altKey || !singleKeysAreOn())) return;
    if (key === UNDO && isTyping(event.target)) return;
    // Under an open dialog nothing moves.
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') && (!combined || key === UNDO)) return;
    const sequence = before && Date.now() - at < 1000 ? `${before} ${key}` : '';
    const found = [...all].reverse().find((command) => sequence && command.keys === sequence) ?? [...all].reverse().find((command) => command.keys === key);
    if (found) {
      event.preventDefault();
      before = '';
      found.run();
    } else {
      before = key;
      at = Date.now();
    }
  };
  window.addEventListener('keydown', handler);
  return () => window.removeEventListener('keydown', handler);
}
