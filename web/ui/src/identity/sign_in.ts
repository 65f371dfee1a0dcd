// Beginning a browser's session.

import { answer, api, rememberCsrf } from '../api/client';
import { queries } from '../api/queries';
import { sessionQuery } from './session';

export async function signIn(given: { email: string; password: string; code?: string; tenant_id?: string }): Promise<void> {
  const begun = await answer(api.POST('/v1/auth/sign-in', { body: { ...given, session: 'cookie' } }));
  rememberCsrf(begun.csrf_token ?? null);
  await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
}
