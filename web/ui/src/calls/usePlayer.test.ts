import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Player, usePlayer } from './usePlayer';

const SILENCES: { start_ms: number; end_ms: number }[] = [];
let player: Player;

function Audio() {
  player = usePlayer('/sound', 60_000, SILENCES);
  return createElement('audio', { ref: player.audio });
}

beforeEach(() => { vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true); });
afterEach(() => { vi.unstubAllGlobals(); });

async function pressed(refusal: string): Promise<boolean> {
  const root = createRoot(document.createElement('div'));
  await act(async () => root.render(createElement(Audio)));
  const element = player.audio.current;
  if (element) element.play = () => Promise.reject(new DOMException('refused', refusal));
  await act(async () => player.toggle());
  const { broken } = player;
  await act(async () => root.unmount());
  return broken;
}

it('a sound that is paused before it has begun is not broken, one that cannot be played is', async () => {
  expect(await pressed('AbortError')).toBe(false);
  expect(await pressed('NotSupportedError')).toBe(true);
});
