// One figure: its value, how it changed with both values, how it is reckoned, and the way to its calls.

import { Popover } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { count } from '../figure';
import { many, t } from '../words';
import { changeOf, type Figure, figureName, reasonWords, reckoned, written } from './figure';
import { searchOf } from './period';
import classes from './figure.module.css';

/** What is inside of it is asked beside how it is reckoned. */
export function FigureCard({ figure, children }: { figure: Figure; children?: ReactNode }) {
  const change = changeOf(figure);
  return (
    <section className={`panel ${classes.card}`} aria-label={figureName(figure.id)}>
      <div className={classes.head}><h2 className={classes.name}>{figureName(figure.id)}</h2><How figure={figure}>{children}</How></div>
      <div className={`${classes.value} num`}>
        {figure.calls ? <Link to="/app/calls" search={searchOf(figure.calls.href) as never} className={classes.open}>{written(figure.value, figure.unit)}</Link> : written(figure.value, figure.unit)}
      </div>
      <div className={classes.change}>
        {change
          ? <><span className={classes.chip} data-feels={change.feels}><span aria-hidden>{change.direction === 'up' ? '▲' : change.direction === 'down' ? '▼' : '●'}</span> {change.words}</span> <Before figure={figure} /></>
          : <span className="faint">{figure.value === null ? t('Not enough data') : figure.unit === 'calls' ? ' ' : many(figure.n, 'of {n} call', 'of {n} calls')}</span>}
      </div>
    </section>
  );
}

/** What it was in the days compared with, and the way to the calls of then. */
function Before({ figure: { compare, unit } }: { figure: Figure }) {
  const words = t('from {value}', { value: written(compare?.value, unit) });
  return compare?.calls ? <Link to="/app/calls" search={searchOf(compare.calls.href) as never} className="faint num" style={{ display: 'inline-block', lineHeight: '24px' }} title={many(compare.calls.count, 'Open {n} call', 'Open {n} calls')}>{words}</Link> : <span className="faint num">{words}</span>;
}

function How({ figure, children }: { figure: Figure; children?: ReactNode }) {
  const isPlain = figure.denominator === 1 && figure.unit === 'calls';
  return (
    <Popover width={340} position="bottom-end" shadow="md" radius="md" withArrow trapFocus returnFocus>
      <Popover.Target><button type="button" className={classes.how} aria-label={t('How {figure} is calculated', { figure: figureName(figure.id) })}>ƒ</button></Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <div className={classes.formula}>{figure.formula}</div>
        <dl className={classes.facts}>
          <dt>{t('Formula')}</dt><dd className="mono">{figure.formula_id}</dd>
          {!isPlain && <><dt>{t('Calculation')}</dt><dd className="num">{reckoned(figure)}</dd></>}
          <dt>{t('From')}</dt><dd className="num">{many(figure.n, '{n} call', '{n} calls')}</dd>
          {figure.exclusions.length > 0 && <><dt>{t('Left out')}</dt><dd>{figure.exclusions.map((exclusion) => <div key={exclusion.reason} className="num">{many(exclusion.calls, '{n} call: {why}', '{n} calls: {why}', { why: reasonWords(exclusion.reason) })}</div>)}</dd></>}
        </dl>
        {figure.variants.length > 0 && (
          <dl className={classes.variants} aria-label={t('Other definitions')}>
            {figure.variants.map((variant) => <div key={variant.formula_id} className={classes.pair}><dt><span className="mono">{variant.formula_id}</span> {variant.formula}</dt><dd className="num" title={`${count(variant.numerator)} ÷ ${count(variant.denominator)}`}>{written(variant.value, figure.unit)}</dd></div>)}
          </dl>
        )}
        {children}
        {figure.calls && <Link to="/app/calls" search={searchOf(figure.calls.href) as never}>{many(figure.calls.count, 'Open {n} call', 'Open {n} calls')}</Link>}
      </Popover.Dropdown>
    </Popover>
  );
}
