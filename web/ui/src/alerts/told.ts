// What a notification says. Fetched with the list, not with the bell.

import { errorWords } from '../calls/call';
import { many, t } from '../words';
import type { Notification } from './notifications';

const KINDS: Record<string, string> = {
  mentioned: 'Mentions', replied: 'Replies', share_opened: 'Links that are opened', limit_reached: 'Limits', analysis_failed: 'Failed analyses', source_silent: 'Silent telephone systems',
  source_failing: 'Failing telephone systems', seen_by_staff: 'Visits of the staff',
};

/** What all of a kind are called. */
export function kindName(kind: string): string {
  return t(KINDS[kind] ?? kind.replaceAll('_', ' '));
}

/** What it says, and to which part of the call it leads. */
export function wordsOf(notification: Notification, nameOf: (person: string) => string | undefined): { text: string; place: string } {
  const data = (notification.data ?? {}) as { by?: unknown; percent?: unknown; code?: unknown; source_instance?: unknown; work?: unknown; staff_name?: unknown };
  switch (notification.kind) {
    case 'mentioned': {
      const name = typeof data.by === 'string' ? nameOf(data.by) : undefined;
      return { text: name ? t('{name} named you in a note', { name }) : t('You were named in a note'), place: 'notes' };
    }
    case 'replied': {
      const name = typeof data.by === 'string' ? nameOf(data.by) : undefined;
      return { text: name ? t('{name} answered your note', { name }) : t('Your note was answered'), place: 'notes' };
    }
    case 'share_opened': return { text: many(notification.count, 'A link of yours to a call was opened', 'A link of yours to a call was opened {n} times'), place: '' };
    case 'limit_reached': return { text: Number(data.percent) >= 100 ? t('All calls of this period are used') : t('{percent} % of this period’s calls are used', { percent: Number(data.percent) }), place: '' };
    case 'analysis_failed':
      return { text: `${many(notification.count, '{n} analysis failed', '{n} analyses failed')}${typeof data.code === 'string' ? `: ${errorWords(data.code)}` : ''}`, place: '' };
    case 'source_silent': return { text: t('{name} is silent: it usually speaks', { name: String(data.source_instance ?? '') }), place: '' };
    case 'source_failing': {
      const what = { name: String(data.source_instance ?? ''), code: String(data.code ?? '').replaceAll('_', ' ') };
      return { text: data.work === 'folder' ? t('The folder of {name} is not read: {code}', what) : t('No connection to {name}: {code}', what), place: '' };
    }
    case 'seen_by_staff': return { text: t('{name} of the platform’s staff saw what you see', { name: String(data.staff_name ?? '') }), place: '' };
    default:
      return { text: notification.kind.replaceAll('_', ' '), place: '' };
  }
}
