// How calls were felt: their split by label, and how it went over time.

import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { SENTIMENTS } from '../calls/call';
import { count, percent, signed } from '../figure';
import { many, t } from '../words';
import { Bars } from './Bars';
import { reasonWords } from './figure';
import { Panel } from './Panel';
import { searchOf } from './period';
import { pointNames } from './point';
import { sentimentQuery } from './queries';
import classes from './overview.module.css';

type Label = keyof typeof SENTIMENTS;
const ORDER: Label[] = ['negative', 'neutral', 'positive'];
const SIGNS = { negative: '▼', neutral: '●', positive: '▲' };

export function Feelings({ period }: { period: Record<string, string> }) {
  const query = useQuery({ ...sentimentQuery(period), placeholderData: keepPreviousData });
  const navigate = useNavigate();
  return (
    <Panel title={t('Sentiment')} query={query} height={338} aside={query.data && query.data.split.n > 0 && <span className={`${classes.all} num`}>{t('Mean {score}', { score: signed(query.data.split.score, 2) })}</span>}>
      {(data) => (data.split.n === 0 ? <p className="faint">{t('No call of these days has a label: that takes three scored turns of the customer.')}</p> : (
        <>
          <div className={classes.split} aria-hidden>{ORDER.map((label) => <span key={label} style={{ flex: data.split.labels.find((each) => each.label === label)?.calls ?? 0, background: `var(--${label}-fill)` }} />)}</div>
          <ul className={classes.labels}>
            {ORDER.map((label) => {
              const of = data.split.labels.find((each) => each.label === label);
              const words = <><span style={{ color: `var(--${label})` }} aria-hidden>{SIGNS[label]}</span> {t(SENTIMENTS[label])} <b className="num">{percent(of?.share, 0)}</b> <span className="faint num">{count(of?.calls ?? 0)}</span></>;
              return <li key={label}>{of?.link ? <Link to="/app/calls" search={searchOf(of.link.href) as never}>{words}</Link> : words}</li>;
            })}
          </ul>
          <Bars
            label={t('Sentiment over time')} unit={count}
            bars={data.points.map((point) => ({
              key: point.at, ...pointNames(point.at, data.interval), whole: point.complete, open: () => void navigate({ to: '/app/calls', search: searchOf(point.link.href) as never }),
              parts: ORDER.map((label) => ({ name: t(SENTIMENTS[label]), color: `var(--${label}-fill)`, value: point[label] })),
            }))}
          />
          <p className="faint" style={{ margin: '8px 0 0', fontSize: 12.5 }}>{many(data.split.n, 'Of {n} call with a label', 'Of {n} calls with a label')} · <span className="mono">{data.formula_id}</span>{data.split.exclusions.map((each) => ` · ${many(each.calls, 'left out {n} call: {why}', 'left out {n} calls: {why}', { why: reasonWords(each.reason) })}`)}</p>
        </>
      ))}
    </Panel>
  );
}
