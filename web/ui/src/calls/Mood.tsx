// Sentiment in one sign: shape, signed number and colour, so that none of them stands alone.

import { signed } from '../figure';
import { t } from '../words';
import { SENTIMENTS } from './call';
import classes from './mood.module.css';

export type Label = keyof typeof SENTIMENTS;

const SIGNS: Record<Label, string> = { negative: '▼', neutral: '●', positive: '▲' };

export function Mood({ label, score, word = false }: { label: Label | null | undefined; score?: number | null; word?: boolean }) {
  if (!label) return <span className="faint" title={t('Too few scored turns of the customer')}>–</span>;
  return (
    <span className={classes.mood} data-label={label} title={t(SENTIMENTS[label])}>
      <span aria-hidden className={classes.sign}>{SIGNS[label]}</span>
      {word && <span>{t(SENTIMENTS[label])}</span>}
      {!word && <span className="unseen">{t(SENTIMENTS[label])}</span>}
      {score !== null && score !== undefined && <span className="num">{signed(score)}</span>}
    </span>
  );
}
