// The questions that are asked most, one press each.

import { memo } from 'react';
import { one, type Search } from '../search';
import { t } from '../words';
import { Views } from './Views';
import classes from './calls.module.css';

const TABS: { title: string; search: Record<string, string> }[] = [
  { title: 'All', search: {} },
  { title: 'Negative', search: { sentiment: 'negative' } },
  { title: 'Abandoned', search: { disposition: 'abandoned' } },
  { title: 'Missed', search: { disposition: 'missed' } },
  { title: 'Failed analysis', search: { analysis_status: 'failed' } },
  { title: 'Waiting for the plan', search: { analysis_status: 'withheld' } },
  { title: 'Archived', search: { archived: 'true' } },
];
const OWN = ['sentiment', 'disposition', 'analysis_status', 'archived'];

export const Tabs = memo(function Tabs({ search, change }: { search: Search; change: (next: Search) => void }) {
  const current = (tab: (typeof TABS)[number]) => OWN.every((name) => (one(search[name]) ?? '') === (tab.search[name] ?? ''));
  const rest = Object.fromEntries(Object.entries(search).filter(([name]) => !OWN.includes(name)));
  return (
    <div className={classes.tabs} role="group" aria-label={t('Quick filters')}>
      <Views search={search} change={change} />
      {TABS.map((tab) => (
        <button key={tab.title} type="button" aria-pressed={current(tab)} className={classes.tab} onClick={() => change({ ...rest, ...tab.search })}>{t(tab.title)}</button>
      ))}
    </div>
  );
});
