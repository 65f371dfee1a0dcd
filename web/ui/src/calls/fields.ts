// Custom fields: what the pages ask for, and the filters that each kind has.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { spoken, t } from '../words';
import type { Field } from './filter';

export type CustomField = Schemas['CustomField'];

export const fieldsQuery = queryOptions({ queryKey: ['custom-fields'], queryFn: async () => (await answer(api.GET('/v1/custom-fields'))).data, staleTime: 60_000 });

const YES_NO = { true: 'Yes', false: 'No' };

/** The filters of the list of calls by these fields. */
export function filtersOf(fields: CustomField[]): Field[] {
  return fields.flatMap((field): Field[] => {
    const name = `custom.${field.name}`;
    const title = field.label;
    switch (field.kind) {
      case 'choice': return [{ name, title, kind: 'choice', choices: Object.fromEntries(field.choices.map((choice) => [choice, choice])) }];
      case 'boolean': return [{ name, title, kind: 'choice', choices: YES_NO }];
      case 'text': return [{ name, title, kind: 'text' }, { name: `${name}.begins`, title, kind: 'text', operator: '^' }];
      case 'number': case 'date': return [{ name, title, kind: 'text' }, { name: `${name}.min`, title, kind: 'text', operator: '≥' }, { name: `${name}.max`, title, kind: 'text', operator: '≤' }];
    }
  });
}

/** A value as it is read. */
export function valueWords(value: unknown): string {
  return value === true ? t('Yes') : value === false ? t('No') : typeof value === 'number' ? value.toLocaleString(spoken()) : String(value);
}
