// What waits for analysis, and what was given up: looked at, tried again, dropped. Until an analysis is given up hours go by, so what stands
// in the list is written here; the frame, the lanes and the steps are the server's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, demoCall, heading, open } from './people.mjs';

function letter(call, name) {
  return {
    id: crypto.randomUUID(), call_id: call.id, agent: '201', at: new Date(Date.now() - 60_000).toISOString(), attempts: 5, audio_s: 245, code: 'timed_out', detail: `no answer, ${name}`,
    external_id: name, lane: 'fresh', reanalysis: false, source_instance: 'api', started_at: call.started_at,
  };
}

/** The letters as the server would tell and settle them; what was ordered is kept. */
async function withLetters(page, letters, steps) {
  const orders = [];
  let left = [...letters];
  await page.route(/\/v1\/dead-letters\?/, (route) => route.fulfill({ json: { data: left, next: null } }));
  await page.route(/\/v1\/dead-letters\/[0-9a-f-]{36}$/, (route) => route.fulfill({ json: { ...letters.find((each) => route.request().url().endsWith(each.id)), steps } }));
  await page.route(/\/v1\/dead-letters\/(retry|discard)$/, (route) => {
    const [what, order] = [route.request().url().split('/').pop(), route.request().postDataJSON()];
    orders.push([what, order]);
    const settled = left.filter((each) => !order.ids || order.ids.includes(each.id));
    left = left.filter((each) => !settled.includes(each));
    return route.fulfill({ json: { data: settled.map(({ id }) => ({ id, result: what === 'retry' ? 'retried' : 'discarded' })), more: false } });
  });
  return orders;
}

test('what was given up is looked at, tried again and dropped', async () => {
  const call = await demoCall();
  const { steps } = await api(`/v1/calls/${call.id}/trace`);
  assert.ok(steps.length > 2, 'the way of a call is kept');
  const letters = ['first', 'second', 'third'].map((name) => letter(call, name));
  const { page, faults, violations, screen, close } = await open({ role: 'manager' });
  const orders = await withLetters(page, letters, steps);
  await page.goto('/app/queue');
  await heading(page, 'Queue');
  await page.getByRole('heading', { name: /^Backfill/ }).waitFor();
  await page.getByRole('row').filter({ hasText: 'no answer, second' }).getByRole('button', { name: 'Look' }).click();
  const looked = page.getByRole('dialog');
  await looked.getByText('no answer, second').waitFor();
  await looked.getByRole('heading', { name: 'What was tried' }).waitFor();
  await looked.getByRole('listitem').nth(steps.length - 1).waitFor();
  assert.equal(await looked.getByRole('listitem').count(), steps.length);
  await screen('given-up');
  await looked.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('1 waits again').waitFor();
  await page.getByRole('row').filter({ hasText: 'no answer, second' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Drop all' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Drop' }).click();
  await page.getByText('2 dropped').waitFor();
  await page.getByText('Nothing was given up').waitFor();
  assert.deepEqual(orders, [['retry', { ids: [letters[1].id] }], ['discard', { filter: {} }]]);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

/** The server's own answer with these figures in its lane of calls of today: how much waits there is a matter of the moment. */
async function withFresh(page, path, figures) {
  await page.route(path, async (route) => {
    const response = await route.fetch();
    const told = await response.json();
    const lanes = told.lanes.map((lane) => (lane.lane === 'fresh' ? { ...lane, ...figures } : lane));
    await route.fulfill({ response, json: { ...told, lanes } });
  });
}

test('the figures of a lane open to their calls, for whoever may see them', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'manager' });
  await withFresh(page, /\/v1\/queue$/, { waiting: 3, retrying: 0, running: 2 });
  await page.goto('/app/queue');
  await page.locator('section', { hasText: 'Fresh' }).getByText('analyses waiting').waitFor();
  // The list counts calls.
  await page.getByText(/^Analyses are counted, one for each recording\. A figure opens to their calls/).waitFor();
  await page.getByRole('link', { name: '3 analyses, Fresh: waiting' }).click();
  await heading(page, /^Calls/);
  assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), { lane: 'fresh', waits_for: 'worker,retry', archived: 'any' });
  await page.getByRole('button', { name: 'Lane of the queue is Fresh' }).waitFor();
  await page.getByRole('button', { name: 'Place in the queue is Waits for a worker, Between attempts' }).waitFor();
  await screen('queue-calls');
  await page.goBack();
  await page.getByRole('link', { name: '2 analyses, Fresh: At work' }).click();
  await page.getByRole('button', { name: 'Place in the queue is At work' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('waits_for'), 'result');
  await page.goBack();
  await heading(page, 'Queue');
  const between = page.locator('section', { hasText: 'Fresh' }).locator('dl > div', { hasText: 'Between attempts' });
  await between.waitFor();
  assert.equal(await between.getByRole('link').count(), 0, 'nothing opens to nothing');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('the staff, to whom calls do not open, sees whose a lane’s analyses are', async () => {
  const { page, faults, violations, close } = await open({ role: 'staff' });
  await withFresh(page, /\/admin\/v1\/queue/, { waiting: 3 });
  await page.goto('/staff/queue');
  await page.getByRole('link', { name: '3 analyses, Fresh: waiting' }).click();
  const head = page.getByRole('heading', { name: 'Whose it is in the lane Fresh' });
  await head.waitFor();
  assert.equal(new URL(page.url()).searchParams.get('lane'), 'fresh');
  // One is led there, right after it is drawn.
  await page.waitForFunction((element) => element === document.activeElement, await head.elementHandle());
  await page.getByRole('link', { name: 'All lanes' }).click();
  await page.getByRole('heading', { name: 'Whose it is', exact: true }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});
