// Keys for programs, as pages speak of them.

import type { Schemas } from '../api/client';
import { t } from '../words';

export type ApiKey = Schemas['ApiKey'];

/** One that was made just now: its text is never told again. */
export type Fresh = { text: string; scopes: string[]; manner: string; user: string | null };

export const keysKey = ['api-keys'];

/** How a telephone system shows its key. */
export const manners = (): Record<string, string> => ({
  bearer: t('Bearer'),
  basic: t('User and password'),
  header: t('A key in a header'),
  hmac: t('A signature'),
});
