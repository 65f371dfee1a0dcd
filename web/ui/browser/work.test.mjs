// What a team does with its calls: notes with names in them, tags, views, an archive, many at once; and what it is told.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { api, demoCall, heading, open } from './people.mjs';

const stamp = Date.now().toString(36);
const queue = `bulk ${stamp}`;

before(async () => {
  const records = Array.from({ length: 130 }, (_, index) => ({
    external_id: `bulk-${stamp}-${index}`, direction: 'inbound', from: `+1202556${String(index).padStart(4, '0')}`, to: '+12025550100', agent: '201', queue, talk_s: 20 + index, disposition: 'answered',
    started_at: new Date(Date.now() - (index + 1) * 60_000).toISOString(),
  }));
  await api('/v1/calls', { method: 'POST', body: JSON.stringify(records) });
});

test('a note names a colleague, who hears of it on the bell and replies; both change and delete only their own', async () => {
  const admin = await open({ role: 'admin' });
  const call = await demoCall();
  await admin.page.goto(`/app/calls/${call.id}`);
  await heading(admin.page, /\+12025550140/);
  await admin.page.keyboard.press('n');
  const field = admin.page.getByRole('textbox', { name: 'A note' });
  await field.click();
  await admin.page.keyboard.type(`Listen to this ${stamp}, @manag`);
  await admin.page.getByRole('option', { name: /Demo Manager/ }).waitFor();
  await admin.page.keyboard.press('Enter');
  await admin.page.getByRole('button', { name: 'At this moment' }).click();
  await admin.screen('note');
  await admin.page.keyboard.press('Control+Enter');
  await admin.page.getByRole('region', { name: /Note by Demo Admin/ }).filter({ hasText: stamp }).waitFor();
  assert.deepEqual([admin.faults, await admin.violations()], [[], []]);

  const manager = await open({ role: 'manager' });
  await manager.page.goto('/app');
  await manager.page.getByRole('button', { name: /Notifications, \d+ unread/ }).click();
  const rung = manager.page.getByRole('button', { name: /Demo Admin named you in a note/ }).first();
  await rung.waitFor();
  await manager.screen('bell');
  await manager.page.getByRole('button', { name: /^What to do with: Demo Admin named you in a note/ }).first().click();
  await manager.page.getByRole('button', { name: 'Mute Mentions for an hour' }).click();
  await manager.page.getByText(/^Mentions do not ring until /).waitFor();
  await manager.screen('bell-muted');
  await manager.page.getByRole('button', { name: 'Let Mentions ring again' }).click();
  await manager.page.getByText(/^Mentions do not ring/).waitFor({ state: 'detached' });
  await rung.click();
  await manager.page.waitForURL(`**/app/calls/${call.id}#notes`);
  const thread = manager.page.getByRole('region', { name: /Note by Demo Admin/ }).filter({ hasText: stamp });
  await thread.getByText('@Demo Manager').waitFor();
  await thread.getByRole('button', { name: 'What to do with the note of Demo Admin' }).click();
  await manager.page.getByRole('menuitem', { name: 'Delete' }).waitFor();
  assert.equal(await manager.page.getByRole('menuitem', { name: 'Change' }).count(), 0, 'who manages the team deletes a note of others, and changes none');
  await manager.page.keyboard.press('Escape');
  await thread.getByRole('button', { name: 'Reply', exact: true }).click();
  await manager.page.keyboard.type('Heard');
  // What was typed is not lost by a key.
  await manager.page.keyboard.press('Escape');
  await manager.page.getByRole('alertdialog').getByRole('button', { name: 'Stay' }).click();
  await manager.page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await manager.page.keyboard.type(' it.');
  await manager.page.keyboard.press('Control+Enter');
  await thread.getByText('Heard it.').waitFor();
  await thread.getByRole('button', { name: 'What to do with the note of Demo Manager' }).click();
  await manager.page.getByRole('menuitem', { name: 'Change' }).click();
  await manager.page.getByRole('textbox', { name: 'The note' }).fill('Heard it twice.');
  await manager.page.getByRole('button', { name: 'Save' }).click();
  await thread.getByText('Heard it twice.').waitFor();
  await thread.getByRole('button', { name: 'Go to 00:00' }).click();
  assert.deepEqual(manager.faults, []);
  await manager.close();

  await admin.page.reload();
  await admin.page.getByRole('button', { name: /^Notifications, \d+ unread/ }).click();
  await admin.page.getByRole('button', { name: /^Demo Manager answered your note/ }).first().click();
  await admin.page.getByRole('tab', { name: /Notes/ }).click();
  await admin.page.getByText('Heard it twice.').waitFor();
  await admin.page.getByRole('region', { name: /Note by Demo Admin/ }).filter({ hasText: stamp }).getByRole('button', { name: 'What to do with the note of Demo Admin' }).click();
  await admin.page.getByRole('menuitem', { name: 'Delete' }).click();
  await admin.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await admin.page.getByText(`Listen to this ${stamp}`).waitFor({ state: 'detached' });
  await admin.close();
});

