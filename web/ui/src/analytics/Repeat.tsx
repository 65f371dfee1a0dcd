// Whether one call was enough, by several definitions side by side: none of them is the true one, so each says what it counts.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../api/client';
import { count, percent } from '../figure';
import { Tag } from '../shell/Tag';
import { many, t } from '../words';
import { reasonWords } from './figure';
import { Panel } from './Panel';
import { searchOf } from './period';
import classes from './analytics.module.css';

const NAMES: Record<string, string> = {
  'FCR-repeat-1d': 'Did not call again within a day', 'FCR-repeat-3d': 'Did not call again within 3 days', 'FCR-repeat-7d': 'Did not call again within 7 days', 'FCR-repeat-30d': 'Did not call again within 30 days',
  'FCR-once-calls': 'Calls of those who called once', 'FCR-once-callers': 'Callers who called once', 'calls-per-caller': 'Calls per caller',
};

export function Repeat({ period }: { period: Record<string, string> }) {
  const query = useQuery({ queryKey: ['analytics', 'repeat', period], placeholderData: keepPreviousData, queryFn: () => answer(api.GET('/v1/analytics/first-call-resolution', { params: { query: period as never } })) });
  return (
    <Panel title={t('Was one call enough?')} query={query} height={320} aside={query.data && <span className={`${classes.aside} num`}>{many(query.data.n, 'of {n} inbound call with a number', 'of {n} inbound calls with a number')}</span>}>
      {(data) => data.n === 0 ? <p className="faint">{t('Nobody called in with a number in these days.')}</p> : (
        <>
          <div className="scroll-x">
            <table className={`rows ${classes.table}`}>
              <thead><tr><th>{t('Definition')}</th><th className="end">{t('Value')}</th><th className="end">{t('Reckoned')}</th><th className="end">{t('May still fall by')}</th></tr></thead>
              <tbody>
                {data.figures.map((figure) => (
                  <tr key={figure.formula_id}>
                    <td><span style={{ fontWeight: 550 }}>{t(NAMES[figure.formula_id] ?? figure.formula_id)}</span> {figure.formula_id === data.default && <Tag tone="accent">{t('shown first')}</Tag>}<div className="faint" style={{ fontSize: 12.5 }}>{figure.formula}</div></td>
                    <td className={`end num ${classes.value}`}>{figure.formula_id === 'calls-per-caller' ? figure.value?.toFixed(2) ?? '–' : percent(figure.value)}</td>
                    <td className="end num">{figure.calls ? <Link to="/app/calls" search={searchOf(figure.calls.href) as never}>{count(figure.numerator)}</Link> : count(figure.numerator)} ÷ {count(figure.denominator)}</td>
                    <td className="end num">{figure.provisional > 0 ? many(figure.provisional, '{n} call', '{n} calls') : <span className="faint">–</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {data.exclusions.length > 0 && <p className="faint" style={{ margin: '10px 0 0', fontSize: 12.5 }}>{t('Left out:')} {data.exclusions.map((each) => many(each.calls, '{n} call ({why})', '{n} calls ({why})', { why: reasonWords(each.reason) })).join(', ')}</p>}
        </>
      )}
    </Panel>
  );
}
