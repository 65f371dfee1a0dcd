// The only way to the server: typed by the OpenAPI document. What changes something carries the session's CSRF token; what fails is a
// Problem with the server's own words.

import createClient, { type Middleware } from 'openapi-fetch';
import { noteClock } from '../time/clock';
import { t } from '../words';
import { noteMaintenance } from './maintenance';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** What the server said instead of an answer (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | null,
    readonly retryAfterS: number | null,
    readonly facts: Record<string, unknown>,
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

/** Tenants' people and the platform's staff have sessions of their own, side by side in one browser. */
export type Plane = 'tenant' | 'staff';

const csrfTokens: Record<Plane, string | null> = { tenant: null, staff: null };
const onSignedOut: Partial<Record<Plane, () => void>> = {};
const onForbidden: Partial<Record<Plane, () => void>> = {};

export function planeOf(path: string): Plane {
  return path.startsWith('/admin/') ? 'staff' : 'tenant';
}

export function rememberCsrf(token: string | null, plane: Plane = 'tenant'): void {
  csrfTokens[plane] = token;
}

/** Called when the server no longer knows the session. */
export function whenSignedOut(then: () => void, plane: Plane = 'tenant'): void {
  onSignedOut[plane] = then;
}

/** Called when the server misses a permission that the page took for granted. */
export function whenForbidden(then: () => void, plane: Plane = 'tenant'): void {
  onForbidden[plane] = then;
}

export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.clone().json().catch(() => null);
  const facts = (body ?? {}) as Record<string, unknown>;
  const retry = Number(response.headers.get('retry-after'));
  return new Problem(
    response.status,
    typeof facts.code === 'string' ? facts.code : 'unreadable',
    typeof facts.detail === 'string' ? facts.detail : response.statusText || `HTTP ${response.status}`,
    response.headers.get('x-request-id'),
    Number.isFinite(retry) && retry > 0 ? retry : null,
    facts,
  );
}

// Where a 401 says something about what was typed, or is asked to find out.
const OPEN = new Set(['session', 'sign-in', 'sign-out'].flatMap((name) => [`/v1/auth/${name}`, `/admin/v1/auth/${name}`]));

const edge: Middleware = {
  onRequest({ request }) {
    const token = csrfTokens[planeOf(new URL(request.url).pathname)];
    if (token && !['GET', 'HEAD'].includes(request.method)) request.headers.set('X-CSRF-Token', token);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    noteClock(response.headers.get('date'));
    if (response.ok) return response;
    if (response.status === 401 && !OPEN.has(schemaPath)) onSignedOut[planeOf(schemaPath)]?.();
    const problem = await problemOf(response);
    if (problem.code === 'maintenance') noteMaintenance(String(problem.facts.mode ?? ''));
    if (problem.code === 'tenant_suspended') noteMaintenance('suspended');
    // What asks for the session itself is not asked because of its own refusal.
    if (typeof problem.facts.permission === 'string' && !OPEN.has(schemaPath)) onForbidden[planeOf(schemaPath)]?.();
    throw problem;
  },
  onError() {
    throw new Problem(0, 'unreachable', t('The server cannot be reached. Check the connection; nothing was changed.'), null, null, {});
  },
};

export const api = createClient<paths>({ baseUrl: typeof location === 'undefined' ? 'http://localhost' : location.origin });
api.use(edge);

/** The body of an answer that went well: `edge` threw for every other one. */
export async function answer<T>(request: Promise<{ data?: T }>): Promise<T> {
  const { data } = await request;
  return data as T;
}
