// What a conversation amounts to in figures, each with its rule.

import { decimal, percent } from '../figure';
import { clock } from '../time/length';
import { many, t } from '../words';
import { type Analysis, speakerName, speakerTone } from './call';
import { flagWords } from './flags';
import { languageName } from './languages';
import { Pair } from './Pair';
import classes from './call.module.css';

export function Figures({ analysis }: { analysis: Analysis }) {
  const { characteristics: of, quality } = analysis;
  const speakers = Object.keys(of.talk_ms.by_speaker).sort((a, b) => (speakerTone(a) < speakerTone(b) ? -1 : 1));
  // By name: a colour alone tells nobody apart who does not see it.
  const both = (from: Record<string, number>, write: (value: number) => string) => speakers.map((speaker) => (
    from[speaker] === undefined ? null : <div key={speaker} style={{ color: `var(--${speakerTone(speaker)})` }}>{speakerName(speaker)} {write(from[speaker])}</div>
  ));
  return (
    <div className={classes.list}>
      <h3 className={classes.section}>{t('Who speaks')}</h3>
      <div className={classes.split} aria-hidden>
        {speakers.map((speaker) => <span key={speaker} style={{ flex: of.talk_ms.by_speaker[speaker] ?? 0, background: `var(--${speakerTone(speaker)})` }} />)}
      </div>
      <div className={classes.legend}>
        {speakers.map((speaker) => {
          const ms = of.talk_ms.by_speaker[speaker] ?? 0;
          return <div key={speaker}><i style={{ background: `var(--${speakerTone(speaker)})` }} />{speakerName(speaker)} <span className="faint num">{clock(ms)}</span><b>{percent(of.talk_ms.total > 0 ? ms / of.talk_ms.total : null, 0)}</b></div>;
        })}
      </div>
      <dl className={classes.pairs} style={{ marginTop: 10 }}>
        <Pair name={t('Silence')} how={t('Recording in which no word is said ÷ recording. Stretches longer than {s} s are counted beside it.', { s: (of.thresholds?.non_talk_over_ms ?? 3000) / 1000 })}>{percent(of.silence_share)} <span className="faint">{many(of.non_talk.instances.length, '· {n} stretch, {length}', '· {n} stretches, {length}', { length: clock(of.non_talk.total_ms) })}</span></Pair>
        {of.talk_share && <Pair name={t('Talk of the whole')} how={t('Time of a voice ÷ conversation, of which silence is a part.')}>{both(of.talk_share, (value) => percent(value, 0))}</Pair>}
        <Pair name={t('Interruptions')} how={t('One begins to speak while the other does, for {s} s or longer, and the other yields.', { s: (of.thresholds?.overlap_ms ?? 1000) / 1000 })}>{of.interruptions.count}</Pair>
        <Pair name={t('Words a minute')} how={t('Words × 60 ÷ seconds in which that voice says words.')}>{both(of.words_per_minute, (value) => String(value))}</Pair>
        <Pair name={t('Longest monologue')} how={t('Longest stretch of one voice, with pauses below 2 s and no turn of another above 1 s.')}>{both(of.longest_monologue_ms, (value) => clock(value))}</Pair>
        <Pair name={t('Questions')} how={t('Turns that end with a question mark.')}>{both(of.questions, (value) => String(value))}</Pair>
        <Pair name={t('Patience')} how={t('Median of the pauses between the customer’s last word and the agent’s first.')}>{of.patience_ms === null || of.patience_ms === undefined ? '–' : t('{n} s', { n: Math.round(of.patience_ms / 100) / 10 })}</Pair>
        <Pair name={t('Changes of voice a minute')} how={t('How lively it is: changes of speaker ÷ minutes of conversation.')}>{decimal(of.interactivity)}</Pair>
        <Pair name={t('Talks over')} how={t('Turns that begin while somebody else speaks ÷ turns of that voice.')}>{both(of.overtalk_share, (value) => percent(value, 0))}</Pair>
      </dl>
      <h3 className={classes.section}>{t('How well it was heard')}</h3>
      <dl className={classes.pairs}>
        <Pair name={t('Confidence')} how={t('Mean of how sure the model is of its words.')}>{percent(quality.mean_confidence, 0)}</Pair>
        <Pair name={t('Speech')} how={t('Seconds with a voice ÷ seconds of the recording.')}>{percent(quality.speech_ratio, 0)}</Pair>
        <Pair name={t('Language')}>{spoken(analysis).map(([language, confidence]) => <div key={language}>{languageName(language)} <span className="faint">{percent(confidence, 0)}</span></div>)}</Pair>
        {quality.roles && <Pair name={t('Who is who')} how={t('Agent and customer are stated by the settings, set right by hand, or found by the direction, who speaks first and what is said.')}>{t(ROLES[quality.roles.by])} {quality.roles.by !== 'unknown' && <span className="faint">{percent(quality.roles.confidence, 0)}</span>}</Pair>}
        {quality.flags.length > 0 && <Pair name={t('Flags')}>{quality.flags.map((flag) => <div key={flag}>{flagWords(flag)}</div>)}</Pair>}
        <Pair name={t('Models')}><span className="faint">{analysis.models.speech}<br />{analysis.models.sentiment}</span></Pair>
        <Pair name={t('Computed in')}>{t('{n} s', { n: Math.round(analysis.timings_ms.total / 100) / 10 })}</Pair>
      </dl>
    </div>
  );
}

const ROLES = { unknown: 'not known', stated: 'as stated', inferred: 'as found', corrected: 'set right by hand' } as const;

/** Each language once, with how surely it was found. */
function spoken(analysis: Analysis): [string, number][] {
  const found = new Map<string, number>();
  for (const { language, confidence } of analysis.quality.languages ?? []) found.set(language, Math.max(confidence, found.get(language) ?? 0));
  if (found.size === 0) found.set(analysis.language, analysis.language_confidence);
  return [...found];
}