test('who names a colleague to whom the call does not belong learns that they will not hear of it', async () => {
  const record = { external_id: `unseen-${stamp}`, direction: 'inbound', from: '+12025550177', to: '+12025550100', agent: '299', talk_s: 20, disposition: 'answered', started_at: new Date(Date.now() - 60_000).toISOString() };
  const { call_id: id } = await api('/v1/calls', { method: 'POST', body: JSON.stringify(record) });
  const { page, faults, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls/${id}`);
  await heading(page, /\+12025550177/);
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'A note' }).click();
  await page.keyboard.type('Yours, @Demo Agen');
  await page.getByRole('option', { name: /Demo Agent/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Demo Agent will not hear of it: they do not see this call').waitFor();
  await page.getByRole('region', { name: /Note by Demo Admin/ }).getByText('@Demo Agent').waitFor();
  await screen('note-unheard');
  assert.deepEqual(faults, []);
  await close();
});

test('a call is tagged by typing, the tag is a filter, and it is put away and back by one key', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  const call = await demoCall(`bulk-${stamp}-3`);
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025560003/);
  await page.keyboard.press('l');
  await page.getByRole('combobox', { name: 'Tag' }).fill(`vip ${stamp}`);
  await page.getByRole('option', { name: `Make “vip ${stamp}”` }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Take vip ${stamp} off` }).waitFor();
  await page.keyboard.press('Escape');
  await screen('call-tagged');
  await page.keyboard.press('e');
  await page.getByText('archived', { exact: true }).waitFor();
  await page.goto(`/app/calls?tag=vip+${stamp}`);
  await page.getByText('No call fits').waitFor();
  await page.getByRole('button', { name: 'Archived', exact: true }).click();
  await page.getByRole('row').nth(1).filter({ hasText: '+12025560003' }).waitFor();
  await page.getByRole('link', { name: '+12025560003' }).click();
  await heading(page, /\+12025560003/);
  await page.keyboard.press('e');
  await page.getByText('archived', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('what is put away leaves the overview while one looks on', async () => {
  const record = { external_id: `away-${stamp}`, direction: 'inbound', from: '+12025560199', started_at: new Date().toISOString(), talk_s: 5, disposition: 'answered' };
  const { call_id: id } = await api('/v1/calls', { method: 'POST', body: JSON.stringify(record) });
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app');
  const latest = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Latest calls' }) });
  const link = latest.locator(`a[href="/app/calls/${id}"]`);
  await link.waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await api(`/v1/calls/${id}`, { method: 'PATCH', body: JSON.stringify({ archived: true }) });
  await link.waitFor({ state: 'detached' });
  await latest.getByRole('listitem').first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('many calls are chosen by keys, by range and as a whole, changed at once, and taken back', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls?queue=${encodeURIComponent(queue)}`);
  await page.getByRole('row').nth(5).waitFor();
  await page.keyboard.press('x');
  for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
  await page.keyboard.press('Shift+X');
  await page.getByText('4 calls chosen').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).last().click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Export as a table (.csv)' }).click()]);
  const [head, ...lines] = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
  assert.match(head, /^\ufeffid,source,/);
  const newest = (await api(`/v1/calls?queue=${encodeURIComponent(queue)}&limit=4`)).data.map((call) => call.id);
  assert.deepEqual(lines.map((line) => line.split(',')[0]), newest);
  await page.keyboard.press('e');
  await page.getByText('4 calls are archived').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  const of = async () => (await api(`/v1/calls/count?queue=${encodeURIComponent(queue)}&archived=true`)).count;
  for (let tries = 0; await of() !== 0 && tries < 50; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(await of(), 0);
  await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Choose all 130 that fit' }).click();
  await page.getByText('130 calls chosen').waitFor();
  await page.keyboard.press('l');
  await page.getByRole('combobox', { name: 'Tag' }).fill(`wave ${stamp}`);
  await page.getByRole('option', { name: `Make “wave ${stamp}”` }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('130 calls are tagged').waitFor();
  await screen('calls-chosen');
  assert.equal((await api(`/v1/calls/count?tag=${encodeURIComponent(`wave ${stamp}`)}`)).count, 130);
  await page.keyboard.press('Escape');
  await page.getByText('130 calls chosen').waitFor({ state: 'detached' });
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a view is kept, marked when it was changed, kept anew, opened by another one and deleted', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin' });
  const name = `Long ones ${stamp}`;
  await page.goto(`/app/calls?queue=${encodeURIComponent(queue)}`);
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Keep as a view' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('switch', { name: 'For everybody in the team' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(/view=/);
  const view = page.getByRole('button', { name: new RegExp(`^${name}`) });
  await view.waitFor();
  await page.getByRole('button', { name: 'Negative' }).click();
  await page.getByRole('button', { name: /Changed since it was kept/ }).click();
  await page.getByRole('menuitem', { name: 'Keep the changes' }).click();
  await page.getByRole('button', { name, exact: true }).waitFor();
  await screen('view');

  const manager = await open({ role: 'manager' });
  await manager.page.goto('/app/calls');
  await manager.page.getByRole('button', { name: 'Views' }).click();
  await manager.page.getByRole('menuitem', { name }).click();
  await manager.page.waitForURL(/sentiment=negative/);
  await manager.page.getByRole('button', { name, exact: true }).click();
  assert.equal(await manager.page.getByRole('menuitem', { name: 'Delete this view' }).count(), 0, 'it is not theirs');
  assert.deepEqual(manager.faults, []);
  await manager.close();

  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete this view' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Views' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a viewer reads notes and tags, and can change nothing', async () => {
  const { page, faults, close } = await open({ role: 'viewer' });
  await page.goto('/app/calls');
  await page.getByRole('row').nth(1).waitFor();
  assert.equal(await page.getByLabel('Choose all that are shown').count(), 0);
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}#notes`);
  await page.getByRole('tab', { name: /Notes/, selected: true }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'A note' }).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('two stretches of days are compared, swapped, and each figure opens its calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  // Days that are over: of those that go on, the other stretch has only as much.
  await page.goto('/app/compare?range=last_month');
  await page.getByRole('rowheader', { name: 'Calls', exact: true }).waitFor();
  const cells = () => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Calls', exact: true }) }).getByRole('cell').allTextContents();
  const first = await cells();
  await page.getByRole('button', { name: 'Swap' }).click();
  await page.waitForFunction((now) => document.querySelector('tbody tr td')?.textContent !== now, first[0]);
  const second = await cells();
  assert.deepEqual([second[0], second[1]], [first[1], first[0]]);
  await screen('compare');
  await page.getByRole('button', { name: 'Swap' }).click();
  await page.waitForFunction((now) => document.querySelector('tbody tr td')?.textContent === now, first[0]);
  await page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Calls', exact: true }) }).getByRole('link').first().click();
  await heading(page, /Calls/);
  await page.goto('/app/compare?range=yesterday&before_range=7d');
  await page.getByText('the first 1 of each stand beside each other').waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('many are invited at once, after a look at what would happen', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/team?tab=invitations');
  await page.getByRole('button', { name: 'Invite' }).first().click();
  await page.getByLabel('Addresses').fill(`"Ann Lee" <ann.${stamp}@acme.example>, bo.${stamp}@acme.example\nnot-an-address`);
  await page.mouse.click(6, 6);
  assert.match(await page.getByLabel('Addresses').inputValue(), /bo\./, 'a press beside a dialog loses nothing');
  await page.getByRole('button', { name: 'Check 3 addresses' }).click();
  await page.getByText('is no address').waitFor();
  await screen('invite');
  await page.getByRole('button', { name: 'Invite 2' }).click();
  await page.getByText('2 invitations are on their way').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('cell', { name: `ann.${stamp}@acme.example`, exact: true }).waitFor();
  await page.getByRole('button', { name: `Actions for bo.${stamp}@acme.example` }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('cell', { name: `bo.${stamp}@acme.example`, exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});

test('a transcript is taken along in the forms of others', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await page.getByRole('button', { name: 'Download' }).click();
  for (const [name, key] of [['Transcribe Call Analytics (.json)', 'Transcript'], ['Contact Lens (.json)', 'Transcript'], ['vCon (.json)', 'vcon']]) {
    const href = await page.getByRole('menuitem', { name }).getAttribute('href');
    const body = await page.evaluate(async (address) => (await fetch(address)).json(), href);
    assert.ok(key in body, `${name}: ${Object.keys(body)}`);
  }
  assert.deepEqual(faults, []);
  await close();
});

test('agents are sorted by the server, a bar of the histogram and a definition open their calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/analytics');
  await page.getByRole('cell', { name: '201', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Talk' }).click();
  await page.waitForURL(/sort=-talk_s/);
  await page.getByRole('columnheader', { name: 'Talk' }).and(page.locator('[aria-sort=descending]')).waitFor();
  await page.getByRole('tab', { name: 'Handle time' }).click();
  const chart = page.getByRole('group', { name: /Answered calls by length/ });
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('0s to below 30s').waitFor();
  await screen('handle-time');
  await page.getByRole('tab', { name: 'Called again' }).click();
  await page.getByText('Did not call again within 7 days').waitFor();
  await screen('called-again');
  await page.getByRole('row').filter({ hasText: 'Did not call again within 7 days' }).getByRole('link').click();
  await heading(page, /Calls/);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a tag is made with a colour, renamed on all its calls, and deleted', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/tags');
  await page.getByRole('button', { name: 'New tag' }).first().click();
  await page.getByLabel('Name').fill(`campaign ${stamp}`);
  await page.getByRole('radio', { name: 'teal' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  const call = await demoCall(`bulk-${stamp}-7`);
  await page.getByRole('cell', { name: `campaign ${stamp}`, exact: true }).waitFor();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025560007/);
  await page.keyboard.press('l');
  await page.getByRole('combobox', { name: 'Tag' }).fill(`campaign ${stamp}`);
  await page.getByRole('option', { name: new RegExp(`^campaign ${stamp}`) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `Take campaign ${stamp} off` }).waitFor();
  await page.getByRole('link', { name: 'All tags' }).click();
  await page.getByRole('button', { name: `Actions for campaign ${stamp}` }).click();
  await page.getByRole('menuitem', { name: 'Change' }).click();
  await page.getByLabel('Name').fill(`autumn ${stamp}`);
  await page.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: `autumn ${stamp}` });
  await row.getByRole('link', { name: '1', exact: true }).waitFor();
  await screen('tags');
  await page.getByRole('button', { name: `Actions for autumn ${stamp}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});
