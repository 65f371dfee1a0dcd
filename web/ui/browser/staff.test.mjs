// The platform's staff at work: tenants made, found, changed, suspended, tagged, noted, closed and restored; a member's eyes borrowed;
// flags, modes and colleagues switched; the log searched and proved.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOf, api, heading, open, staffApi, staffSignIn, totp, URL_ } from './people.mjs';

const OUT = ['401 /admin/v1/auth/session', '401 /v1/auth/session'];
const stamp = Date.now().toString(36);

// A choice is a combobox where one may type, else a text that opens a list.
const choice = (scope, name) => scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name }));

const make = (name, over = {}) => staffApi('/admin/v1/tenants', { method: 'POST', body: JSON.stringify({ name, admin_email: `admin.${Math.random().toString(36).slice(2)}@acme.example`, ...over }) });

test('the staff signs in at its own door, and lands where it wanted to go', async () => {
  const { page, faults, close } = await open({ allow: [...OUT, '401 /admin/v1/auth/sign-in'] });
  await page.goto('/staff/flags');
  await page.waitForURL('**/staff/sign-in?next=**');
  const { email, password } = accountOf('staff');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password at all');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/staff/flags');
  await heading(page, 'Feature flags');
  await page.goto('/app');
  await page.waitForURL('**/sign-in');
  assert.deepEqual(faults, []);
  await close();
});

test('filters that are cleared leave no word in the field that asked', async () => {
  const { page, faults, close } = await open({ role: 'staff' });
  await page.goto('/staff/tenants');
  const field = page.getByRole('textbox', { name: 'Find a tenant' });
  await field.fill(`nobody ${stamp}`);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.getByRole('row').nth(1).waitFor();
  assert.equal(await field.inputValue(), '');
  await page.goto('/staff/nowhere');
  await heading(page, 'There is no such page');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await page.getByRole('link', { name: 'To the tenants' }).click();
  await heading(page, /Tenants/);
  assert.deepEqual(faults, []);
  await close();
});

test('a member is nobody at the staff’s door', async () => {
  const { page, close } = await open({ allow: [...OUT, '401 /admin/v1/auth/sign-in'] });
  await staffSignIn(page, accountOf('admin'));
  await page.getByRole('alert').waitFor();
  await close();
});

