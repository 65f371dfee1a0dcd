// What somebody outside sees by a link: the words, the recording, or both. No frame of the app, and nothing else of the call.

import { Alert, Button, PasswordInput, Skeleton, Stack } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { answer, api, Problem, type Schemas } from '../api/client';
import { tokenOf } from '../identity/Links';
import { Door } from '../identity/Door';
import { Mark } from '../shell/Mark';
import { clock } from '../time/length';
import { longTime, useZoneOf } from '../time/zone';
import { t } from '../words';
import { speakerName, speakerTone } from './call';
import { lastBefore } from './follow';
import { tagOf } from './languages';
import classes from './share.module.css';

type SharedCall = Schemas['SharedCall'];

export function Shared() {
  const [call, setCall] = useState<SharedCall | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const open = async (password?: string) => {
    try {
      setCall((await answer(api.POST('/v1/shared', { body: { token: tokenOf(), password } }))) as SharedCall);
      setRefused(null);
    } catch (error) {
      setRefused(error instanceof Problem ? error : null);
    }
  };
  const begun = useRef(false);
  useEffect(() => {
    // Once: each opening is noted.
    if (!begun.current) { begun.current = true; void open(); }
  }, []);
  if (call) return <Call call={call} />;
  if (refused?.code === 'share_password') return <Password open={open} isWrong={refused.facts.wrong === true} />;
  if (refused?.code === 'invalid_link') return <Door title={t('This link shows nothing')} lead={t('It has expired, was revoked, or was not copied whole. Ask whoever sent it for another.')} />;
  if (refused) return <Door title={t('This could not be loaded')} lead={refused.detail}><Button onClick={() => void open()} fullWidth h={40}>{t('Try again')}</Button></Door>;
  return <main className={classes.page} aria-busy="true"><Skeleton height={28} width={260} /><Skeleton height={54} /><Skeleton height={320} /></main>;
}

function Password({ open, isWrong }: { open: (password: string) => Promise<void>; isWrong: boolean }) {
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const go = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await open(password);
    setBusy(false);
  };
  return (
    <Door title={t('A call was shared with you')} lead={t('Whoever sent the link has its password.')}>
      <form onSubmit={(event) => void go(event)}>
        <Stack gap="sm">
          {isWrong && <Alert color="red" variant="light" role="alert">{t('That is not the password.')}</Alert>}
          <PasswordInput label={t('Password')} autoComplete="off" value={password} onChange={(event) => setPassword(event.currentTarget.value)} required autoFocus />
          <Button type="submit" loading={busy} fullWidth h={40}>{t('Open')}</Button>
        </Stack>
      </form>
    </Door>
  );
}

function Call({ call }: { call: SharedCall }) {
  useZoneOf(call.zone);
  const audio = useRef<HTMLAudioElement>(null);
  const [atMs, setAtMs] = useState(-1);
  const turns = call.turns ?? [];
  const now = atMs < 0 ? -1 : lastBefore(turns.length, (index) => turns[index]?.start_ms ?? 0, atMs);
  const title = call.label ?? t('A call with {company}', { company: call.company });
  useEffect(() => { document.title = title; }, [title]);
  const seek = (ms: number) => {
    if (!audio.current) return;
    audio.current.currentTime = ms / 1000;
    void audio.current.play().catch(() => undefined);
  };
  return (
    <main className={classes.page}>
      <span className={classes.brand}><Mark size={20} /> <span className="foreign-line">{call.company}</span></span>
      <div>
        <h1 className={`${classes.title} foreign`}>{title}</h1>
        <p className="faint">{longTime(call.started_at)}{call.duration_ms > 0 && ` · ${clock(call.duration_ms)}`}</p>
      </div>
      {call.sound && (
        <audio ref={audio} className={classes.player} controls preload="none" src={call.sound} aria-label={t('Recording')} onTimeUpdate={(event) => setAtMs(event.currentTarget.currentTime * 1000)} />
      )}
      {call.turns && call.turns.length === 0 && <p>{t('Nobody speaks in this part.')}</p>}
      <ol className={classes.turns}>
        {turns.map((turn, index) => (
          <li key={`${turn.start_ms}-${index}`} className={classes.turn} data-now={index === now || undefined}>
            <div className={classes.who} data-tone={speakerTone(turn.speaker)}>
              {speakerName(turn.speaker)}
              <button type="button" className={`${classes.time} num`} disabled={!call.sound} onClick={() => seek(turn.start_ms)} aria-label={t('Play from {time}', { time: clock(turn.start_ms) })}>{clock(turn.start_ms)}</button>
            </div>
            <p className={`${classes.text} foreign`} dir="auto" lang={turn.language ? tagOf(turn.language) : undefined}>{turn.text}</p>
          </li>
        ))}
      </ol>
      <p className="faint"><small>{t('This link is good until {time}.', { time: longTime(call.expires_at) })}</small></p>
    </main>
  );
}
