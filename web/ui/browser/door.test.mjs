// Getting in and out, as people do it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOf, forget, heading, open, signIn, totp, URL_ } from './people.mjs';

const OUT = ['401 /v1/auth/session'];

test('the first address leads to signing in, and from there to where one wanted to go', async () => {
  const { page, faults, close } = await open({ allow: OUT });
  await page.goto('/');
  await page.waitForURL('**/sign-in');
  await page.goto('/app/calls?sentiment=negative&number=%2B4930');
  await page.waitForURL('**/sign-in?next=**');
  const { email, password } = accountOf('viewer');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/app/calls' && url.searchParams.get('sentiment') === 'negative' && url.searchParams.get('number') === '+4930');
  await heading(page, /Calls/);
  assert.deepEqual(faults, []);
  await close();
});

test('a wrong password is told, without saying what was wrong', async () => {
  const { page, close } = await open({ allow: [...OUT, '401 /v1/auth/sign-in'] });
  await signIn(page, { email: accountOf('viewer').email, password: 'not the password' });
  const known = await page.getByRole('alert').textContent();
  await signIn(page, { email: 'nobody@nowhere.example', password: 'not the password' });
  assert.equal(await page.getByRole('alert').textContent(), known);
  await close();
});

test('signing out leaves nothing behind', async () => {
  const { page, faults, close } = await open({ allow: OUT });
  await signIn(page, accountOf('viewer'));
  await heading(page, 'Overview');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('sign out');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/sign-in');
  await page.goto('/app');
  await page.waitForURL('**/sign-in**');
  assert.deepEqual(faults, []);
  await close();
});

test('a company signs up, follows its mail, and is in', async () => {
  const { page, faults, close } = await open({ allow: OUT });
  const email = `anna.${Date.now()}@acme.example`;
  await page.goto('/sign-up');
  await page.getByLabel('Company').fill('Acme Dental');
  await page.getByLabel('Your name').fill('Anna Lee');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple 9');
  await page.getByRole('button', { name: 'Create account' }).click();
  await heading(page, 'Look into your mail');
  const mails = (await (await fetch(`${URL_}/demo/outbox`)).json()).data;
  const link = /\/verify#token=\S+/.exec(mails.find((mail) => mail.recipient === email).text)[0];
  await page.goto(link);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await heading(page, 'Your account is there');
  await signIn(page, { email, password: 'correct horse battery staple 9' });
  await heading(page, 'Overview');
  await page.getByText('No call has come in yet').first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a second factor is set up, asked for, replaced by a recovery code, and taken away', async () => {
  const { page, context, faults, close } = await open({ allow: [...OUT, '401 /v1/'] });
  const account = accountOf('manager');
  await signIn(page, account);
  await heading(page, 'Overview');
  await page.goto('/app/profile');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByLabel('Your password').fill(account.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  const secret = (await page.getByLabel('Secret').textContent()).trim();
  await page.getByRole('img', { name: 'QR code of the secret' }).waitFor();
  await page.getByLabel('The code that it shows').fill(totp(secret, Date.now()));
  await page.getByRole('button', { name: 'Put in force' }).click();
  await page.getByRole('dialog').getByRole('listitem').first().waitFor();
  const codes = await page.getByRole('dialog').getByRole('listitem').allTextContents();
  assert.ok(codes.length >= 8, `${codes.length} recovery codes`);
  await page.getByRole('button', { name: 'I have them' }).click();
  await page.getByText('in force').waitFor();
  await page.goto('/sign-in');
  await signIn(page, account);
  await heading(page, 'One more step');
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Code').fill(codes[0]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await heading(page, 'Overview');
  await page.goto('/app/profile');
  await page.getByRole('button', { name: 'Take away' }).waitFor();
  // Where the session ends under the page it is asked for too, and what is wrong stands where it was typed.
  await context.clearCookies();
  await page.getByLabel('Your name').fill('Demo Manager II');
  await page.getByRole('button', { name: 'Save' }).click();
  const ended = page.getByRole('dialog', { name: 'Your session has ended' });
  await ended.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await ended.getByRole('button', { name: 'Sign in' }).click();
  const code = ended.getByRole('textbox', { name: 'Code of your second factor' });
  await code.fill('000000');
  await ended.getByRole('button', { name: 'Sign in' }).click();
  await ended.getByText('That code is wrong, or was used already.').waitFor();
  assert.deepEqual([await code.getAttribute('aria-invalid'), await ended.getByRole('textbox', { name: 'Password' }).getAttribute('aria-invalid')], ['true', null]);
  await code.fill(codes[2]);
  await ended.getByRole('button', { name: 'Sign in' }).click();
  await ended.waitFor({ state: 'detached' });
  await page.getByLabel('Your name').fill('Demo Manager');
  await page.getByRole('button', { name: 'Take away' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(account.password);
  await dialog.getByLabel('Code, or a recovery code').fill(codes[1]);
  await dialog.getByRole('button', { name: 'Take away' }).click();
  await page.getByRole('button', { name: 'Set up' }).waitFor();
  forget('manager');
  assert.deepEqual(faults, []);
  await close();
});

test('a session that ends under an open page is begun anew on the spot', async () => {
  const { page, context, close } = await open({ allow: [...OUT, '401 '] });
  const account = accountOf('viewer');
  await signIn(page, account);
  await heading(page, 'Overview');
  await page.goto('/app/profile');
  await page.getByLabel('Current password').fill('half typed');
  await context.clearCookies();
  await page.getByRole('link', { name: 'Calls', exact: true }).first().hover();
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await page.getByLabel('New password').fill('something longer');
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  await dialog.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Current password').inputValue(), 'half typed');
  await close();
});
