// The speech models of the server, as whoever chooses one sees them.

import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from '../api/client';
import { decimal } from '../figure';
import { t } from '../words';

export type Model = Schemas['Model'];

export const modelsQuery = queryOptions({ queryKey: ['models'], queryFn: async () => (await answer(api.GET('/v1/models'))).data, staleTime: 60_000 });

/** Those that are here, with what they are worth. */
export function modelChoices(models: Model[]): { value: string; label: string }[] {
  return models.filter((model) => model.here).map((model) => ({ value: model.id, label: `${model.id} · ${worth(model)}` }));
}

export function worth(model: Pick<Model, 'multilingual' | 'measured'>): string {
  const knows = model.multilingual ? t('many languages') : t('English');
  return model.measured ? t('{knows}, {share} % of words wrong', { knows, share: decimal(model.measured.word_error_rate) }) : knows;
}
