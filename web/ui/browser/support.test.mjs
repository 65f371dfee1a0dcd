// What the platform's staff does for a tenant beyond looking: it helps for as long as it is let, and hands over all data when it is asked to.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { api, heading, open, staffApi, staffSignIn } from './people.mjs';

const stamp = Date.now().toString(36);
const OUT = ['401 /admin/v1/auth/session', '401 /v1/auth/session'];

/** A field of choice, whether one types into it or not. */
const choice = (scope, name) => scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name }));

/** The company's own word on what the support may do. */
async function allow(page, option) {
  await page.goto('/app/settings');
  await choice(page, 'The support may change things').click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved').first().waitFor();
}

/** Whether whoever is signed in may change calls now; what is withdrawn is so within a second. */
async function mayEdit(page, wanted) {
  await page.waitForFunction(async (may) => {
    const { permissions } = await (await fetch('/v1/auth/session')).json();
    return permissions.includes('calls.edit') === may;
  }, wanted, { polling: 250 });
}

test('the support only sees, until the company lets it change things, and not a moment longer', async () => {
  const record = { external_id: `support-${stamp}`, direction: 'inbound', from: '+12025550188', to: '+12025550100', agent: '201', talk_s: 30, disposition: 'answered', started_at: new Date(Date.now() - 3_600_000).toISOString() };
  const { call_id: id } = await api('/v1/calls', { method: 'POST', body: JSON.stringify(record) });
  const { data: [tenant] } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  const admin = await open({ role: 'admin' });
  await admin.page.goto('/app/settings');
  await admin.page.getByText('it only sees. Each visit stands in your audit log').waitFor();

  const staff = await open({ role: 'staff', allow: ['403 /v1/', '401 /v1/'] });
  await staff.page.goto(`/staff/tenants/${tenant.id}?tab=members`);
  await staff.page.getByRole('button', { name: /^See as Demo Admin/ }).click();
  await staff.page.getByRole('dialog').getByLabel('Reason').fill(`ticket ${stamp}`);
  await staff.page.getByRole('button', { name: 'Begin' }).click();
  await staff.page.waitForURL('**/app');
  const tagger = staff.page.getByRole('button', { name: 'Tag', exact: true });
  await staff.page.goto(`/app/calls/${id}`);
  await staff.page.getByText('+12025550188').first().waitFor();
  assert.equal(await tagger.count(), 0, 'who looks changes nothing');

  await allow(admin.page, 'For a day');
  await admin.page.getByText(/^Until .* It stands in your audit log, under both names\.$/).waitFor();
  await admin.screen('support-let');
  const { support_until: until } = await api('/v1/settings/security');
  const hours = (Date.parse(until) - Date.now()) / 3_600_000;
  assert.ok(hours > 20 && hours <= 24, `for a day, not for ${hours} hours`);
  await mayEdit(staff.page, true);
  await staff.page.reload();
  await staff.page.getByText('The company lets you change things.').waitFor();
  await tagger.click();
  await staff.page.getByRole('combobox', { name: 'Tag' }).fill(`put right ${stamp}`);
  await staff.page.getByRole('option', { name: `Make “put right ${stamp}”` }).waitFor();
  await staff.page.keyboard.press('Enter');
  await staff.page.getByRole('link', { name: `put right ${stamp}` }).waitFor();
  await staff.screen('support-helps');
  const log = (await api('/v1/audit?q=action:tag.created&limit=20')).data.find((entry) => entry.actor.startsWith('staff:'));
  assert.match(log.actor, /^staff:[0-9a-f-]{36} as person:[0-9a-f-]{36}$/);

  await allow(admin.page, 'No, it only sees');
  await mayEdit(staff.page, false);
  await staff.page.reload();
  await staff.page.getByRole('link', { name: `put right ${stamp}` }).waitFor();
  assert.equal(await tagger.count(), 0, 'it only looks again');
  assert.equal((await api('/v1/settings/security')).support_until, null);
  await staff.page.getByRole('button', { name: 'Stop' }).click();
  await staff.page.waitForURL(`**/staff/tenants/${tenant.id}?tab=members`);
  assert.deepEqual([admin.faults, await admin.violations()], [[], []]);
  await staff.close();
  await admin.close();
});

test('all that a tenant has is taken along by an owner, with a reason, as one file with a list of it', async () => {
  const made = await staffApi('/admin/v1/tenants', { method: 'POST', body: JSON.stringify({ name: `Leaving ${stamp}`, admin_email: `leaving.${stamp}@acme.example` }) });
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  await page.goto(`/staff/tenants/${made.id}`);
  await heading(page, new RegExp(`Leaving ${stamp}`));
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Take all data along' }).click();
  const dialog = page.getByRole('dialog', { name: `All data of Leaving ${stamp}` });
  const button = dialog.getByRole('button', { name: 'Download' });
  await button.waitFor();
  assert.ok(await button.isDisabled(), 'a reason comes first');
  await dialog.getByLabel('Reason').fill(`moves house ${stamp}`);
  await screen('staff-take-along');
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  await dialog.waitFor({ state: 'detached' });
  assert.equal(file.suggestedFilename(), `${made.id}.tar`);
  const path = await file.path();
  const tar = (...wanted) => execFileSync('tar', [...wanted], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const names = tar('-tf', path).trim().split('\n');
  const manifest = JSON.parse(tar('-xOf', path, 'manifest.json'));
  assert.equal(manifest.tenant, made.id);
  assert.ok(manifest.members.length > 5 && names.includes('manifest.sig.json'));
  for (const { name } of manifest.members) assert.ok(names.includes(name), `${name} is on the list and not in the file`);
  await page.goto(`/staff/tenants/${made.id}?tab=audit`);
  await page.getByRole('button', { name: /tenant · exported/ }).first().click();
  await page.getByText(`moves house ${stamp}`).first().waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('nobody of the staff but an owner is offered all data of a tenant, or given it', async () => {
  const { data: [tenant] } = await staffApi('/admin/v1/tenants?q=Demo&limit=1');
  const email = `ada.${stamp}@platform.example`;
  const { password } = await staffApi('/admin/v1/staff', { method: 'POST', body: JSON.stringify({ name: `Ada ${stamp}`, email, role: 'admin' }) });
  const { page, faults, close } = await open({ allow: [...OUT, '403 /admin/v1/tenants/'] });
  await staffSignIn(page, { email, password });
  await heading(page, /Tenants/);
  await page.goto(`/staff/tenants/${tenant.id}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: 'Take all data along' }).count(), 0);
  const status = await page.evaluate(async (path) => (await fetch(path)).status, `/admin/v1/tenants/${tenant.id}/bundle?reason=curious`);
  assert.equal(status, 403);
  assert.deepEqual(faults, []);
  await close();
});
