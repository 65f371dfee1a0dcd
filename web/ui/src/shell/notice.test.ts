import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listenForKeys, useCommands } from './commands';
import { done, hold, told, undoLast } from './notice';

describe('what was done', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { hold(false); vi.runAllTimers(); vi.useRealTimers(); });

  const texts = () => told().map((notice) => notice.text);

  it('is told of for a while, and longer where it can be taken back', () => {
    done('Saved');
    done('Archived', () => undefined);
    vi.advanceTimersByTime(4000);
    expect(texts()).toEqual(['Archived']);
    vi.advanceTimersByTime(4000);
    expect(texts()).toEqual([]);
  });

  it('does not go while somebody reads it', () => {
    done('Archived', () => undefined);
    vi.advanceTimersByTime(7000);
    hold(true);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(['Archived']);
    hold(false);
    vi.advanceTimersByTime(1000);
    expect(texts()).toEqual(['Archived']);
    vi.advanceTimersByTime(1000);
    expect(texts()).toEqual([]);
  });

  it('is taken back by the key, the last one first and each once', () => {
    const back: string[] = [];
    done('one', () => back.push('one'));
    done('two', () => back.push('two'));
    done('three');
    undoLast();
    undoLast();
    undoLast();
    expect([back, texts()]).toEqual([['two', 'one'], ['three']]);
  });
});

function Offer({ run }: { run: () => void }) {
  useCommands([{ id: 'undo', title: 'Undo', group: 'Everywhere', keys: 'mod+z', run }]);
  return null;
}

describe('the key that takes back', () => {
  it('belongs to the field while one types, and to nobody beneath a dialog', async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    const run = vi.fn();
    const root = createRoot(document.createElement('div'));
    await act(async () => root.render(createElement(Offer, { run })));
    const stop = listenForKeys();
    const field = document.body.appendChild(document.createElement('input'));
    const press = (on: Element) => on.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, cancelable: true }));
    press(field);
    expect(run).toHaveBeenCalledTimes(0);
    press(document.body);
    expect(run).toHaveBeenCalledTimes(1);
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('role', 'dialog');
    press(document.body);
    expect(run).toHaveBeenCalledTimes(1);
    dialog.remove();
    field.remove();
    stop();
    await act(async () => root.unmount());
    vi.unstubAllGlobals();
  });
});

function Archive({ run }: { run: () => void }) {
  useCommands([{ id: 'archive', title: 'Archive', group: 'Calls', keys: 'e', run }]);
  return null;
}

describe('a single key', () => {
  it('is the menu’s while one is in it', async () => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    const run = vi.fn();
    const root = createRoot(document.createElement('div'));
    await act(async () => root.render(createElement(Archive, { run })));
    const stop = listenForKeys();
    const menu = document.body.appendChild(document.createElement('div'));
    menu.setAttribute('role', 'menu');
    const item = menu.appendChild(document.createElement('button'));
    const press = (on: Element) => on.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', bubbles: true, cancelable: true }));
    press(item);
    expect(run).toHaveBeenCalledTimes(0);
    press(document.body);
    expect(run).toHaveBeenCalledTimes(1);
    menu.remove();
    stop();
    await act(async () => root.unmount());
    vi.unstubAllGlobals();
  });
});
