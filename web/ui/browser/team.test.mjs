// A company of its own, from its first invitation on: joining, first steps, a password that was forgotten, roles, groups, sessions.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { before, test } from 'node:test';
import { heading, open, signIn, staffApi, URL_ } from './people.mjs';

const stamp = Date.now().toString(36);
const OUT = ['401 /v1/auth/session'];
const company = `Contoso ${stamp}`;
const ada = { name: `Ada ${stamp}`, email: `ada.${stamp}@contoso.example`, password: 'a quiet harbour at dawn 7' };
const bo = { name: `Bo ${stamp}`, email: `bo.${stamp}@contoso.example`, password: 'nine wooden spoons in june' };

const choice = (scope, name) => scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name }));

/** Where the latest mail to somebody leads, once it is there. */
async function linkTo(recipient, path) {
  const pattern = new RegExp(`/${path}#token=\\S+`);
  for (let tries = 0; tries < 300; tries++) {
    const mails = (await (await fetch(`${URL_}/demo/outbox`)).json()).data;
    const found = mails.filter((mail) => mail.recipient === recipient && pattern.test(mail.text));
    if (found.length > 0) return pattern.exec(found[0].text)[0];
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail to ${recipient} leads to ${path}`);
}

async function join(page, person) {
  await page.goto(await linkTo(person.email, 'invitation'));
  await heading(page, `Join ${company}`);
  await page.getByLabel('Your name').fill(person.name);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  await page.getByRole('button', { name: 'Join' }).click();
  await heading(page, 'Welcome');
  await signIn(page, person);
  await heading(page, 'Overview');
}

let tenant;

before(async () => {
  tenant = await staffApi('/admin/v1/tenants', { method: 'POST', body: JSON.stringify({ name: company, admin_email: ada.email }) });
});

test('the first of a company joins, is led through the first steps, and puts them away', async () => {
  const { page, faults, violations, screen, close } = await open({ allow: OUT });
  await join(page, ada);
  const steps = page.getByRole('region', { name: 'First steps' });
  await steps.waitFor();
  const done = async () => Number(/^\d+/.exec(await steps.getByText(/^\d of \d$/).textContent())[0]);
  const begun = await done();
  await screen('first-steps');
  await steps.getByRole('listitem').filter({ hasText: 'Say when you are open' }).getByRole('link', { name: 'Set hours' }).click();
  await heading(page, 'Company');
  await page.getByRole('switch', { name: 'The company has business hours' }).check();
  await page.getByRole('button', { name: 'Save hours' }).click();
  await page.getByRole('button', { name: 'Undo changes' }).waitFor({ state: 'detached' });
  await page.goto('/app');
  await steps.waitFor();
  assert.equal(await done(), begun + 1);
  // What somebody does not want to do is skipped, and taken up again.
  await steps.getByRole('button', { name: 'Skip: Invite your team' }).click();
  await steps.getByRole('listitem').filter({ hasText: 'Invite your team' }).waitFor({ state: 'detached' });
  assert.equal(await done(), begun + 1, 'skipped is not done');
  await page.reload();
  await steps.getByRole('button', { name: 'Invite your team: take up again' }).click();
  await steps.getByRole('listitem').filter({ hasText: 'Invite your team' }).waitFor();
  await steps.getByRole('button', { name: 'Hide the first steps' }).click();
  await steps.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('first steps');
  await page.getByRole('option', { name: 'Show the first steps' }).click();
  await steps.waitFor();
  await steps.getByRole('button', { name: 'Hide the first steps' }).click();
  await steps.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('No call has come in yet').first().waitFor();
  assert.equal(await steps.count(), 0);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a member who sets nothing up has first steps of their own, done by doing them', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'viewer' });
  await page.goto('/app');
  const steps = page.getByRole('region', { name: 'First steps' });
  await steps.waitFor();
  await screen('first-steps-member');
  const done = async () => Number(/^\d+/.exec(await steps.getByText(/^\d of \d$/).textContent())[0]);
  const begun = await done();
  await steps.getByRole('button', { name: 'Keys', exact: true }).click();
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await steps.getByRole('listitem').filter({ hasText: 'Learn the keys' }).getByRole('button').waitFor({ state: 'detached' });
  assert.equal(await done(), begun + 1);
  await steps.getByRole('link', { name: 'Calls', exact: true }).click();
  await heading(page, 'Calls');
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.locator('h1 a').waitFor();
  await page.goto('/app');
  await steps.waitFor();
  assert.equal(await done(), begun + 2);
  await steps.getByRole('button', { name: 'Skip: Protect your account' }).click();
  await steps.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('first steps');
  await page.getByRole('option', { name: 'Show the first steps' }).click();
  await steps.getByRole('listitem').filter({ hasText: 'Protect your account' }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a session that is about to end says so in time, and is begun anew without losing what was typed', async () => {
  const { page, faults, violations, screen, close } = await open({ allow: OUT });
  const endsAfter = (seconds) => page.evaluate(async (session_absolute_s) => {
    const { csrf_token: token } = await (await fetch('/v1/auth/session')).json();
    const changed = await fetch('/v1/settings/security', { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token }, body: JSON.stringify({ session_absolute_s }) });
    if (!changed.ok) throw new Error(await changed.text());
  }, seconds);
  const told = page.getByRole('status').filter({ hasText: 'Your session ends at' });
  await signIn(page, ada);
  await heading(page, 'Overview');
  assert.equal(await told.count(), 0);
  await endsAfter(300);
  await signIn(page, ada);
  await heading(page, 'Overview');
  await told.waitFor();
  await endsAfter(2_592_000);
  await page.goto('/app/profile');
  await page.getByLabel('Current password').fill('half typed');
  await told.getByRole('button', { name: 'Sign in again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Renew your session' });
  await dialog.waitFor();
  await screen('session-ends-soon');
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await dialog.waitFor({ state: 'detached' });
  await told.getByRole('button', { name: 'Sign in again' }).click();
  await dialog.getByRole('textbox', { name: 'Password' }).fill(ada.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await told.waitFor({ state: 'detached' });
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Current password').inputValue(), 'half typed');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a link that was used invites nobody', async () => {
  const { page, close } = await open({ allow: [...OUT, '410 ', '400 '] });
  await page.goto(await linkTo(ada.email, 'invitation'));
  await page.getByText('This link was used already, or is too old. Ask for a new one.').waitFor();
  await close();
});

test('a password that was forgotten is set anew by a link, which is good once, and the old one is good no more', async () => {
  const { page, faults, close } = await open({ allow: [...OUT, '401 /v1/auth/sign-in', '410 '] });
  for (const email of ['nobody@nowhere.example', ada.email]) {
    await page.goto('/sign-in');
    await page.goto('/forgot');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await heading(page, 'Look into your mail');
  }
  const link = await linkTo(ada.email, 'reset');
  const fresh = 'seven lamps along the river 3';
  await page.goto(link);
  await page.getByRole('textbox', { name: 'New password' }).fill(fresh);
  await page.getByRole('button', { name: 'Set password' }).click();
  await heading(page, 'Your password is new');
  await signIn(page, ada);
  await page.getByRole('alert').waitFor();
  ada.password = fresh;
  await signIn(page, ada);
  await heading(page, 'Overview');
  await page.goto('/sign-in');
  await page.goto(link);
  await page.getByRole('textbox', { name: 'New password' }).fill('another one that is long enough');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('This link was used already, or is too old. Ask for a new one.').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a colleague joins, is given another role and a group, and is signed out from afar', async () => {
  const admin = await open({ allow: OUT });
  await signIn(admin.page, ada);
  await heading(admin.page, 'Overview');
  await admin.page.goto('/app/team?tab=invitations');
  await admin.page.getByRole('button', { name: 'Invite' }).first().click();
  await admin.page.getByLabel('Addresses').fill(bo.email);
  await admin.page.getByRole('button', { name: 'Check 1 address' }).click();
  await admin.page.getByRole('button', { name: 'Invite 1' }).click();
  await admin.page.getByText('1 invitation is on its way').waitFor();

  const colleague = await open({ allow: [...OUT, '401 /v1/'] });
  await join(colleague.page, bo);
  const isManager = () => colleague.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Queue' });
  assert.equal(await isManager().count(), 0, 'a viewer sees no queue');

  await admin.page.goto('/app/team');
  await admin.page.getByRole('button', { name: `Actions for ${bo.name}` }).click();
  await admin.page.getByRole('menuitem', { name: 'Change' }).click();
  const edit = admin.page.getByRole('dialog', { name: bo.name });
  await choice(edit, 'Role').click();
  await admin.page.getByRole('option', { name: 'Manager', exact: true }).click();
  await edit.getByRole('button', { name: 'Save' }).click();
  await admin.page.getByRole('row').filter({ hasText: bo.name }).getByRole('cell', { name: 'Manager', exact: true }).waitFor();
  await colleague.page.waitForFunction(async () => (await (await fetch('/v1/auth/session')).json()).role === 'manager', null, { polling: 250 });
  await colleague.page.reload();
  await isManager().waitFor();

  await admin.page.getByRole('tab', { name: 'Groups' }).click();
  await admin.page.getByRole('button', { name: 'New group' }).first().click();
  const group = admin.page.getByRole('dialog', { name: 'New group' });
  await choice(group, 'Members').click();
  await admin.page.getByRole('option', { name: bo.name }).click();
  await group.getByLabel('Name').fill(`Front desk ${stamp}`);
  await group.getByRole('button', { name: 'Save' }).click();
  const made = admin.page.getByRole('row').filter({ hasText: `Front desk ${stamp}` });
  await made.getByText(bo.name).waitFor();
  await admin.screen('groups');
  await made.getByRole('button', { name: 'Delete' }).click();
  await admin.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await made.waitFor({ state: 'detached' });

  await admin.page.getByRole('tab', { name: 'Sessions' }).click();
  await admin.page.getByRole('row').filter({ hasText: bo.name }).getByRole('button', { name: 'End' }).first().click();
  await admin.page.getByText('The session has ended').waitFor();
  await colleague.page.waitForFunction(async () => (await fetch('/v1/auth/session')).status === 401, null, { polling: 250 });
  await colleague.page.goto('/app/calls');
  await colleague.page.waitForURL('**/sign-in**');
  assert.deepEqual([admin.faults, await admin.violations()], [[], []]);
  await colleague.close();
  await admin.close();
});

test('a password is changed, which ends all other sessions; an address is, once its own mail was followed', async () => {
  const other = await open({ allow: [...OUT, '401 /v1/'] });
  await signIn(other.page, ada);
  await heading(other.page, 'Overview');
  const { page, faults, screen, close } = await open({ allow: OUT });
  await signIn(page, ada);
  await heading(page, 'Overview');
  await page.goto('/app/profile');
  const fresh = 'eleven geese over the dyke 4';
  await page.getByRole('textbox', { name: 'Current password' }).fill(ada.password);
  await page.getByRole('textbox', { name: 'New password' }).fill(fresh);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is new').waitFor();
  ada.password = fresh;
  await other.page.waitForFunction(async () => (await fetch('/v1/auth/session')).status === 401, null, { polling: 250 });
  await other.close();

  const email = `ada.new.${stamp}@contoso.example`;
  await page.getByRole('button', { name: 'Change address' }).click();
  await page.getByLabel('New address').fill(email);
  await page.getByRole('textbox', { name: 'Your password' }).fill(ada.password);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText(`A link was sent to ${email}`).waitFor();
  await page.goto(await linkTo(email, 'confirm-address'));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await heading(page, 'Your address is new');
  ada.email = email;
  await signIn(page, ada);
  await heading(page, 'Overview');
  await page.goto('/app/profile');
  await page.getByText(email).first().waitFor();
  await screen('profile');
  assert.deepEqual(faults, []);
  await close();
});

test('a telephone system is given a user and a password, and the command that is shown brings a call, which reaches the limit', async () => {
  await staffApi(`/admin/v1/tenants/${tenant.id}`, { method: 'PATCH', body: JSON.stringify({ calls_limit: 1 }) });
  const { page, faults, close } = await open({ allow: OUT });
  await signIn(page, ada);
  await heading(page, 'Overview');
  await page.goto('/app/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Tower');
  await choice(page.getByRole('dialog', { name: 'New key' }), 'How it is shown').click();
  await page.getByRole('option', { name: 'User and password' }).click();
  await page.getByRole('button', { name: 'Make key' }).click();
  const once = page.getByRole('dialog', { name: 'The new key' });
  await once.getByRole('button', { name: 'Show' }).last().click();
  const command = await once.getByLabel('Command').textContent();
  assert.match(command, /^curl -u '[^':]+:[^']+'/);
  const said = JSON.parse(execFileSync('bash', ['-c', command.replace(/^curl/, 'curl -sS --fail')], { encoding: 'utf8' }));
  await once.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('row').filter({ hasText: 'Tower' }).getByText('User and password').waitFor();
  await page.goto('/app/calls');
  await page.locator(`[id="call-${said.call_id}"]`).filter({ hasText: '+12025550143' }).waitFor();
  // It was the only call that the company may have: that is told above the page and by the bell.
  await page.getByText('The limit of 1 calls is reached.').waitFor();
  await page.getByRole('button', { name: 'Notifications, 2 unread' }).click();
  await page.getByRole('button', { name: /^80 % of this period’s calls are used/ }).waitFor();
  await page.getByRole('button', { name: /^All calls of this period are used/ }).click();
  await page.waitForURL('**/app/usage');
  assert.deepEqual(faults, []);
  await close();
});

test('a role of the company’s own is made, seen in the matrix, and deleted', async () => {
  const { page, faults, screen, close } = await open({ allow: OUT });
  await signIn(page, ada);
  await heading(page, 'Overview');
  await page.goto('/app/team?tab=roles');
  await page.getByRole('button', { name: 'New role' }).click();
  const dialog = page.getByRole('dialog', { name: 'New role' });
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(`Listener ${stamp}`);
  await dialog.getByRole('checkbox', { name: 'calls.listen' }).check();
  await screen('role');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const column = page.getByRole('columnheader', { name: new RegExp(`Listener ${stamp}`) });
  await column.waitFor();
  await column.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await column.waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});
