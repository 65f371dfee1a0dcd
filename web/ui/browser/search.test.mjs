// Searching what was said, and showing a call to somebody outside.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, demoCall, heading, open, transcribed, URL_ } from './people.mjs';

const stamp = Date.now().toString(36);

test('words are searched as one types, marked where they were said, and the place is heard', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/search');
  await heading(page, 'Search what was said');
  await page.getByText('Every call, by what was said in it').waitFor();
  await page.getByRole('searchbox', { name: 'What was said' }).pressSequentially('appointment');
  await page.waitForURL('**/app/search?q=appointment');
  const place = page.getByRole('link', { name: /Play from .*appointment/i }).first();
  await place.waitFor();
  assert.match(await place.locator('mark').first().textContent(), /appointment/i);
  await screen('search');

  // A phrase is one after the other; the other way round nobody said it.
  const field = page.getByRole('searchbox', { name: 'What was said' });
  await field.fill('"days two from"');
  await page.getByText('No call matches').waitFor();
  await field.fill('"two days"');
  await page.getByRole('link', { name: /Play from .*two days/i }).first().waitFor();
  // A slip of the finger finds what was meant; a side said it or did not.
  await field.fill('apointment');
  await page.getByRole('link', { name: /Play from .*appointment/i }).first().waitFor();
  const before = await page.getByRole('status').filter({ hasText: 'shown' }).textContent();
  assert.match(before, /\d+ calls? (is|are) shown/);
  await page.getByRole('radiogroup', { name: 'Who said it' }).getByText('Customer', { exact: true }).click();
  await page.waitForURL('**speaker=customer**');
  // What was found before stands until the answer is there.
  await page.locator('ol[aria-busy="false"]:not([data-old])').waitFor();
  await page.getByRole('link', { name: /Play from .*appointment/i }).first().waitFor();
  assert.deepEqual([...new Set(await page.locator('ol mark').evaluateAll((marks) => marks.map((mark) => mark.closest('a').querySelector('[data-tone]').textContent)))], ['Customer']);

  // An emptied field asks for nothing, and shows no answer of before.
  await field.fill('');
  await page.getByText('Every call, by what was said in it').waitFor();
  assert.ok(!new URL(page.url()).searchParams.has('q'));
  assert.equal(await page.locator('ol > li').count(), 0);

  // The question stands in the address, and the way back leads to it.
  await page.goto(`/app/search?q=${encodeURIComponent('"two days"')}`);
  const found = page.getByRole('link', { name: /Play from .*two days/i }).first();
  await found.waitFor();
  const wanted = new URL(await found.getAttribute('href'), URL_);
  const [{ call }] = (await api(`/v1/search?q=${encodeURIComponent('"two days"')}`)).data;
  assert.equal(wanted.pathname, `/app/calls/${call.id}`, 'the first of the server is the first of the page');
  await found.click();
  await page.waitForURL(`**${wanted.pathname}**`);
  await page.getByRole('region', { name: 'Transcript' }).getByText(/two days/i).first().waitFor();
  await page.goBack();
  await found.waitFor();
  assert.equal(await field.inputValue(), '"two days"');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a hit in a long turn is shown with whole words around it, and its mark stands on the word', async () => {
  const before = 'I have been waiting for quite a while and nobody told me anything about it, '.repeat(4);
  const turn = `${before}so please send me the refund${stamp} today, ${'because I want to be done with this matter before the holidays begin, '.repeat(4)}thank you.`;
  const id = await transcribed(`search-${stamp}`, '+12025550166', ['Good morning', turn]);
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/search?q=refund${stamp}`);
  const place = page.getByRole('link', { name: /^Play from / }).first();
  await place.waitFor();
  assert.equal(new URL(await place.getAttribute('href'), URL_).pathname, `/app/calls/${id}`);
  assert.deepEqual(await place.locator('mark').allTextContents(), [`refund${stamp}`]);
  const text = await place.locator('[dir=auto]').textContent();
  assert.match(text, /^….+…$/);
  const shown = text.slice(1, -1);
  const from = turn.indexOf(shown);
  assert.ok(from > 0, text);
  assert.deepEqual([turn[from - 1], turn[from + shown.length]], [' ', ' '], text);
  await screen('search-long');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a question that asks for nothing says why, and finds nothing', async () => {
  const { page, faults, close } = await open({ role: 'viewer', allow: ['400 /v1/search'] });
  await page.goto(`/app/search?q=${encodeURIComponent('-refund')}`);
  const told = page.getByRole('alert').filter({ hasText: 'This cannot be searched for' });
  await told.getByText('`q`: search for at least one word', { exact: true }).waitFor();
  assert.equal(await page.locator('ol > li').count(), 0);
  await page.getByRole('searchbox', { name: 'What was said' }).fill('appointment');
  await told.waitFor({ state: 'detached' });
  await page.locator('ol > li').first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a call is shown outside by a link with a password, each visit is noted, and a revoked link shows nothing', async () => {
  const admin = await open({ role: 'admin' });
  const call = await demoCall();
  await admin.page.goto(`/app/calls/${call.id}`);
  await heading(admin.page, /\+12025550140/);
  await admin.page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = admin.page.getByRole('dialog', { name: 'Share this call' });
  await dialog.getByLabel('The recording').check();
  await dialog.getByRole('textbox', { name: 'Password, if it is to have one' }).fill(`lamp ${stamp}`);
  await dialog.getByLabel('Shown as').fill(`Your visit ${stamp}`);
  await dialog.getByRole('button', { name: 'Make a link' }).click();
  await dialog.getByText('This is the link. It is shown this once.').waitFor();
  const link = (await dialog.getByLabel('Link', { exact: true }).textContent()).trim();
  assert.match(link, /^https?:\/\/\S+#token=\S+$/);
  await admin.screen('share');

  const outside = await open({ allow: ['403 /v1/shared', '401 /v1/shared', '429 /v1/shared'] });
  await outside.page.goto(link);
  await outside.page.getByRole('heading', { name: 'A call was shared with you' }).waitFor();
  await outside.page.getByRole('textbox', { name: 'Password' }).fill('lamp');
  await outside.page.getByRole('button', { name: 'Open' }).click();
  await outside.page.getByText('That is not the password.').waitFor();
  // Too often wrong is no dead end.
  await outside.page.route('**/v1/shared', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify({ code: 'too_many_attempts', detail: 'the next attempt is heard in 900 s' }) }), { times: 1 });
  await outside.page.getByRole('button', { name: 'Open' }).click();
  await outside.page.getByText('the next attempt is heard in 900 s').waitFor();
  await outside.page.getByRole('button', { name: 'Try again' }).click();
  await outside.page.getByRole('textbox', { name: 'Password' }).fill(`lamp ${stamp}`);
  await outside.page.getByRole('button', { name: 'Open' }).click();
  await heading(outside.page, `Your visit ${stamp}`);
  assert.equal(await outside.page.getByText(/two days/i).first().getAttribute('lang'), 'en', 'read aloud in the language in which it was said');
  await outside.page.getByRole('button', { name: /^Play from/ }).nth(2).click();
  await outside.page.waitForFunction(() => document.querySelector('audio').currentTime > 0);
  assert.equal(await outside.page.getByRole('navigation').count(), 0, 'no frame of the app');
  await outside.screen('shared');
  assert.deepEqual([outside.faults, await outside.violations()], [[], []]);

  await admin.page.reload();
  await admin.page.getByRole('button', { name: /^Notifications, \d+ unread/ }).click();
  await admin.page.getByRole('button', { name: /^A link of yours to a call was opened/ }).first().waitFor();
  await admin.page.keyboard.press('Escape');
  await admin.page.getByRole('button', { name: 'Share', exact: true }).click();
  const shared = admin.page.getByRole('listitem').filter({ hasText: `Your visit ${stamp}` });
  await shared.getByRole('button', { name: /\d+ views?/ }).click();
  await shared.getByRole('cell', { name: 'Wrong password' }).waitFor();
  await shared.getByRole('cell', { name: 'Opened and heard' }).waitFor();
  await shared.getByRole('button', { name: 'Revoke' }).click();
  await shared.waitFor({ state: 'detached' });
  // Who came to it can still be read.
  await admin.page.getByRole('button', { name: /links? that (is|are) good no more$/ }).click();
  await shared.getByRole('button', { name: /\d+ views?/ }).click();
  await shared.getByRole('cell', { name: 'Opened and heard' }).waitFor();
  assert.equal(await shared.getByRole('button', { name: 'Revoke' }).count(), 0);
  await outside.page.reload();
  await outside.page.getByRole('heading', { name: 'This link shows nothing' }).waitFor();
  assert.deepEqual(admin.faults, []);
  await outside.close();
  await admin.close();
});

test('a colleague is sent to the moment at which one listens', async () => {
  const { page, context, faults, close } = await open({ role: 'admin' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  await page.getByRole('button', { name: /^Go to 00:/ }).nth(3).click();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('dialog', { name: 'Share this call' }).getByRole('button', { name: /^Copy a link to 00:/ }).click();
  await page.getByText('The link is copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, new RegExp(`/app/calls/${call.id}\\?leg=[0-9a-f-]+&at=\\d{4,}$`));
  assert.deepEqual(faults, []);
  await close();
});

test('who may not share is not offered to', async () => {
  const { page, close } = await open({ role: 'viewer' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this call' });
  await dialog.getByRole('button', { name: 'Copy the link' }).waitFor();
  assert.equal(await dialog.getByText('With people outside').count(), 0);
  await close();
});
