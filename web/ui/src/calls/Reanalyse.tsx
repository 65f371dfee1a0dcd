// A recording heard anew: by which model, in which language. What was found before stays until the new result is there.

import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api, Problem } from '../api/client';
import { useMay } from '../identity/session';
import { done } from '../shell/notice';
import { many, t } from '../words';
import type { Call, Leg } from './call';
import { languageChoices, languageName } from './languages';
import { modelChoices, modelsQuery } from './models';

export default function Reanalyse({ call, leg, close }: { call: Call; leg: Leg; close: () => void }) {
  const allowed = useMay();
  const client = useQueryClient();
  const models = useQuery({ ...modelsQuery, enabled: allowed('settings.read') });
  const [language, setLanguage] = useState<string | null>(null);
  const [model, setModel] = useState<string | null>(null);
  const order = useMutation({
    mutationFn: () => answer(api.POST('/v1/calls/{id}/reanalyze', { params: { path: { id: call.id } }, body: { language: language ?? undefined, model: model ?? undefined } })),
    onSuccess: () => {
      done(t('It waits to be analysed again'));
      for (const name of ['call', 'trace']) void client.invalidateQueries({ queryKey: [name, call.id] });
      close();
    },
  });
  const analysis = leg.analysis;
  const corrected = analysis?.turns.filter((turn) => turn.corrected).length ?? 0;
  return (
    <Modal opened onClose={close} title={t('Analyse again')} size={460}>
      <form onSubmit={(event) => { event.preventDefault(); order.mutate(); }}>
        <Stack gap="sm">
          {analysis && <p className="faint" style={{ margin: 0 }}>{t('It was heard by {model}, in {language}. What was found stays until the new result is there.', { model: analysis.models.speech, language: languageName(analysis.language) })}</p>}
          <Select label={t('Language')} description={t('It holds for this call from now on.')} placeholder={t('as before')} data={[{ value: 'auto', label: t('Find out what is spoken') }, ...languageChoices()]} value={language} onChange={setLanguage} searchable clearable nothingFoundMessage={t('No such language')} />
          {models.data && <Select label={t('Model')} placeholder={t('as before')} data={modelChoices(models.data)} value={model} onChange={setModel} clearable />}
          {corrected > 0 && <p className="faint" style={{ margin: 0 }}>{many(corrected, 'The words of {n} turn were set right. They stay as history, and do not go over to the new turns.', 'The words of {n} turns were set right. They stay as history, and do not go over to the new turns.')}</p>}
          {order.error && <div role="alert" className="foreign" style={{ color: 'var(--error)' }}>{order.error instanceof Problem ? order.error.detail : String(order.error)}</div>}
          <Group justify="flex-end"><Button variant="default" onClick={close}>{t('Cancel')}</Button><Button type="submit" loading={order.isPending}>{t('Analyse again')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
