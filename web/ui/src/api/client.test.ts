// @vitest-environment node

import { expect, it, vi } from 'vitest';
import { api, whenForbidden } from './client';

const refusing = (facts: object) => async () => new Response(JSON.stringify({ code: 'forbidden', detail: 'no', ...facts }), { status: 403, headers: { 'Content-Type': 'application/problem+json' } });

it('a permission that is missed is told to whoever asks what one may, but not by that question itself', async () => {
  const told = vi.fn();
  whenForbidden(told);
  await expect(api.GET('/v1/tags', { fetch: refusing({ permission: 'calls.read' }) })).rejects.toThrow('no');
  expect(told).toHaveBeenCalledTimes(1);
  await expect(api.GET('/v1/auth/session', { fetch: refusing({ permission: 'calls.read' }) })).rejects.toThrow('no');
  await expect(api.GET('/v1/tags', { fetch: refusing({}) }), 'for another reason').rejects.toThrow('no');
  expect(told).toHaveBeenCalledTimes(1);
});
