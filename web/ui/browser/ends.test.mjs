// What ends under an open page: a permission, a company, a file of an older build, the line to the server. Each in a clear state, and nothing
// that was typed is lost.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { api, demoCall, heading, open, staffApi, URL_ } from './people.mjs';

const stamp = Date.now().toString(36);

/** What is changed elsewhere is in force within a second. */
const soon = { polling: 250 };

async function withNote(page, text) {
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'A note' }).fill(text);
}

test('a permission that is withdrawn is told where it is missed, and what was typed stays', async () => {
  const team = (await api('/v1/team/members')).data;
  const manager = team.find((member) => member.email?.startsWith('manager') || member.name === 'Demo Manager');
  const { page, close } = await open({ role: 'manager', allow: ['403 /v1/'] });
  await withNote(page, `Kept ${stamp}`);
  const role = (name) => api(`/v1/team/members/${manager.id}`, { method: 'PATCH', body: JSON.stringify({ role: name }) });
  await role('viewer');
  try {
    await page.waitForFunction(async () => !(await (await fetch('/v1/auth/session')).json()).permissions.includes('calls.edit'), null, soon);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').filter({ hasText: /^this needs the permission `calls\.edit`$/ }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'A note' }).inputValue(), `Kept ${stamp}`);
  } finally {
    await role('manager');
  }
  await close();
});

test('a company that is suspended under an open page is told so, and goes on afterwards where it was', async () => {
  const tenant = (await staffApi('/admin/v1/tenants?q=demo')).data[0];
  const { page, screen, close } = await open({ role: 'agent', allow: ['403 /v1/', '401 /v1/'] });
  await page.goto('/app/calls');
  await heading(page, /Calls/);
  await staffApi(`/admin/v1/tenants/${tenant.id}/suspend`, { method: 'POST', body: JSON.stringify({ reason: 'browser test' }) });
  try {
    await page.waitForFunction(async () => (await fetch('/v1/auth/session')).status === 403, null, soon);
    await page.getByRole('link', { name: 'Overview' }).first().click();
    await page.getByRole('status').filter({ hasText: 'Your company’s account is suspended: calls are still taken and kept' }).waitFor();
    await screen('suspended');
  } finally {
    await staffApi(`/admin/v1/tenants/${tenant.id}/activate`, { method: 'POST', body: JSON.stringify({ reason: 'browser test is over' }) });
  }
  await page.waitForFunction(async () => (await fetch('/v1/auth/session')).ok, null, soon);
  await page.getByRole('link', { name: 'Calls', exact: true }).first().click();
  await page.getByRole('row').nth(1).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await close();
});

test('a file of an older build is asked for once more after one reload, and not again and again', async () => {
  const { page, close } = await open({ role: 'admin', allow: ['404 /assets/'] });
  await page.goto('/app');
  await heading(page, 'Overview');
  let loads = 0;
  page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) loads += 1; });
  // As after an upgrade: the page's own file is gone.
  await page.route('**/assets/TeamPage*', (route) => route.fulfill({ status: 404, body: '' }));
  await page.getByRole('link', { name: 'Team' }).first().click();
  await page.getByRole('alert').getByText('This page broke', { exact: true }).waitFor();
  assert.ok(loads <= 3, `${loads} loads`);
  await page.unroute('**/assets/TeamPage*');
  await page.goto('/app/team');
  await heading(page, /Team/);
  await close();
});

test('a line that is cut is told, an edit stays, and everything is current when it is back', async () => {
  const { context, page, close } = await open({ role: 'admin' });
  const listed = await open({ role: 'admin' });
  await listed.page.goto('/app/calls');
  await heading(listed.page, /Calls/);
  await withNote(page, `Offline ${stamp}`);
  await context.setOffline(true);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'A note' }).inputValue(), `Offline ${stamp}`);
  await context.setOffline(false);
  await page.keyboard.press('Control+Enter');
  const note = page.getByRole('region', { name: /Note by Demo Admin/ }).filter({ hasText: `Offline ${stamp}` });
  await note.waitFor();
  assert.equal(await note.count(), 1, 'it is written once');
  await listed.close();
  await close();
});

const folder = process.env.AUDIAPRO_BROWSER_DATA;

test('a server that stops and starts again under an open page loses no edit, and the page is live again by itself', { skip: folder ? false : 'the server is not ours to stop' }, async () => {
  const script = (name, ...more) => execFileSync(fileURLToPath(new URL(`../../../script/${name}`, import.meta.url)), [...more, '--data', folder], { stdio: 'ignore' });
  const { page, screen, close } = await open({ role: 'admin' });
  await withNote(page, `Restart ${stamp}`);
  await page.getByText('Live', { exact: true }).waitFor();
  const note = page.getByRole('textbox', { name: 'A note' });
  script('stop');
  try {
    await note.press('Control+Enter');
    await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await page.getByText('Paused', { exact: true }).waitFor();
    assert.equal(await note.inputValue(), `Restart ${stamp}`);
    await screen('server-away');
  } finally {
    script('server', '--detach', '--port', new URL(URL_).port);
  }
  await page.getByText('Live', { exact: true }).waitFor();
  assert.equal(await note.inputValue(), `Restart ${stamp}`);
  await note.press('Control+Enter');
  const written = page.getByRole('region', { name: /Note by Demo Admin/ }).filter({ hasText: `Restart ${stamp}` });
  await written.waitFor();
  assert.equal(await written.count(), 1, 'it is written once');
  await close();
});