test('a tenant is made, found as one types, and opened without a mouse', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto('/staff/tenants');
  await heading(page, /Tenants/);
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  await dialog.getByLabel('Company').fill(`Northwind ${stamp}`);
  await dialog.getByLabel('Address of its first admin').fill(`nora.${stamp}@northwind.example`);
  await dialog.getByRole('button', { name: 'Make tenant' }).click();
  await heading(page, new RegExp(`Northwind ${stamp}`));
  const mails = (await (await fetch(`${URL_}/demo/outbox`)).json()).data;
  assert.ok(mails.some((mail) => mail.recipient === `nora.${stamp}@northwind.example`), 'its admin is invited');
  await page.goto('/staff/tenants');
  await page.locator('tbody tr').nth(1).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(`northwind ${stamp}`);
  await page.waitForURL(/q=northwind/);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await screen('staff-found');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !location.search.includes('q='));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const at = await page.locator('tr[aria-current=true]').getAttribute('id');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/staff/tenants/${at.replace('tenant-', '')}`);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill(`northwind ${stamp}`);
  await page.getByRole('option', { name: new RegExp(`Northwind ${stamp}`) }).waitFor();
  await page.keyboard.press('Enter');
  await heading(page, new RegExp(`Northwind ${stamp}`));
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a tenant is changed, tagged, noted; suspended and activated with a reason; deleted with a grace and restored', async () => {
  const tenant = await make(`Fabrikam ${stamp}`);
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto(`/staff/tenants/${tenant.id}`);
  await heading(page, /Fabrikam/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('suspend');
  await page.getByRole('option', { name: `Suspend: ${tenant.name}` }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor({ state: 'detached' });
  await page.keyboard.press('e');
  const edit = page.getByRole('dialog', { name: /^Change Fabrikam/ });
  assert.ok(await edit.getByRole('button', { name: 'Save' }).isDisabled(), 'nothing is changed yet');
  await edit.getByText('So many', { exact: true }).click();
  await edit.getByLabel('So many calls a period').fill('4321');
  await edit.getByLabel('Requests a minute').fill('900');
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'detached' });
  await page.getByText('4,321', { exact: true }).waitFor();
  await page.getByLabel('Add a tag').fill('pilot');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Take pilot off' }).click();
  await page.getByRole('button', { name: 'Take pilot off' }).waitFor({ state: 'detached' });
  await Promise.all([page.waitForResponse(/\/tags$/), page.getByRole('button', { name: 'Undo' }).click()]);
  await page.getByRole('button', { name: 'Take pilot off' }).waitFor();
  assert.deepEqual((await staffApi(`/admin/v1/tenants/${tenant.id}`)).tenant.tags, ['pilot']);
  await page.getByLabel('A note').fill('Asked for a longer trial <b>on the phone</b>.');
  await page.getByRole('button', { name: 'Write' }).click();
  await page.getByText('Asked for a longer trial <b>on the phone</b>.').waitFor();
  await page.getByRole('button', { name: 'Delete the note' }).click();
  const asked = page.getByRole('alertdialog', { name: 'Delete the note?' });
  await asked.waitFor();
  await page.keyboard.press('e');
  assert.equal(await page.getByRole('dialog').count(), 0, 'under a question no key changes anything, and it is one dialog');
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  assert.equal((await staffApi(`/admin/v1/tenants/${tenant.id}`)).notes.length, 1, 'one is asked first');
  await page.getByRole('button', { name: 'Delete the note' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Asked for a longer trial <b>on the phone</b>.').waitFor({ state: 'detached' });

  const more = async (item) => { await page.getByRole('button', { name: 'More' }).click(); await page.getByRole('menuitem', { name: item }).click(); };
  await more('Suspend');
  await page.getByRole('dialog').getByLabel('Reason').fill('unpaid since March');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('unpaid since March').first().waitFor();
  await screen('staff-suspended');
  assert.equal((await staffApi(`/admin/v1/tenants/${tenant.id}`)).tenant.status, 'suspended');
  await more('Activate');
  await page.getByRole('dialog').getByLabel('Reason').fill('paid');
  await page.getByRole('dialog').getByRole('button', { name: 'Activate' }).click();
  await page.getByText('Active', { exact: true }).first().waitFor();

  await more('Delete');
  const dialog = page.getByRole('dialog', { name: /^Delete Fabrikam/ });
  await dialog.getByLabel('Reason').fill('asked for it');
  const button = dialog.getByRole('button', { name: 'Delete' });
  assert.ok(await button.isDisabled(), 'its name is typed first');
  await dialog.getByLabel('Type its name').fill(tenant.name);
  await screen('staff-delete');
  await button.click();
  await page.getByText(/Everything is destroyed on/).waitFor();
  await more('Restore');
  await page.getByRole('dialog').getByLabel('Reason').fill('changed their mind');
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByText(/Everything is destroyed on/).waitFor({ state: 'detached' });
  assert.equal((await staffApi(`/admin/v1/tenants/${tenant.id}`)).tenant.status, 'active');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('the list says how much each used of what it may, and is sorted by it in the address', async () => {
  const tenant = await make(`Meter ${stamp}`);
  await staffApi(`/admin/v1/tenants/${tenant.id}`, { method: 'PATCH', body: JSON.stringify({ calls_limit: 0 }) });
  const { page, faults, screen, close } = await open({ role: 'staff' });
  await page.goto(`/staff/tenants?q=Meter%20${stamp}`);
  const row = page.getByRole('row').filter({ hasText: tenant.name });
  await row.getByText('limit reached').waitFor();
  await page.getByRole('button', { name: 'Newest first' }).click();
  await page.getByRole('menuitem', { name: 'Most calls used' }).click();
  await page.waitForURL(/sort=-used/);
  await page.goto('/staff/tenants?sort=-used');
  await page.getByRole('row').nth(1).waitFor();
  const used = (await page.locator('tbody tr > td:nth-child(5)').allTextContents()).map((text) => Number(text.split('/')[0].replaceAll(',', '')));
  assert.deepEqual(used, [...used].sort((a, b) => b - a));
  await screen('staff-most-used');
  assert.deepEqual(faults, []);
  await close();
});

test('the page of a tenant that was destroyed is its certificate', async () => {
  const id = '0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11';
  const certificate = JSON.stringify({ certificate: 'audiapro erasure/1', tenant: id, closed_at: '2026-10-01T10:00:00Z', erased_at: '2026-11-01T10:00:00Z', reason: 'left us', destroyed: { calls: 1234, recording_bytes: 5_000_000 }, audit: { entries: 17, hash: '00' } });
  const { page, faults, violations, screen, close } = await open({ role: 'staff', allow: [`404 /admin/v1/tenants/${id}`] });
  await page.route(`**/admin/v1/tenants/${id}/erasure`, (route) => route.fulfill({ json: { tenant_id: id, certificate, key: 'a2V5', signature: 'c2lnbmF0dXJl' } }));
  await page.goto(`/staff/tenants?q=${id}`);
  await page.getByRole('link', { name: 'Look for the certificate of a deleted one' }).click();
  await heading(page, 'A tenant that was deleted');
  await page.getByText(/Everything was destroyed on /).waitFor();
  await page.getByText('1,234', { exact: true }).waitFor();
  await page.getByText('left us').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Certificate' }).getAttribute('href'), `/admin/v1/tenants/${id}/erasure`);
  await screen('staff-certificate');
  await page.unroute(`**/admin/v1/tenants/${id}/erasure`);
  await page.goto(`/staff/tenants/${id}`);
  await page.getByText('There is nothing here').waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('destroyed tenants are listed, and each leads to its certificate', async () => {
  const ids = ['0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a21', '0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a22'];
  const erasure = (id, n) => ({
    tenant_id: id, key: 'a2V5', signature: 'c2lnbmF0dXJl',
    certificate: JSON.stringify({ certificate: 'audiapro erasure/1', tenant: id, closed_at: '2026-10-01T10:00:00Z', erased_at: '2026-11-01T10:00:00Z', reason: `left us ${n}`, destroyed: { calls: 1000 + n }, audit: { entries: 17, hash: '00' } }),
  });
  const { page, faults, violations, screen, close } = await open({ role: 'staff', allow: [`404 /admin/v1/tenants/${ids[1]}`] });
  await page.goto('/staff/tenants?status=destroyed');
  await page.getByText(/No tenant was destroyed|certificates? (is|are) shown/).first().waitFor();
  await page.route(/\/admin\/v1\/erasures\?/, (route) => {
    const q = new URL(route.request().url()).searchParams.get('q') ?? '';
    return route.fulfill({ json: { data: ids.map(erasure).filter((one) => one.tenant_id.startsWith(q)), next: null } });
  });
  await page.route(`**/admin/v1/tenants/${ids[1]}/erasure`, (route) => route.fulfill({ json: erasure(ids[1], 1) }));
  await page.goto('/staff/tenants');
  await page.getByRole('row').nth(1).waitFor();
  await choice(page, 'Status').click();
  await page.getByRole('option', { name: 'Destroyed' }).click();
  await page.waitForURL(/status=destroyed/);
  const row = page.getByRole('row').filter({ hasText: 'left us 1' });
  await row.getByText('1,001', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Choose all that are shown').count(), 0, 'nothing is done to them any more');
  await screen('staff-destroyed');
  await row.getByRole('link', { name: ids[1] }).click();
  await heading(page, 'A tenant that was deleted');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('all tenants that fit are chosen and changed, also those that are not shown', async () => {
  const [one, two] = [await make(`Fit ${stamp} one`), await make(`Fit ${stamp} two`)];
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  // A page of one, as if there were a hundred.
  await page.route(/\/admin\/v1\/tenants\?/, (route) => {
    const url = new URL(route.request().url());
    if (url.searchParams.get('limit') === '100') url.searchParams.set('limit', '1');
    return route.continue({ url: url.href });
  });
  await page.goto(`/staff/tenants?q=Fit%20${stamp}`);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Choose all 2 that fit' }).click();
  await page.getByText('2 chosen').waitFor();
  await screen('staff-all-that-fit');
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('dialog', { name: 'Tag 2 tenants' }).getByLabel('Tag').fill('wave-2');
  await page.keyboard.press('Enter');
  await page.getByText('2 tenants are changed').waitFor();
  for (const { id } of [one, two]) assert.deepEqual((await staffApi(`/admin/v1/tenants/${id}`)).tenant.tags, ['wave-2']);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('demo calls of a tenant are removed after a question, and only where there are some', async () => {
  const tenant = await make(`Shown ${stamp}`);
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto(`/staff/tenants/${tenant.id}`);
  await heading(page, /Shown/);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Suspend' }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: 'Remove demo calls' }).count(), 0);
  let left = 1234;
  await page.route(`**/admin/v1/tenants/${tenant.id}`, async (route) => {
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...(await response.json()), demo_calls: left } });
  });
  await page.reload();
  await heading(page, /Shown/);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Remove demo calls' }).click();
  const asked = page.getByRole('alertdialog', { name: `Remove the demo calls of ${tenant.name}?` });
  await asked.getByText(/^1,234 calls that were made to be looked at/).waitFor();
  await screen('staff-remove-demo');
  left = 0;
  await asked.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('0 demo calls are being removed').waitFor();
  const { data } = await staffApi(`/admin/v1/tenants/${tenant.id}/audit?q=action:demo.removed`);
  assert.match(data[0].actor, /^staff:/);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('dead letters of all tenants are filtered, chosen, tried again and dropped, one, some and all that fit', async () => {
  const tenants = ['Acme', 'Bolt'].map((name, n) => ({ id: `0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3b0${n}`, name: `${name} ${stamp}` }));
  const letter = (n) => ({
    tenant_id: tenants[n % 2].id, tenant: tenants[n % 2].name, id: crypto.randomUUID(), call_id: crypto.randomUUID(), agent: '201', at: new Date(Date.now() - n * 60_000).toISOString(), attempts: 5, audio_s: 245,
    code: n < 3 ? 'timed_out' : 'worker_panicked', detail: `no answer, letter ${n}`, external_id: `letter-${n}`, lane: 'fresh', reanalysis: false, source_instance: 'api', started_at: new Date(Date.now() - 3_600_000).toISOString(),
  });
  let left = [0, 1, 2, 3, 4, 5].map(letter);
  const orders = [];
  const fits = (each, of) => (!of.tenant_id || each.tenant_id === of.tenant_id) && (!of.code || each.code === of.code) && (!of.before || each.at < of.before);
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.route(/\/admin\/v1\/dead-letters\?/, (route) => {
    const of = Object.fromEntries(new URL(route.request().url()).searchParams);
    return route.fulfill({ json: { data: left.filter((each) => fits(each, of)), next: null } });
  });
  await page.route('**/admin/v1/dead-letters/counts', (route) => {
    const heaps = new Map();
    for (const each of left) {
      const key = `${each.tenant_id} ${each.code}`;
      heaps.set(key, { tenant_id: each.tenant_id, tenant: each.tenant, code: each.code, dead_letters: (heaps.get(key)?.dead_letters ?? 0) + 1 });
    }
    return route.fulfill({ json: { data: [...heaps.values()] } });
  });
  await page.route(/\/admin\/v1\/dead-letters\/(retry|discard)$/, (route) => {
    const [what, order] = [route.request().url().split('/').pop(), route.request().postDataJSON()];
    orders.push([what, order.letters ? order.letters.length : { ...order.filter, before: typeof order.filter.before }]);
    const meant = left.filter((each) => (order.letters ? order.letters.some(({ id, tenant_id }) => id === each.id && tenant_id === each.tenant_id) : fits(each, order.filter)));
    left = left.filter((each) => !meant.includes(each));
    return route.fulfill({ json: { data: meant.map(({ tenant_id, id }) => ({ tenant_id, id, result: what === 'retry' ? 'retried' : 'discarded' })), more: false } });
  });
  const step = (stage, more) => ({ stage, at: new Date().toISOString(), leg_id: null, attempt: null, latency_ms: null, reason: null, detail: {}, ...more });
  await page.route(/\/admin\/v1\/tenants\/[^/]+\/dead-letters\/[^/]+$/, (route) => {
    const [, of, id] = new URL(route.request().url()).pathname.match(/tenants\/([^/]+)\/dead-letters\/([^/]+)$/);
    const steps = [
      step('received', { reason: 'new', latency_ms: 4 }), step('retry', { attempt: 1, latency_ms: 900_100, reason: 'timed_out', detail: { detail: 'no answer within 900 s', after_s: 60 } }),
      step('dead_lettered', { attempt: 2, latency_ms: 41, reason: 'worker_panicked', detail: { detail: 'the worker panicked' } }),
    ];
    return route.fulfill({ json: { ...left.find((each) => each.id === id && each.tenant_id === of), steps } });
  });
  await page.goto('/staff/tenants');
  await page.getByRole('navigation').getByRole('link', { name: 'Dead letters' }).click();
  await heading(page, /Dead letters/);
  const row = (n) => page.getByRole('row').filter({ hasText: `no answer, letter ${n}` });
  await row(5).waitFor();
  await screen('staff-dead-letters');
  await page.getByRole('button', { name: `Look at Bolt ${stamp} letter-5` }).click();
  const tried = page.getByRole('dialog').getByRole('listitem');
  await tried.nth(2).waitFor();
  await screen('staff-dead-letter');
  const said = await tried.allTextContents();
  assert.equal(said.length, 3);
  for (const [n, words] of [[1, ['attempt 1', '900.1 s', 'timed_out', 'no answer within 900 s']], [2, ['attempt 2', '41 ms', 'worker_panicked']]]) {
    for (const word of words) assert.ok(said[n].includes(word), `${word} in ${said[n]}`);
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await row(0).getByRole('button', { name: 'Try again' }).click();
  await page.getByText('1 waits again').waitFor();
  await row(0).waitFor({ state: 'detached' });
  await choice(page, 'Tenant').click();
  await page.getByRole('option', { name: new RegExp(`^Bolt ${stamp}`) }).click();
  await page.waitForURL(new RegExp(`tenant=${tenants[1].id}`));
  await row(2).waitFor({ state: 'detached' });
  for (const n of [1, 3]) await page.getByLabel(`Choose Bolt ${stamp} letter-${n}`).check();
  await page.getByText('2 chosen').waitFor();
  await page.getByRole('region', { name: 'What is to be done with those that are chosen' }).getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('alertdialog', { name: 'Drop 2 dead letters?' }).getByRole('button', { name: 'Drop' }).click();
  await page.getByText('2 dropped').waitFor();
  await row(5).waitFor();
  await page.getByRole('button', { name: 'Try all 1 again' }).click();
  await page.getByRole('alertdialog', { name: 'Try 1 dead letter again?' }).getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No dead letter fits').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await row(2).waitFor();
  await page.getByRole('button', { name: 'Drop all 2' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Drop' }).click();
  await page.getByText('Nothing was given up').waitFor();
  assert.deepEqual(orders, [['retry', 1], ['discard', 2], ['retry', { tenant_id: tenants[1].id, before: 'string' }], ['discard', { before: 'string' }]]);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('all that one of the staff did is read over all tenants', async () => {
  const [one, two] = [await make(`Deed ${stamp} one`), await make(`Deed ${stamp} two`)];
  for (const { id } of [one, two]) await staffApi(`/admin/v1/tenants/${id}/suspend`, { method: 'POST', body: JSON.stringify({ reason: 'unpaid' }) });
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto('/staff/people');
  await page.getByRole('link', { name: 'Demo Staff' }).click();
  await heading(page, 'What Demo Staff did');
  for (const { name } of [one, two]) await page.getByRole('heading', { level: 2, name }).first().waitFor();
  await page.getByLabel('Search the log').fill(`target:tenant:${two.id} action:tenant.suspended`);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('ol > li').length === 1);
  await screen('staff-actions');
  await page.getByRole('heading', { level: 2 }).getByRole('link', { name: two.name }).click();
  await heading(page, new RegExp(two.name));
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('many tenants are changed at once, and those that were refused are told by name', async () => {
  const [one, two] = [await make(`Bulk ${stamp} one`), await make(`Bulk ${stamp} two`)];
  await staffApi(`/admin/v1/tenants/${two.id}/close`, { method: 'POST', body: JSON.stringify({ reason: 'gone', grace_days: 30 }) });
  const { page, faults, screen, close } = await open({ role: 'staff' });
  await page.goto(`/staff/tenants?q=Bulk%20${stamp}`);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 2);
  await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Tag').fill('wave-1');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'wave-1' }).first().waitFor();
  if (await page.getByRole('button', { name: 'Clear the selection' }).count() === 0) await page.getByLabel('Choose all that are shown').check();
  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('unpaid');
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  const told = page.getByRole('dialog', { name: '1 done, 1 not' });
  await told.getByRole('cell', { name: two.name }).waitFor();
  await screen('staff-bulk');
  await told.getByRole('button', { name: 'Close', exact: true }).last().click();
  assert.equal((await staffApi(`/admin/v1/tenants/${one.id}`)).tenant.status, 'suspended');
  assert.deepEqual(faults, []);
  await close();
});

test('somebody of the staff sees what a member sees, under a banner, and changes nothing', async () => {
  const { page, faults, screen, close } = await open({ role: 'staff', allow: ['403 '] });
  const { data } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  await page.goto(`/staff/tenants/${data[0].id}?tab=members`);
  await page.getByRole('button', { name: /^See as Demo Admin/ }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('ticket 4711');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.waitForURL('**/app');
  await page.getByText('You see what Demo Admin sees, as Demo Staff of the staff.').waitFor();
  await page.getByText('ticket 4711').waitFor();
  await page.goto('/app/calls');
  await page.getByRole('row').nth(1).waitFor();
  assert.equal(await page.getByLabel('Choose all that are shown').count(), 0, 'nothing can be chosen to be changed');
  await screen('impersonated');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.waitForURL(`**/staff/tenants/${data[0].id}?tab=members`);
  const log = await api('/v1/audit?q=action:impersonation.begun&limit=1');
  assert.equal(log.data[0].after.reason, 'ticket 4711');
  assert.deepEqual(faults.filter((each) => !each.startsWith('401 /v1/')), []);
  await close();
});

test('whoever signs out while seeing what a member sees is back at the staff’s pages', async () => {
  const { page, faults, close } = await open({ role: 'staff', allow: ['401 /v1/'] });
  const { data: [tenant] } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  await page.goto(`/staff/tenants/${tenant.id}?tab=members`);
  await page.getByRole('button', { name: /^See as Demo Admin/ }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill(`signs out ${stamp}`);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.waitForURL('**/app');
  await page.getByText('You see what Demo Admin sees, as Demo Staff of the staff.').waitFor();
  await page.getByRole('button', { name: /your menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(`**/staff/tenants/${tenant.id}?tab=members`);
  await heading(page, /Demo/);
  const { data } = await staffApi('/admin/v1/impersonations');
  assert.equal(data.filter((one) => one.reason === `signs out ${stamp}`).length, 0, 'it has ended');
  assert.deepEqual(faults, []);
  await close();
});

test('the sheet of keys opens from the staff’s menu, whether single keys are on or off', async () => {
  const { page, faults, close } = await open({ role: 'staff' });
  await page.goto('/staff/tenants');
  await page.evaluate(() => localStorage.setItem('audiapro.single-keys', 'off'));
  await page.getByRole('button', { name: /your menu/ }).click();
  await page.getByRole('menuitem', { name: /^Keys/ }).click();
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a visit that was ended leads back to the staff, and asks for nobody’s password', async () => {
  const { page, faults, screen, close } = await open({ role: 'staff', allow: ['401 /v1/', '403 /v1/'] });
  const { data: [tenant] } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  await page.goto(`/staff/tenants/${tenant.id}?tab=members`);
  await page.getByRole('button', { name: /^See as Demo Admin/ }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill(`ends ${stamp}`);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.waitForURL('**/app');
  await page.getByText('You see what Demo Admin sees, as Demo Staff of the staff.').waitFor();
  const { data } = await staffApi('/admin/v1/impersonations');
  const { session_id: id } = data.find((one) => one.reason === `ends ${stamp}`);
  await staffApi(`/admin/v1/impersonations/${id}`, { method: 'DELETE' });
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  const told = page.getByRole('dialog', { name: 'Your visit has ended' });
  await told.waitFor();
  assert.equal(await told.getByLabel('Password').count(), 0);
  await screen('impersonation-ended');
  await told.getByRole('button', { name: 'Back to the staff’s pages' }).click();
  await page.waitForURL(`**/staff/tenants/${tenant.id}?tab=members`);
  assert.deepEqual(faults, []);
  await close();
});

test('whoever looks over a member’s shoulder is seen by the staff, and ends it from there', async () => {
  const { data: [tenant] } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  const { data: people } = await staffApi(`/admin/v1/tenants/${tenant.id}/members?q=Demo%20Admin`);
  await staffApi('/admin/v1/impersonations', { method: 'POST', body: JSON.stringify({ tenant_id: tenant.id, person_id: people[0].id, reason: `seen ${stamp}` }) });
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto(`/staff/tenants/${tenant.id}?tab=members`);
  const now = page.getByRole('region', { name: 'Seen by the staff now' });
  await now.getByText(`Demo Staff sees what Demo Admin sees: seen ${stamp}`).waitFor();
  await screen('staff-seen-now');
  await now.getByRole('listitem').filter({ hasText: `seen ${stamp}` }).getByRole('button', { name: 'End' }).click();
  await page.getByText('Ended, everywhere within a second').waitFor();
  await now.getByText(`seen ${stamp}`).waitFor({ state: 'detached' });
  const { data } = await staffApi('/admin/v1/impersonations');
  assert.equal(data.filter((one) => one.reason === `seen ${stamp}`).length, 0);
  const member = await open({ role: 'admin' });
  await member.page.goto('/app');
  await member.page.getByRole('button', { name: /^Notifications/ }).click();
  await member.page.getByRole('button', { name: /Demo Staff of the platform’s staff saw what you see/ }).first().click();
  await member.page.waitForURL(/\/app\/audit\?q=action/);
  await member.page.getByRole('button', { name: /impersonation · begun/ }).first().waitFor();
  assert.deepEqual(member.faults, []);
  await member.close();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('the platform’s mode is switched with a reason, seen on every page, and switched back', async () => {
  const { page, faults, screen, close } = await open({ role: 'staff' });
  await page.goto('/staff/maintenance');
  await page.getByRole('button', { name: 'Switch to Intake only' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('an upgrade');
  await page.getByRole('dialog').getByRole('button', { name: 'Switch' }).click();
  try {
    await page.goto('/staff/queue');
    await page.getByRole('status').filter({ hasText: 'an upgrade' }).first().waitFor();
    await screen('staff-mode');
  } finally {
    await staffApi('/admin/v1/platform/mode', { method: 'PUT', body: JSON.stringify({ mode: 'normal', reason: 'over' }) });
  }
  assert.deepEqual(faults, []);
  await close();
});

test('while the platform takes no change a team is told so, loses nothing, and goes on when it is over', async () => {
  const { page, screen, close } = await open({ role: 'admin', allow: ['503 '] });
  await page.goto('/app/profile');
  await page.getByLabel('Your name').fill('Demo Admin the Second');
  const mode = (name) => staffApi('/admin/v1/platform/mode', { method: 'PUT', body: JSON.stringify({ mode: name, reason: 'a test' }) });
  await mode('read_only');
  try {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The platform is being worked on: everything can be read').waitFor();
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Demo Admin the Second');
    await screen('maintenance');
  } finally {
    await mode('normal');
  }
  await page.getByLabel('Your name').fill('Demo Admin II');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  await page.getByLabel('Your name').fill('Demo Admin');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').nth(1).waitFor();
  await close();
});

test('a flag is set for a share and by name, changed and removed', async () => {
  const { page, faults, screen, close } = await open({ role: 'staff' });
  const name = `new_report_${stamp}`;
  await page.goto('/staff/flags');
  await page.getByRole('button', { name: 'New flag' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Name/).fill(name);
  await dialog.getByLabel('What it is').fill('The new report');
  await dialog.getByRole('slider').focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
  await dialog.getByLabel('By name').fill('Demo');
  await page.getByRole('option', { name: 'Demo', exact: true }).click();
  await screen('staff-flag');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await row.getByText('3 % of the tenants').waitFor();
  await row.getByText('1 tenant by name').waitFor();
  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await row.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});

test('a tenant is given limits of its own, which are changed and taken away, beside those of everybody', async () => {
  const tenant = await make(`Limited ${stamp}`);
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto('/staff/limits');
  await heading(page, 'Rate limits');
  await page.getByRole('row').filter({ hasText: 'Each key and each session' }).getByRole('cell', { name: /^\d[\d,]*$/ }).first().waitFor();
  await page.getByRole('button', { name: 'Limit a tenant' }).click();
  const dialog = page.getByRole('dialog', { name: 'Limit a tenant' });
  await dialog.getByRole('combobox', { name: 'Tenant' }).or(dialog.getByRole('textbox', { name: 'Tenant' })).fill(tenant.name);
  await page.getByRole('option', { name: tenant.name }).click();
  await dialog.getByRole('textbox', { name: 'Requests a minute' }).fill('1200');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: tenant.name });
  await row.getByRole('cell', { name: '1,200', exact: true }).waitFor();
  await screen('staff-limits');
  assert.equal((await staffApi(`/admin/v1/tenants/${tenant.id}`)).tenant.requests_per_minute, 1200);
  await row.getByRole('button', { name: `Change the limits of ${tenant.name}` }).click();
  const change = page.getByRole('dialog', { name: `Limits of ${tenant.name}` });
  assert.ok(await change.getByRole('button', { name: 'Save' }).isDisabled(), 'nothing is changed yet');
  await change.getByRole('textbox', { name: 'Requests a minute' }).fill('');
  await change.getByRole('button', { name: 'Save' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await staffApi(`/admin/v1/tenants/${tenant.id}`)).tenant.requests_per_minute, null);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('background jobs are looked at from the keyboard: what each does, how it ran last, and one that failed with its error', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  // Nothing fails here by itself: one answer is written as if it had.
  await page.route('**/admin/v1/jobs', async (route) => {
    const answer = await route.fetch();
    const all = await answer.json();
    const sweep = all.data.find((kind) => kind.name === 'recordings.sweep');
    sweep.last = { id: '00000000-0000-4000-8000-000000000001', tenant_id: null, state: 'failed', attempts: 3, attempts_max: 3, node: null, started_at: new Date(Date.now() - 180_000).toISOString(), finished_at: new Date(Date.now() - 175_000).toISOString(), error: 'the disk does not answer' };
    sweep.last_failed = sweep.last;
    await route.fulfill({ response: answer, json: all });
  });
  await page.goto('/staff/tenants');
  await heading(page, /Tenants/);
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await heading(page, 'Jobs');
  const row = (name) => page.getByRole('row').filter({ hasText: name });
  await row('conservation.check').getByText('every 1 min').waitFor();
  await row('conservation.check').getByText('Compares what was counted at the door with the rows.').waitFor();
  await row('demo.seed').getByText('when it is wanted').waitFor();
  const failed = row('recordings.sweep');
  await failed.getByText('failed', { exact: true }).waitFor();
  await failed.getByText('the disk does not answer').waitFor();
  await failed.getByText('3 of 3').waitFor();
  await failed.getByText('5s', { exact: true }).waitFor();
  await screen('staff-jobs');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a colleague is added, signs in with the password that is shown once, and is suspended', async () => {
  const { page, faults, close } = await open({ role: 'staff' });
  const email = `sam.${stamp}@platform.example`;
  await page.goto('/staff/people');
  await page.getByRole('button', { name: 'Add somebody' }).click();
  await page.getByLabel('Name').fill(`Sam ${stamp}`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const once = page.getByRole('dialog', { name: 'Their first password' });
  await once.getByRole('button', { name: 'Show' }).click();
  const password = await once.getByLabel('Password', { exact: true }).textContent();
  await once.getByRole('button', { name: 'I have it' }).click();

  const support = await open({ allow: [...OUT, '401 '] });
  await staffSignIn(support.page, { email, password });
  await heading(support.page, /Tenants/);
  assert.equal(await support.page.getByRole('button', { name: 'New tenant' }).count(), 0, 'support makes no tenant');
  assert.equal(await support.page.getByRole('navigation').getByRole('link', { name: 'Staff' }).count(), 0);
  await support.page.goto('/staff/people');
  await support.page.getByText('There is no such page').waitFor();
  await page.getByRole('button', { name: `Actions for Sam ${stamp}` }).click();
  await page.getByRole('menuitem', { name: 'Suspend' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click();
  await page.getByText('Suspended').first().waitFor();
  await support.page.goto('/staff/tenants');
  await support.page.waitForURL('**/staff/sign-in**');
  await support.close();
  assert.deepEqual(faults, []);
  await close();
});

test('a second factor of the staff is set up, asked for at the door, and taken away by an owner', async () => {
  const email = `fay.${stamp}@platform.example`;
  const made = await staffApi('/admin/v1/staff', { method: 'POST', body: JSON.stringify({ name: `Fay ${stamp}`, email, role: 'support' }) });
  const account = { email, password: made.password };
  const { page, faults, screen, close } = await open({ allow: [...OUT, '401 '] });
  await staffSignIn(page, account);
  await heading(page, /Tenants/);
  await page.goto('/staff/profile');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill(account.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  const secret = (await page.getByLabel('Secret').textContent()).trim();
  await page.getByLabel('The code that it shows').fill(totp(secret, Date.now()));
  await page.getByRole('button', { name: 'Put in force' }).click();
  await page.getByRole('dialog').getByRole('listitem').first().waitFor();
  const codes = await page.getByRole('dialog').getByRole('listitem').allTextContents();
  await page.getByRole('button', { name: 'I have them' }).click();
  await staffSignIn(page, account);
  await heading(page, 'One more step');
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Code').fill(codes[0]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, /Tenants/);
  await page.goto('/staff/profile');
  await page.getByText('in force').waitFor();

  const owner = await open({ role: 'staff' });
  await owner.page.goto('/staff/people');
  await owner.page.getByRole('button', { name: `Actions for Fay ${stamp}` }).click();
  await owner.page.getByRole('menuitem', { name: 'Take the second factor away' }).click();
  await owner.page.getByRole('alertdialog').getByRole('button', { name: 'Take away' }).click();
  await owner.page.getByText('The second factor is gone').waitFor();
  await owner.screen('staff-people');
  assert.deepEqual(owner.faults, []);
  await owner.close();

  await page.goto('/staff/tenants');
  await page.waitForURL('**/staff/sign-in**');
  await staffSignIn(page, account);
  await heading(page, /Tenants/);
  await screen('staff-support');
  assert.deepEqual(faults, []);
  await close();
});

test('the log of a tenant is searched, opened, and proved in the browser', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'staff', allow: ['400 /admin/v1/tenants/'] });
  const { data } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  await page.goto(`/staff/tenants/${data[0].id}?tab=audit`);
  await page.locator('ol > li').first().waitFor();
  await page.getByRole('button', { name: 'Changes only' }).click();
  await page.waitForURL(/q=-crud/);
  const field = page.getByLabel('Search the log');
  await field.fill('action:tenant.created');
  await page.keyboard.press('Enter');
  const entry = page.getByRole('button', { name: /tenant · created/ });
  await entry.click();
  await page.locator('ins').first().waitFor();
  await field.fill('colour:red');
  await page.keyboard.press('Enter');
  await page.getByText(/a search knows action/).waitFor();
  await page.getByRole('button', { name: 'Clear', exact: true }).first().click();
  await page.locator('ol > li').nth(2).waitFor();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText(/^Whole: /).waitFor();
  await screen('audit-proved');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('the log of the platform is taken along as a file, and proved in the browser', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto('/staff/audit');
  await page.locator('ol > li').first().waitFor();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'The whole chain, signed (.ndjson)' }).click()]);
  assert.equal(file.suggestedFilename(), 'audit.ndjson');
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText(/^Whole: /).waitFor();
  await screen('staff-audit-proved');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});
