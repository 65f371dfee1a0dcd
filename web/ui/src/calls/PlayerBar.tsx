// The player: what one hears, where one is, and every control with its key.

import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerTrackNext, IconRewindBackward5, IconRewindForward5 } from '@tabler/icons-react';
import { useCommands } from '../shell/commands';
import { clock } from '../time/length';
import { t } from '../words';
import { type Analysis, type Leg, speakerName, speakerTone } from './call';
import { lastBefore } from './follow';
import { sidesOf } from './lanes';
import { MoodTrack } from './MoodTrack';
import type { Sound } from './recording';
import { type Player, SPEEDS } from './usePlayer';
import { Waveform } from './Waveform';
import classes from './player.module.css';

type Props = { leg: Leg; analysis: Analysis | null; sound: Sound; player: Player; durationMs: number; mayListen: boolean };

export function PlayerBar({ leg, analysis, sound, player, durationMs, mayListen }: Props) {
  const canPlay = mayListen && Boolean(sound.url) && !player.broken;
  const speakers = [...new Set(analysis?.turns.map((turn) => turn.speaker) ?? [])].slice(0, 2);
  const sides = sound.peaks?.channels.length === 2 ? sidesOf(analysis) : [];
  usePlayerKeys(player, analysis, canPlay ? sides : []);
  return (
    <section className={`panel ${classes.player}`} aria-label={t('Player')}>
      <audio ref={player.audio} src={sound.url ?? undefined} preload="auto" onError={() => sound.url && player.onBroken()} />
      <div className={classes.art}>
        <div className={classes.lanes} aria-hidden>{speakers.sort((a, b) => (speakerTone(a) < speakerTone(b) ? -1 : 1)).map((speaker) => <span key={speaker} style={{ color: `var(--${speakerTone(speaker)})` }}>{speakerName(speaker)}</span>)}</div>
        <div className={classes.axes}>
          <Waveform analysis={analysis} peaks={sound.peaks} durationMs={durationMs} atMs={player.atMs} seek={player.seek} canSeek={canPlay} />
          {analysis && <MoodTrack analysis={analysis} durationMs={durationMs} seek={player.seek} />}
        </div>
      </div>
      <div className={`${classes.controls} no-print`}>
        <Tooltip label={<>{t('5 seconds back')} ←</>}><ActionIcon onClick={() => player.seek(player.atMs - 5000)} disabled={!canPlay} aria-label={t('5 seconds back')}><IconRewindBackward5 size={18} /></ActionIcon></Tooltip>
        <ActionIcon variant="filled" color="iris" size={38} radius="50%" onClick={player.toggle} disabled={!canPlay} aria-label={player.isPlaying ? t('Pause') : t('Play')}>
          {player.isPlaying ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
        </ActionIcon>
        <Tooltip label={<>{t('5 seconds on')} →</>}><ActionIcon onClick={() => player.seek(player.atMs + 5000)} disabled={!canPlay} aria-label={t('5 seconds on')}><IconRewindForward5 size={18} /></ActionIcon></Tooltip>
        <span className={`${classes.clock} num`}>{clock(player.atMs, true)} <span className="faint">/ {clock(durationMs)}</span></span>
        <span className={classes.space} />
        {sides.map((channel, index) => (
          <button
            key={channel} type="button" className={`${classes.speed} ${classes.side} num`} disabled={!canPlay} aria-pressed={player.solo === channel} onClick={() => player.turnSolo(channel)}
            aria-label={t('{n}: hear only {speaker}', { n: index + 1, speaker: nameOfSide(analysis, channel) })} title={t('Hear only {speaker}', { speaker: nameOfSide(analysis, channel) })}
          >{index + 1}</button>
        ))}
        <Tooltip label={t('Skip silences')}>
          <ActionIcon variant={player.skipsSilence ? 'light' : 'subtle'} color={player.skipsSilence ? 'iris' : 'gray'} onClick={() => player.setSkipsSilence(!player.skipsSilence)} aria-pressed={player.skipsSilence} disabled={!canPlay} aria-label={t('Skip silences')}><IconPlayerTrackNext size={17} /></ActionIcon>
        </Tooltip>
        <Menu position="top-end" width={110}>
          <Menu.Target><button type="button" className={`${classes.speed} num`} disabled={!canPlay} aria-label={t('Speed {speed}', { speed: `${player.speed}×` })}>{player.speed}×</button></Menu.Target>
          <Menu.Dropdown>{SPEEDS.map((speed) => <Menu.Item key={speed} onClick={() => player.setSpeed(speed)} fw={speed === player.speed ? 650 : 400}>{speed}×</Menu.Item>)}</Menu.Dropdown>
        </Menu>
      </div>
      <Why leg={leg} sound={sound} player={player} mayListen={mayListen} />
    </section>
  );
}

/** Whose voice is on a channel. */
function nameOfSide(analysis: Analysis | null, channel: number): string {
  return speakerName(analysis?.turns.find((turn) => turn.channel === channel)?.speaker ?? `ch${channel + 1}`);
}

/** Why one hears nothing, where one does. */
function Why({ leg, sound, player, mayListen }: Pick<Props, 'leg' | 'sound' | 'player' | 'mayListen'>) {
  let words: string | null = null;
  if (!mayListen) words = t('Your role may read this call, but not listen to it (calls.listen).');
  else if (!leg.recording) words = t('The recording is not kept any more. What was said in it is.');
  else if (sound.error) words = sound.error instanceof Error ? sound.error.message : t('The recording could not be loaded.');
  else if (player.broken) words = t('This browser cannot play {form}. Download the recording to hear it.', { form: leg.recording?.media_type ?? t('this form of recording') });
  return words && <p className={classes.why} role="status">{words}</p>;
}

function usePlayerKeys(player: Player, analysis: Analysis | null, sides: number[]): void {
  const group = t('Player');
  const turns = analysis?.turns ?? [];
  const toTurn = (step: number) => {
    const now = lastBefore(turns.length, (index) => turns[index]?.start_ms ?? 0, player.atMs + 50);
    const next = turns[Math.max(0, Math.min(turns.length - 1, now + step))];
    if (next) player.seek(next.start_ms);
  };
  const faster = (step: number) => player.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(player.speed) + step))] ?? 1);
  useCommands([
    { id: 'play', title: t('Play or pause'), group, keys: 'space', run: player.toggle },
    { id: 'back5', title: t('5 seconds back'), group, keys: 'arrowleft', silent: true, run: () => player.seek(player.atMs - 5000) },
    { id: 'on5', title: t('5 seconds on'), group, keys: 'arrowright', silent: true, run: () => player.seek(player.atMs + 5000) },
    { id: 'back1', title: t('1 second back'), group, keys: 'shift+arrowleft', silent: true, run: () => player.seek(player.atMs - 1000) },
    { id: 'on1', title: t('1 second on'), group, keys: 'shift+arrowright', silent: true, run: () => player.seek(player.atMs + 1000) },
    { id: 'turn.next', title: t('Next turn'), group, keys: 'j', silent: true, run: () => toTurn(1) },
    { id: 'turn.before', title: t('Turn before'), group, keys: 'k', silent: true, run: () => toTurn(-1) },
    { id: 'slower', title: t('Slower'), group, keys: '<', silent: true, run: () => faster(-1) },
    { id: 'faster', title: t('Faster'), group, keys: '>', silent: true, run: () => faster(1) },
    { id: 'silence', title: t('Skip silences'), group, keys: 's', run: () => player.setSkipsSilence(!player.skipsSilence) },
    ...sides.map((channel, index) => ({ id: `solo${channel}`, title: t('Hear only {speaker}, or both', { speaker: nameOfSide(analysis, channel) }), group, keys: String(index + 1), silent: true, run: () => player.turnSolo(channel) })),
  ]);
}
