// What happens shows at once: on another page, in another browser, in eight tabs over one stream; and nothing that one reads is moved.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, demoCall, heading, open } from './people.mjs';

const send = (name, over = {}) => api('/v1/calls', { method: 'POST', body: JSON.stringify({ external_id: name, direction: 'inbound', from: '+12025557777', started_at: new Date().toISOString(), talk_s: 5, disposition: 'answered', queue: 'live', ...over }) });

test('a call that comes in is told on a pill, and shown when one wants it', async () => {
  const { page, faults, violations, close } = await open({ role: 'admin' });
  await page.goto('/app/calls');
  await page.getByRole('row').nth(2).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  const first = await page.getByRole('row').nth(1).textContent();
  await send(`live-${Date.now()}`);
  const pill = page.getByRole('button', { name: '1 new call' });
  await pill.waitFor();
  assert.equal(await page.getByRole('row').nth(1).textContent(), first);
  await pill.click();
  await page.getByRole('row').nth(1).filter({ hasText: '+12025557777' }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a browser without shared workers follows too', async () => {
  const { page, context, faults, violations, close } = await open({ role: 'admin' });
  // As on most telephones.
  await context.addInitScript(() => { delete window.SharedWorker; });
  await page.goto('/app/calls?queue=live');
  await heading(page, /Calls/);
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => typeof SharedWorker), 'undefined');
  await send(`alone-${Date.now()}`);
  await page.getByRole('button', { name: /new calls?/ }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('eight tabs follow over one stream', async () => {
  const { page, context, close } = await open({ role: 'admin' });
  await page.goto('/app');
  await page.getByText('Live', { exact: true }).waitFor();
  const tabs = [page];
  for (let tab = 1; tab < 8; tab++) {
    const next = await context.newPage();
    await next.goto('/app/calls?queue=live');
    await heading(next, /Calls/);
    tabs.push(next);
  }
  await Promise.all(tabs.map((tab) => tab.getByText('Live', { exact: true }).waitFor()));
  await send(`tabs-${Date.now()}`);
  await Promise.all(tabs.slice(1).map((tab) => tab.getByRole('button', { name: /new calls?/ }).waitFor()));
  await close();
});

test('what somebody does to a call, or to many at once, is seen by a colleague who reads it', async () => {
  const name = `together-${Date.now()}`;
  await send(name, { queue: name });
  const call = await demoCall(name);
  const admin = await open({ role: 'admin' });
  const manager = await open({ role: 'manager' });
  for (const { page } of [admin, manager]) {
    await page.goto(`/app/calls/${call.id}#notes`);
    await page.getByRole('tab', { name: /Notes/, selected: true }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
  }
  await admin.page.getByRole('textbox', { name: 'A note' }).fill(`Call them back ${name}`);
  await admin.page.keyboard.press('Control+Enter');
  await manager.page.getByRole('region', { name: /^Note by Demo Admin/ }).filter({ hasText: name }).waitFor();
  await manager.page.keyboard.press('e');
  await admin.page.getByText('archived', { exact: true }).waitFor();
  // As a change of many, from the list.
  await manager.page.goto(`/app/calls?queue=${name}&archived=true`);
  await manager.page.getByRole('row').nth(1).waitFor();
  await manager.page.getByLabel('Choose all that are shown').check();
  await manager.page.getByRole('button', { name: 'More', exact: true }).last().click();
  await manager.page.getByRole('menuitem', { name: 'Take out of the archive' }).click();
  await admin.page.getByText('archived', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual([admin.faults, manager.faults], [[], []]);
  await admin.close();
  await manager.close();
});
