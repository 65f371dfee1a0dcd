// The sound of a leg in the browser: its peaks from the server, the recording fetched once or, where it is long, streamed.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answer, api, problemOf } from '../api/client';
import type { Leg } from './call';
import { type Peaks, peaksOf } from './peaks';

export type Sound = { url: string | null; peaks: Peaks | null; error: unknown };

type Fetched = { url: string | null; error: unknown };

/** Longer recordings are streamed: what lies in the page's memory is bounded. */
const WHOLE_BYTES_MAX = 48_000_000;
const NONE: Fetched = { url: null, error: null };

/** `asWav`: decoded by the server, where the browser cannot play what came. */
export function recordingPath(callId: string, legId: string, asWav = false): string {
  return `/v1/calls/${callId}/recording?leg=${legId}${asWav ? '&form=wav' : ''}`;
}

/** Whether it is worth trying what came in: audio without a header never plays, and some forms are known not to. */
export function canPlay(leg: Leg): boolean {
  if (!leg.recording) return true;
  const { media_type: kind, declared_format: declared } = leg.recording;
  return !declared && (!kind?.startsWith('audio/') || document.createElement('audio').canPlayType(kind) !== '');
}

export function useSound(callId: string, leg: Leg | undefined, mayListen: boolean, asWav: boolean): Sound {
  const id = leg?.recording && mayListen ? leg.id : null;
  const { data: peaks } = useQuery({
    queryKey: ['peaks', callId, id],
    enabled: id !== null,
    staleTime: Infinity,
    retry: false,
    // What cannot be decoded has no peaks: then the lanes show when words were said.
    queryFn: async () => peaksOf(await answer(api.GET('/v1/calls/{id}/peaks', { params: { path: { id: callId }, query: { leg: id ?? '' } } }))),
  });
  const fetched = useFetched(id && recordingPath(callId, id, asWav), leg, asWav);
  return { ...fetched, peaks: peaks ?? null };
}

function useFetched(path: string | null, leg: Leg | undefined, asWav: boolean): Fetched {
  const [fetched, setFetched] = useState<Fetched>(NONE);
  const size = leg?.recording?.bytes ?? 0;
  const kind = asWav ? '' : leg?.recording?.media_type ?? '';
  useEffect(() => {
    setFetched(NONE);
    if (!path) return;
    if (size > WHOLE_BYTES_MAX || asWav) {
      setFetched({ url: path, error: null });
      return;
    }
    const gone = new AbortController();
    let url: string | null = null;
    const whole = async () => {
      const response = await fetch(path, { signal: gone.signal });
      if (!response.ok) throw await problemOf(response);
      const bytes = await response.arrayBuffer();
      url = URL.createObjectURL(new Blob([bytes], { type: kind || response.headers.get('content-type') || '' }));
      if (gone.signal.aborted) URL.revokeObjectURL(url);
      else setFetched({ url, error: null });
    };
    whole().catch((error: unknown) => { if (!gone.signal.aborted) setFetched({ url: null, error }); });
    return () => {
      gone.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [path, size, kind, asWav]);
  return fetched;
}
