// What stands on paper above the words: the figures of the conversation, which on the screen stand beside it.

import { percent, signed } from '../figure';
import { clock } from '../time/length';
import { longTime } from '../time/zone';
import { t } from '../words';
import { type Call, type Leg, speakerName } from './call';
import { languageName } from './languages';
import classes from './call.module.css';

export function PrintFacts({ call, leg }: { call: Call; leg: Leg | undefined }) {
  const analysis = leg?.analysis;
  if (!leg || !analysis) return null;
  const of = analysis.characteristics;
  const speakers = Object.keys(of.talk_ms.by_speaker).sort();
  const facts: [string, string][] = [
    [t('Conversation'), clock(of.conversation_ms)],
    ...speakers.map((speaker): [string, string] => [t('{speaker} speaks', { speaker: speakerName(speaker) }), `${clock(of.talk_ms.by_speaker[speaker] ?? 0)} (${percent(of.talk_ms.total > 0 ? (of.talk_ms.by_speaker[speaker] ?? 0) / of.talk_ms.total : null, 0)})`]),
    [t('Silence'), percent(of.silence_share)],
    [t('Interruptions'), String(of.interruptions.count)],
    ...speakers.map((speaker): [string, string] => [t('Sentiment of {speaker}', { speaker: speakerName(speaker) }), signed(analysis.sentiment.by_speaker[speaker]?.score, 1)]),
    [t('Language'), languageName(analysis.language)],
    [t('Recording'), leg.external_id],
    [t('Analysed'), `${longTime(analysis.analyzed_at)}, ${analysis.models.speech}`],
    [t('Call'), call.id],
  ];
  return <dl className={classes.paper}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="foreign">{value}</dd></div>)}</dl>;
}
