// The sound of a leg in the browser: fetched once for playing and for its peaks; long ones are streamed and have none.

import { useEffect, useState } from 'react';
import { problemOf } from '../api/client';
import type { Leg } from './call';
import { DECODED_BYTES_MAX, type Peaks, peaksOf } from './peaks';

export type Sound = { url: string | null; peaks: Peaks | null; error: unknown };

const BUCKETS = 1600;
const NONE: Sound = { url: null, peaks: null, error: null };

export function recordingPath(callId: string, legId: string): string {
  return `/v1/calls/${callId}/recording?leg=${legId}`;
}

export function useSound(callId: string, leg: Leg | undefined, mayListen: boolean): Sound {
  const [sound, setSound] = useState<Sound>(NONE);
  const id = leg?.recording ? leg.id : null;
  const size = leg?.recording?.bytes ?? 0;
  const kind = leg?.recording?.media_type ?? '';
  useEffect(() => {
    setSound(NONE);
    if (!id || !mayListen) return;
    const path = recordingPath(callId, id);
    if (size > DECODED_BYTES_MAX) {
      setSound({ url: path, peaks: null, error: null });
      return;
    }
    const gone = new AbortController();
    let url: string | null = null;
    const fetched = async () => {
      const response = await fetch(path, { signal: gone.signal });
      if (!response.ok) throw await problemOf(response);
      const bytes = await response.arrayBuffer();
      url = URL.createObjectURL(new Blob([bytes], { type: kind || response.headers.get('content-type') || '' }));
      if (gone.signal.aborted) return URL.revokeObjectURL(url);
      setSound({ url, peaks: null, error: null });
      // What this browser cannot decode has no peaks; whether it can play it is the player's to say.
      const peaks = await peaksOf(bytes, BUCKETS).catch(() => null);
      if (!gone.signal.aborted && peaks) setSound({ url, peaks, error: null });
    };
    fetched().catch((error: unknown) => { if (!gone.signal.aborted) setSound({ url: null, peaks: null, error }); });
    return () => {
      gone.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [callId, id, size, kind, mayListen]);
  return sound;
}
