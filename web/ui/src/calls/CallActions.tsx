// What can be done with a call: walked on from, shared, printed, put away, heard anew, its speakers swapped, deleted, and taken along.

import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconArrowsExchange, IconCheck, IconChevronDown, IconChevronUp, IconDots, IconDownload, IconHistory, IconPlayerStop, IconPrinter, IconRefresh, IconShare2, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../identity/session';
import { useCommands } from '../shell/commands';
import { done, failed } from '../shell/notice';
import { t } from '../words';
import { useArchive } from './archive';
import type { Call, Leg } from './call';
import { beside } from './list';
import { recordingPath } from './recording';
import { useSwap } from './speakers';

const ShareDialog = lazy(() => import('./Share'));
const Reanalyse = lazy(() => import('./Reanalyse'));
const Corrections = lazy(() => import('./Corrections'));
const DeleteCall = lazy(() => import('./DeleteCall'));

export function CallActions({ call, leg }: { call: Call; leg: Leg | undefined }) {
  const navigate = useNavigate();
  const allowed = useMay();
  const { before, after } = beside(call.id);
  const go = (id: string | undefined) => { if (id) void navigate({ to: '/app/calls/$id', params: { id } }); };
  const [shares, setShares] = useState(false);
  const group = t('Call');
  useCommands([
    { id: 'call.before', title: t('Call before in the list'), group, keys: '[', silent: !before, run: () => go(before) },
    { id: 'call.next', title: t('Next call in the list'), group, keys: ']', silent: !after, run: () => go(after) },
    { id: 'call.share', title: t('Share this call'), group, words: 'link outside colleague', run: () => setShares(true) },
    { id: 'call.print', title: t('Print this call'), group, run: () => window.print() },
  ]);
  return (
    <>
      {(before || after) && (
        <ActionIcon.Group>
          <Tooltip label={t('Call before in the list')}><ActionIcon variant="default" disabled={!before} onClick={() => go(before)} aria-label={t('Call before in the list')}><IconChevronUp size={16} /></ActionIcon></Tooltip>
          <Tooltip label={t('Next call in the list')}><ActionIcon variant="default" disabled={!after} onClick={() => go(after)} aria-label={t('Next call in the list')}><IconChevronDown size={16} /></ActionIcon></Tooltip>
        </ActionIcon.Group>
      )}
      <ActionIcon variant="default" onClick={() => setShares(true)} aria-label={t('Share')}><IconShare2 size={16} /></ActionIcon>
      {shares && <Suspense fallback={null}><ShareDialog call={call} leg={leg} close={() => setShares(false)} /></Suspense>}
      <ActionIcon variant="default" onClick={() => window.print()} aria-label={t('Print')} visibleFrom="sm"><IconPrinter size={16} /></ActionIcon>
      {(allowed('calls.edit') || allowed('calls.delete') || leg?.analysis) && <More call={call} leg={leg} />}
      {leg && (leg.analysis || (leg.recording && allowed('calls.listen'))) && <Download call={call} leg={leg} />}
    </>
  );
}

