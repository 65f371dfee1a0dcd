// By what a page of figures is narrowed, each with a way to drop it: no filter stands in the address alone.

import { CloseButton } from '@mantine/core';
import { valueWords } from '../calls/Filters';
import { FIELDS, valueOf } from '../calls/filter';
import type { Search } from '../search';
import { t } from '../words';
import { FILTERS } from './period';
import classes from './overview.module.css';

export function Chips({ search, change }: { search: Search; change: (next: Search) => void }) {
  const set = FILTERS.flatMap((name) => {
    const [field, value] = [FIELDS.find((each) => each.name === name), valueOf(search, name)];
    return field && value ? [{ field, value }] : [];
  });
  if (set.length === 0) return null;
  return (
    <div className={classes.chips}>
      {set.map(({ field, value }) => (
        <span key={field.name} className={classes.chip}>
          <span className="faint">{t(field.title)} {t('is')}</span> <span className="foreign-line">{valueWords({ field, value })}</span>
          <CloseButton size={24} iconSize={13} aria-label={t('Drop the filter {field}', { field: t(field.title) })} onClick={() => change({ ...search, [field.name]: '' })} />
        </span>
      ))}
    </div>
  );
}
