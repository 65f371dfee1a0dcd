// The player's state beside the audio element: where it is, whether it runs, how fast; and what moves it.

import { useCallback, useEffect, useRef, useState } from 'react';
import { hearOnly, leaveSolo } from './solo';

export type Player = {
  audio: React.RefObject<HTMLAudioElement | null>;
  atMs: number;
  isPlaying: boolean;
  speed: number;
  skipsSilence: boolean;
  /** The only channel that is heard; null: all. */
  solo: number | null;
  broken: boolean;
  seek: (ms: number) => void;
  toggle: () => void;
  setSpeed: (speed: number) => void;
  setSkipsSilence: (on: boolean) => void;
  /** Only this one, or all again. */
  turnSolo: (channel: number) => void;
  onBroken: () => void;
};

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.5];

/** As somebody listens from call to call. */
let lastSpeed = 1;

export function usePlayer(url: string | null, durationMs: number, silences: { start_ms: number; end_ms: number }[], startMs = 0): Player {
  const audio = useRef<HTMLAudioElement>(null);
  const [atMs, setAtMs] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeedState] = useState(lastSpeed);
  const [skipsSilence, setSkipsSilence] = useState(false);
  const [solo, setSolo] = useState<number | null>(null);
  const [broken, setBroken] = useState(false);
  // Where one has gone to, with the sound or before it is there.
  const wanted = useRef(startMs);
  useEffect(() => { wanted.current = startMs; }, [startMs]);
  useEffect(() => {
    setBroken(false);
    setAtMs(wanted.current);
    setPlaying(false);
    // Before the sound is known this is where it will begin.
    if (audio.current && url && wanted.current > 0) audio.current.currentTime = wanted.current / 1000;
  }, [url, startMs]);
  // Another sound would begin at the usual speed.
  useEffect(() => {
    if (!audio.current) return;
    audio.current.defaultPlaybackRate = speed;
    audio.current.playbackRate = speed;
  }, [url, speed]);
  useEffect(() => {
    const element = audio.current;
    return () => { if (element) leaveSolo(element); };
  }, []);
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    const now = () => setAtMs(element.currentTime * 1000);
    const state = () => { setPlaying(!element.paused && !element.ended); now(); };
    for (const name of ['play', 'pause', 'ended', 'seeked']) element.addEventListener(name, state);
    return () => { for (const name of ['play', 'pause', 'ended', 'seeked']) element.removeEventListener(name, state); };
  }, [url]);
  useEffect(() => {
    if (!isPlaying) return;
    let frame = 0;
    const step = () => {
      const element = audio.current;
      if (element) {
        const ms = element.currentTime * 1000;
        const silence = skipsSilence && silences.find((each) => each.start_ms + 300 < ms && ms < each.end_ms - 300);
        if (silence) element.currentTime = (silence.end_ms - 200) / 1000;
        setAtMs(ms);
      }
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, skipsSilence, silences]);
  const seek = useCallback((ms: number) => {
    const safe = Math.max(0, Math.min(durationMs, ms));
    wanted.current = safe;
    if (audio.current && url) audio.current.currentTime = safe / 1000;
    setAtMs(safe);
  }, [durationMs, url]);
  const toggle = useCallback(() => {
    const element = audio.current;
    if (!element || !url) return;
    // Paused again before it had begun: nothing is wrong with the sound.
    if (element.paused) void element.play().catch((error: unknown) => { if (!(error instanceof DOMException && error.name === 'AbortError')) setBroken(true); });
    else element.pause();
  }, [url]);
  const onBroken = useCallback(() => {
    // What comes in its place goes on where this one broke off.
    if (audio.current) wanted.current = audio.current.currentTime * 1000 || wanted.current;
    setBroken(true);
  }, []);
  const setSpeed = useCallback((next: number) => {
    lastSpeed = next;
    setSpeedState(next);
  }, []);
  const turnSolo = useCallback((channel: number) => {
    const next = solo === channel ? null : channel;
    if (audio.current) hearOnly(audio.current, next);
    setSolo(next);
  }, [solo]);
  return { audio, atMs, isPlaying, speed, skipsSilence, solo, broken, seek, toggle, setSpeed, setSkipsSilence, turnSolo, onBroken };
}
