// The player's state beside the audio element: where it is, whether it runs, how fast; and what moves it.

import { useCallback, useEffect, useRef, useState } from 'react';

export type Player = {
  audio: React.RefObject<HTMLAudioElement | null>;
  atMs: number;
  isPlaying: boolean;
  speed: number;
  skipsSilence: boolean;
  broken: boolean;
  seek: (ms: number) => void;
  toggle: () => void;
  setSpeed: (speed: number) => void;
  setSkipsSilence: (on: boolean) => void;
  onBroken: () => void;
};

export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2, 2.5];

export function usePlayer(url: string | null, durationMs: number, silences: { start_ms: number; end_ms: number }[], startMs = 0): Player {
  const audio = useRef<HTMLAudioElement>(null);
  const [atMs, setAtMs] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeedState] = useState(1);
  const [skipsSilence, setSkipsSilence] = useState(false);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    setBroken(false);
    setAtMs(startMs);
    setPlaying(false);
    // Before the sound is known this is where it will begin.
    if (audio.current && url && startMs > 0) audio.current.currentTime = startMs / 1000;
  }, [url, startMs]);
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
    if (audio.current && url) audio.current.currentTime = safe / 1000;
    setAtMs(safe);
  }, [durationMs, url]);
  const toggle = useCallback(() => {
    const element = audio.current;
    if (!element || !url) return;
    if (element.paused) void element.play().catch(() => setBroken(true));
    else element.pause();
  }, [url]);
  const setSpeed = useCallback((next: number) => {
    setSpeedState(next);
    if (audio.current) audio.current.playbackRate = next;
  }, []);
  return { audio, atMs, isPlaying, speed, skipsSilence, broken, seek, toggle, setSpeed, setSkipsSilence, onBroken: () => setBroken(true) };
}
