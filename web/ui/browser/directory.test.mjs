// Who is who: people behind extensions, contacts behind numbers, fields of records; looked at, imported, and seen on calls.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, heading, open } from './people.mjs';

const stamp = Date.now().toString(36);
const digits = String(Date.now()).slice(-7);
const extension = `x${stamp}`;
const number = `+1999${digits}`;
const queue = `who ${stamp}`;

before(async () => {
  await api('/v1/calls', { method: 'POST', body: JSON.stringify({
    external_id: `who-${stamp}`, direction: 'inbound', from: number, to: '+12025550100', agent: extension, queue, talk_s: 40, disposition: 'answered',
    started_at: new Date(Date.now() - 3_600_000).toISOString(), custom: { [`plan_${stamp}`]: 'gold' },
  }) });
});

async function imported(page, table, lines) {
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByLabel('Or its lines').fill(table);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByRole('status').filter({ hasText: 'So it would be' }).waitFor();
  return page.getByRole('button', { name: lines });
}

test('a directory is checked and imported, and the call of the past shows the name', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  const name = `Anna ${stamp}`;
  await page.goto('/app/directory');
  await heading(page, /Directory/);
  const send = await imported(page, `extension,name,valid_from\n${extension},${name},\n${extension},=formula,2026-01-01\n`, 'Import 1 line');
  await page.getByText('it begins like a formula of a spreadsheet').waitFor();
  await screen('directory-import');
  await send.click();
  await page.getByRole('status').filter({ hasText: 'So it is now' }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByLabel('Find an extension or a name').fill(stamp);
  await page.getByRole('link', { name }).click();
  await page.waitForURL(/agent=/);
  await page.getByRole('row').nth(1).filter({ hasText: name }).waitFor();
  await screen('directory-calls');
  await page.getByRole('link', { name: number }).click();
  await page.getByText(`Agent ${name}`).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill(name.toLowerCase());
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  await page.waitForURL((url) => url.pathname === '/app/calls' && url.searchParams.get('agent') === name);
  await page.getByRole('row').nth(1).filter({ hasText: name }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('somebody takes over an extension from a day on, and is taken off again', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/directory');
  await page.getByLabel('Find an extension or a name').fill(stamp);
  await page.getByRole('row').nth(1).waitFor();
  await page.getByRole('button', { name: 'List somebody' }).click();
  await page.getByRole('textbox', { name: 'Extension', exact: true }).fill(extension);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Ben ${stamp}`);
  await page.getByLabel('From').fill('2031-01-01');
  await screen('directory-edit');
  await page.getByRole('button', { name: 'Save' }).click();
  const ben = page.getByRole('row').filter({ hasText: `Ben ${stamp}` });
  await ben.waitFor();
  await page.getByRole('row').filter({ hasText: `Anna ${stamp}` }).filter({ hasText: /31 Dec 2030|Dec 31, 2030/ }).waitFor();
  await page.getByRole('button', { name: `Actions for ${extension} Ben ${stamp}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await ben.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});

test('the same extension of two telephone systems is two people', async () => {
  const [desk, seat] = [`desk-${stamp}`, `y${stamp}`];
  await api('/v1/sources', { method: 'POST', body: JSON.stringify({ name: desk, label: `Desk ${stamp}`, format: 'canonical' }) });
  const from = `+1996${digits}`;
  const call = await api('/v1/calls', { method: 'POST', body: JSON.stringify({
    source_instance: desk, external_id: `desk-${stamp}`, direction: 'inbound', from, to: '+12025550100', agent: seat, talk_s: 40, disposition: 'answered', started_at: new Date(Date.now() - 3_600_000).toISOString(),
  }) });
  await api('/v1/directory', { method: 'POST', body: JSON.stringify({ source_instance: 'api', extension: seat, name: `Cleo ${stamp}` }) });
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/directory');
  await page.getByRole('button', { name: 'List somebody' }).click();
  await page.getByRole('textbox', { name: 'Extension', exact: true }).fill(seat);
  await page.getByRole('combobox', { name: 'Of the telephone system' }).fill(`Desk ${stamp}`);
  await page.getByRole('option', { name: `Desk ${stamp}` }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`Dora ${stamp}`);
  await screen('directory-system');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Find an extension or a name').fill(seat);
  await page.getByRole('row').filter({ hasText: `Cleo ${stamp}` }).filter({ hasText: 'api' }).waitFor();
  await page.getByRole('row').filter({ hasText: `Dora ${stamp}` }).filter({ hasText: desk }).waitFor();
  await page.goto(`/app/calls/${call.call_id}`);
  await page.getByText(`Agent Dora ${stamp}`).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a contact is imported, marked as very important on its calls, and a filter', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/directory?tab=contacts');
  const send = await imported(page, `number,name,company,vip\n${number},Kim ${stamp},Lee & Sons,yes\n`, 'Import 1 line');
  await send.click();
  await page.getByLabel('Find a name, company or number').fill(`kim ${stamp}`);
  await page.getByRole('row').nth(1).filter({ hasText: 'VIP' }).waitFor();
  await screen('contacts');
  // Of that number alone, and of no longer one.
  const listed = page.waitForResponse((response) => new URL(response.url()).pathname === '/v1/calls');
  await page.getByRole('link', { name: number }).click();
  assert.equal(new URL((await listed).url()).searchParams.get('number'), number);
  await page.goto(`/app/calls?queue=${encodeURIComponent(queue)}&vip=true`);
  const row = page.getByRole('row').nth(1);
  await row.filter({ hasText: `Kim ${stamp}` }).filter({ hasText: 'VIP' }).waitFor();
  await screen('calls-vip');
  await row.getByRole('link', { name: number }).click();
  await heading(page, new RegExp(`Kim ${stamp}`));
  await page.getByText('Lee & Sons').waitFor();
  await screen('call-vip');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a custom field is made, read into the calls of the past, filtered by, and deleted', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/directory?tab=fields');
  await page.getByRole('button', { name: 'New field' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill(`Plan ${stamp}`);
  await page.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: `Plan ${stamp}` });
  await row.waitFor();
  await row.getByText('calls of the past are being read').waitFor({ state: 'detached' });
  await screen('custom-fields');
  await page.goto('/app/calls');
  await page.getByRole('row').nth(1).waitFor();
  await page.keyboard.press('f');
  await page.getByRole('button', { name: `Plan ${stamp}`, exact: true }).click();
  await page.getByRole('textbox', { name: `Plan ${stamp}`, exact: true }).fill('gold');
  await page.keyboard.press('Enter');
  await page.waitForURL(/custom\./);
  await page.getByRole('row').nth(1).filter({ hasText: number }).waitFor();
  await page.getByRole('link', { name: number }).click();
  await page.getByText(`Plan ${stamp}: gold`).waitFor();
  await screen('call-fields');
  await page.goto('/app/directory?tab=fields');
  await page.getByRole('button', { name: `Actions for Plan ${stamp}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a viewer sees who is who, and changes nothing', async () => {
  const { page, faults, close } = await open({ role: 'viewer' });
  for (const tab of ['people', 'contacts', 'fields']) {
    await page.goto(`/app/directory?tab=${tab}`);
    await page.getByRole('tab', { selected: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: /Import|List somebody|New/ }).count(), 0);
  }
  assert.deepEqual(faults, []);
  await close();
});