/** Put away or not; another analysis, or none: what was found before stays until there is something new. Or gone for good. */
function More({ call, leg }: { call: Call; leg: Leg | undefined }) {
  const client = useQueryClient();
  const allowed = useMay();
  const [mayEdit, mayDelete] = [allowed('calls.edit'), allowed('calls.delete')];
  const [dialog, setDialog] = useState<'anew' | 'history' | 'delete' | null>(null);
  const isGoing = ['queued', 'analyzing'].includes(call.analysis_status);
  const cancel = useMutation({
    mutationFn: () => answer(api.POST('/v1/calls/{id}/cancel', { params: { path: { id: call.id } } })),
    onSuccess: () => {
      done(t('The analysis is cancelled'));
      for (const name of ['call', 'trace']) void client.invalidateQueries({ queryKey: [name, call.id] });
    },
    onError: (error) => failed(error),
  });
  const put = useArchive();
  const swap = useSwap(call.id, leg);
  const isAway = Boolean(call.archived_at);
  const turn = () => put.mutate({ id: call.id, archived: !isAway });
  const group = t('Call');
  useCommands([
    ...(mayEdit ? [{ id: 'call.archive', title: isAway ? t('Take out of the archive') : t('Archive'), group, keys: 'e', words: 'put away', run: turn }] : []),
    ...(mayEdit && leg ? [{ id: 'call.anew', title: t('Analyse again with…'), group, words: 'model language transcribe again', run: () => setDialog('anew') }] : []),
    ...(mayEdit && swap ? [{ id: 'call.swap', title: t('Swap agent and customer'), group, words: 'speakers roles', run: swap.run }] : []),
    ...(mayDelete ? [{ id: 'call.delete', title: t('Delete this call…'), group, words: 'remove erase for good', run: () => setDialog('delete') }] : []),
  ]);
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target><ActionIcon variant="default" loading={cancel.isPending || put.isPending || swap?.isPending} aria-label={t('More')}><IconDots size={16} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {mayEdit && <Menu.Item leftSection={isAway ? <IconArchiveOff size={15} /> : <IconArchive size={15} />} rightSection={<kbd className="key">E</kbd>} onClick={turn}>{isAway ? t('Take out of the archive') : t('Archive')}</Menu.Item>}
          {mayEdit && leg && (isGoing
            ? <Menu.Item leftSection={<IconPlayerStop size={15} />} onClick={() => cancel.mutate()}>{t('Cancel the analysis')}</Menu.Item>
            : <Menu.Item leftSection={<IconRefresh size={15} />} onClick={() => setDialog('anew')}>{t('Analyse again with…')}</Menu.Item>)}
          {mayEdit && swap && <Menu.Item leftSection={<IconArrowsExchange size={15} />} onClick={swap.run}>{t('Swap agent and customer')}</Menu.Item>}
          {leg?.analysis && <Menu.Item leftSection={<IconHistory size={15} />} onClick={() => setDialog('history')}>{t('Words set right')}</Menu.Item>}
          {mayDelete && <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => setDialog('delete')}>{t('Delete…')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {dialog === 'anew' && leg && <Reanalyse call={call} leg={leg} close={() => setDialog(null)} />}
        {dialog === 'history' && leg && <Corrections call={call} leg={leg} close={() => setDialog(null)} />}
        {dialog === 'delete' && <DeleteCall call={call} close={() => setDialog(null)} />}
      </Suspense>
    </>
  );
}

const FORMATS = { txt: 'Text (.txt)', srt: 'Subtitles (.srt)', vtt: 'Web subtitles (.vtt)', json: 'Words and times (.json)', tca: 'Transcribe Call Analytics (.json)', contact_lens: 'Contact Lens (.json)', vcon: 'vCon (.json)' };
const EXTENSIONS: Record<string, string> = { tca: 'tca.json', contact_lens: 'contact-lens.json', vcon: 'vcon.json' };

function Download({ call, leg }: { call: Call; leg: Leg }) {
  const allowed = useMay();
  const [isModels, setIsModels] = useState(false);
  const name = `call-${call.id.slice(0, 8)}`;
  const transcript = (format: string) => `/v1/calls/${call.id}/transcript?format=${format}&leg=${leg.id}${isModels ? '&words=model' : ''}`;
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={15} />}>{t('Download')}</Button></Menu.Target>
      <Menu.Dropdown>
        {leg.analysis && <>
          <Menu.Label>{t('Transcript')}</Menu.Label>
          {(Object.keys(FORMATS) as (keyof typeof FORMATS)[]).map((format) => <Menu.Item key={format} component="a" href={transcript(format)} download={`${name}.${EXTENSIONS[format] ?? format}`}>{t(FORMATS[format])}</Menu.Item>)}
          {leg.analysis.corrected_at && <Menu.Item closeMenuOnClick={false} renderRoot={(root) => <button type="button" {...root} role="menuitemcheckbox" aria-checked={isModels} />} rightSection={isModels ? <IconCheck size={14} /> : null} onClick={() => setIsModels(!isModels)}>{t('As the model heard it')}</Menu.Item>}
        </>}
        {allowed('calls.listen') && leg.recording && <>
          <Menu.Label>{t('Sound')}</Menu.Label>
          <Menu.Item component="a" href={recordingPath(call.id, leg.id)} download={`${name}.${extension(leg)}`}>{t('Recording as it came in')}</Menu.Item>
          <Menu.Item component="a" href={recordingPath(call.id, leg.id, true)} download={`${name}.wav`}>{t('As a WAV, decoded')}</Menu.Item>
        </>}
      </Menu.Dropdown>
    </Menu>
  );
}

function extension(leg: Leg): string {
  const kind = leg.recording?.media_type ?? '';
  const known: Record<string, string> = {
    flac: 'flac', wav: 'wav', wave: 'wav', 'vnd.wave': 'wav', mpeg: 'mp3', mp3: 'mp3', ogg: 'ogg', opus: 'opus', webm: 'webm', mp4: 'm4a', m4a: 'm4a', aac: 'aac', aiff: 'aiff', basic: 'au', gsm: 'gsm', amr: 'amr', g722: 'g722',
  };
  // `audio/x-wav;codec=1` is a WAV too.
  return known[kind.toLowerCase().replace(/^[a-z]+\/(x-)?/, '').replace(/;.*$/, '').trim()] ?? 'audio';
}
