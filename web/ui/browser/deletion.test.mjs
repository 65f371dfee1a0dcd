// Calls that go for good: one, or many at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, demoCall, heading, open } from './people.mjs';

const stamp = Date.now().toString(36);

test('a call is deleted after a question, one is back on the list without it, and whoever looks at it is told', async () => {
  const gone = `gone ${stamp}`;
  const records = ['0171', '0172'].map((end) => ({ external_id: `gone-${stamp}-${end}`, direction: 'inbound', from: `+1202556${end}`, to: '+12025550100', agent: '298', queue: gone, talk_s: 5, disposition: 'answered', started_at: new Date().toISOString() }));
  await api('/v1/calls', { method: 'POST', body: JSON.stringify(records) });
  const call = await demoCall(`gone-${stamp}-0171`);
  const manager = await open({ role: 'manager', allow: [`404 /v1/calls/${call.id}`] });
  await manager.page.goto(`/app/calls/${call.id}`);
  await heading(manager.page, /\+12025560171/);
  await manager.page.getByRole('button', { name: 'More', exact: true }).click();
  await manager.page.getByRole('menuitem', { name: /^Archive/ }).waitFor();
  assert.equal(await manager.page.getByRole('menuitem', { name: 'Delete…' }).count(), 0, 'a manager deletes none');
  await manager.page.keyboard.press('Escape');

  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls?queue=${encodeURIComponent(gone)}`);
  await page.getByRole('link', { name: '+12025560171' }).click();
  await heading(page, /\+12025560171/);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete this call?' });
  await question.getByText(/That cannot be taken back/).waitFor();
  await screen('call-delete');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  assert.equal((await demoCall(`gone-${stamp}-0171`)).id, call.id, 'nothing has happened yet');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('erase');
  await page.getByRole('option', { name: /Delete this call…/ }).click();
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('The call is deleted').waitFor();
  await page.waitForURL(/\/app\/calls\?.*queue=gone/);
  await page.getByRole('link', { name: '+12025560172' }).waitFor();
  assert.equal(await page.getByRole('link', { name: '+12025560171' }).count(), 0);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();

  await manager.page.getByText('There is nothing here').waitFor();
  assert.deepEqual(manager.faults, []);
  await manager.close();
});

test('chosen calls are deleted after a question that names their number, and those that came meanwhile stay', async () => {
  const gone = `many ${stamp}`;
  const record = (end) => ({ external_id: `many-${stamp}-${end}`, direction: 'inbound', from: `+1202557${String(end).padStart(4, '0')}`, to: '+12025550100', agent: '298', queue: gone, talk_s: 5, disposition: 'answered', started_at: new Date(Date.now() - 60_000 * end).toISOString() });
  await api('/v1/calls', { method: 'POST', body: JSON.stringify(Array.from({ length: 120 }, (_, index) => record(index + 1))) });
  const of = async () => (await api(`/v1/calls/count?queue=${encodeURIComponent(gone)}`)).count;
  const manager = await open({ role: 'manager' });
  await manager.page.goto(`/app/calls?queue=${encodeURIComponent(gone)}`);
  await manager.page.getByRole('row').nth(3).waitFor();
  await manager.page.keyboard.press('x');
  await manager.page.getByText('1 call chosen').waitFor();
  await manager.page.getByRole('button', { name: 'More', exact: true }).last().click();
  await manager.page.getByRole('menuitem', { name: 'Analyse again' }).waitFor();
  assert.equal(await manager.page.getByRole('menuitem', { name: 'Delete…' }).count(), 0, 'a manager deletes none');
  await manager.close();

  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls?queue=${encodeURIComponent(gone)}`);
  await page.getByRole('row').nth(5).waitFor();
  await page.keyboard.press('x');
  for (const key of ['j', 'j']) await page.keyboard.press(key);
  await page.keyboard.press('Shift+X');
  await page.getByText('3 calls chosen').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const question = page.getByRole('alertdialog', { name: 'Delete 3 calls?' });
  await question.getByText(/That cannot be taken back/).waitFor();
  await screen('calls-delete');
  await question.getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await of(), 120, 'nothing has happened yet');
  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await question.getByRole('button', { name: 'Delete 3 calls for good' }).click();
  await page.getByText('3 calls are deleted').waitFor();
  assert.equal(await of(), 117);
  // The list is read anew: before that it would choose what is gone.
  await page.getByRole('link', { name: '+12025570001' }).waitFor({ state: 'detached' });

  await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Choose all 117 that fit' }).click();
  await page.getByText('117 calls chosen').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const all = page.getByRole('alertdialog', { name: /^Delete 11[78] calls\?$/ });
  await all.waitFor();
  await api('/v1/calls', { method: 'POST', body: JSON.stringify(record(300)) });
  await all.getByRole('button', { name: /for good$/ }).click();
  await page.getByText('100 calls are deleted, 17 more follow by themselves').waitFor();
  for (let tries = 0; await of() !== 1 && tries < 600; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await of(), 1, 'the one that came meanwhile');
  await page.getByRole('link', { name: '+12025570300' }).waitFor();
  // How it ended stands there until somebody has read it.
  const bar = page.getByRole('region', { name: 'Deletion of calls' });
  await bar.getByText('117 calls are deleted').waitFor();
  await page.reload();
  await bar.getByText('117 calls are deleted').waitFor();
  await bar.getByRole('button', { name: 'Close' }).click();
  await bar.waitFor({ state: 'detached' });
  const told = page.waitForResponse((response) => response.request().method() === 'GET' && new URL(response.url()).pathname === '/v1/calls/deletions');
  await page.reload();
  await page.getByRole('link', { name: '+12025570300' }).waitFor();
  await told;
  assert.equal(await bar.count(), 0);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a deletion that goes on shows how far it is, also on a page that is loaded anew, and is stopped', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  // Hours of it would be needed: what the server would say is written here.
  const job = crypto.randomUUID();
  let told = { job_id: job, state: 'running', stopping: false, total: 900, done: 150, deleted: 149, ordered_at: new Date().toISOString(), finished_at: null };
  const stops = [];
  let isOrdered = false;
  await page.route(/\/v1\/calls\/deletions$/, (route) => {
    if (route.request().method() === 'GET') return route.fulfill({ json: { data: isOrdered ? [told] : [] } });
    isOrdered = true;
    return route.fulfill({ status: 202, json: { deleted: 100, left: 900, in_part: 0, not_found: 0, job_id: job, results: [] } });
  });
  await page.route(new RegExp(`/v1/calls/deletions/${job}$`), (route) => {
    if (route.request().method() === 'DELETE') {
      stops.push(job);
      told = { ...told, stopping: true };
    }
    return route.fulfill({ json: told });
  });
  await page.goto('/app/calls');
  await page.getByRole('row').nth(3).waitFor();
  await page.keyboard.press('x');
  await page.getByText('1 call chosen').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete 1 call for good' }).click();
  const bar = page.getByRole('region', { name: 'Deletion of calls' });
  await bar.getByText('Deleting: 250 of 1,000 calls').waitFor();
  told = { ...told, done: 500, deleted: 499 };
  await bar.getByText('Deleting: 600 of 1,000 calls').waitFor();
  assert.equal(await bar.getByRole('progressbar', { name: 'Come so far' }).getAttribute('aria-valuenow'), '60');
  await screen('calls-deleting');
  await page.reload();
  await bar.getByText('Deleting: 600 of 1,000 calls').waitFor();
  // Another browser, which knows nothing of the order, comes upon what is left of it.
  await page.evaluate(() => localStorage.removeItem('audiapro.deletions'));
  await page.reload();
  await bar.getByText('Deleting: 500 of 900 calls').waitFor();
  await bar.getByRole('button', { name: 'Stop' }).click();
  await bar.getByText('Stopping: 500 of 900 calls').waitFor();
  assert.ok(await bar.getByRole('button', { name: 'Stop' }).isDisabled(), 'once is enough');
  told = { ...told, state: 'cancelled', stopping: false, done: 525, deleted: 524, finished_at: new Date().toISOString() };
  await bar.getByText('The deletion was stopped: 524 of 900 calls are deleted, the others stay').waitFor();
  assert.equal(await bar.getByRole('button', { name: 'Stop' }).count(), 0);
  await bar.getByRole('button', { name: 'Close' }).click();
  await bar.waitFor({ state: 'detached' });
  assert.deepEqual([stops, faults, await violations()], [[job], [], []]);
  await close();
});
