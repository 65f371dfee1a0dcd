// How surely a call was heard, and what people do about it: doubts are seen, speakers swapped, words set right, recordings heard anew by
// another model or in another language; how a company's calls are heard at all, and which models the platform has.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, demoCall, heading, open, staffApi, transcribed, URL_ } from './people.mjs';

const stamp = Date.now().toString(36);
const key = { Authorization: `Bearer ${process.env.AUDIAPRO_API_KEY}` };

const told = (name, sentences) => transcribed(`ear-${stamp}-${name}`, '+12025550177', sentences);

/** A field of choice, whether one types into it or not. */
const choice = (scope, name) => scope.getByRole('combobox', { name }).or(scope.getByRole('textbox', { name }));

const TALK = ['Good morning this is Anna', 'I want my monkey back please', 'What is the number of the order', 'It is four two one'];

test('words are set right in place, taken back, set right again, and known to exports and to search', async () => {
  const id = await told('words', TALK);
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls/${id}`);
  await heading(page, /\+12025550177/);
  const turn = page.locator('article').nth(1);
  const said = async (text) => turn.locator('p').filter({ hasText: text }).first().waitFor();
  const set = async (text) => {
    await turn.hover();
    await turn.getByRole('button', { name: /^Set the words at 00:05 right/ }).click();
    await turn.getByRole('textbox', { name: 'What is said here' }).fill(text);
    await page.keyboard.press('Enter');
  };
  await set(`I want my money ${stamp} back please`);
  await said(`money ${stamp}`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await said('monkey');
  await set(`I want my money ${stamp} back please`);
  await said(`money ${stamp}`);
  await turn.getByRole('button', { name: /^Set right by Demo Admin.*The model heard: I want my monkey back please/ }).hover();
  await page.getByRole('tooltip').waitFor();
  await screen('call-corrected');
  await page.getByRole('button', { name: 'The model’s words' }).click();
  await said('monkey');
  await page.getByRole('button', { name: 'The model’s words' }).click();
  await said(`money ${stamp}`);
  // An escape leaves it as it was, and somebody else's change meanwhile is seen.
  await turn.hover();
  await turn.getByRole('button', { name: /^Set the words/ }).click();
  await turn.getByRole('textbox').fill('not this');
  await page.keyboard.press('Escape');
  await said(`money ${stamp}`);
  await page.getByRole('button', { name: 'Download' }).click();
  const text = async () => {
    const href = await page.getByRole('menuitem', { name: 'Text (.txt)' }).getAttribute('href');
    return page.evaluate(async (address) => (await fetch(address)).text(), href);
  };
  assert.match(await text(), new RegExp(`money ${stamp}`));
  await page.getByRole('menuitemcheckbox', { name: 'As the model heard it' }).click();
  assert.match(await text(), /monkey/);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Words set right' }).click();
  const history = page.getByRole('dialog', { name: 'Words set right' });
  await history.getByText('taken back').waitFor();
  assert.equal(await history.getByRole('listitem').count(), 2);
  await screen('call-corrections');
  await page.keyboard.press('Escape');
  await page.goto(`/app/search?q=${stamp}`);
  await page.locator('mark').filter({ hasText: stamp }).first().waitFor();

  const viewer = await open({ role: 'viewer' });
  await viewer.page.goto(`/app/calls/${id}`);
  await viewer.page.getByRole('button', { name: /^Set right by Demo Admin/ }).waitFor();
  assert.equal(await viewer.page.getByRole('button', { name: /^Set the words/ }).count(), 0);
  assert.deepEqual(viewer.faults, []);
  await viewer.close();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('where nothing was said that is said, and the rest is found without a mouse', async () => {
  const id = await told('nothing', TALK);
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls/${id}`);
  const turn = page.locator('article').nth(3);
  const pen = turn.getByRole('button', { name: /^Set the words/ });
  await pen.focus();
  await page.keyboard.press('Enter');
  await turn.getByRole('button', { name: 'Nothing was said' }).click();
  await turn.locator('p').filter({ hasText: 'Nothing was said' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('Set the words'));
  const lines = (await (await fetch(`${URL_}/v1/calls/${id}/transcript?format=txt`, { headers: key })).text()).trim().split('\n');
  assert.equal(lines.length, 3);
  assert.deepEqual(faults, []);
  await close();
});

test('a turn that is doubted says why, is gone to, and agent and customer change places and back', async () => {
  const id = await told('doubt', TALK);
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  // The server's own answer, but that the model doubts a turn and who is who.
  await page.route(`**/v1/calls/${id}`, async (route) => {
    const answer = await route.fetch();
    const call = await answer.json();
    const { analysis } = call.legs[0];
    Object.assign(analysis.turns[2], { flags: ['low_confidence', 'repetition'], confidence: 0.31, sentiment: null });
    Object.assign(analysis.quality, { flags: ['roles_doubtful'], roles: { by: analysis.quality.roles.by === 'corrected' ? 'corrected' : 'inferred', confidence: 0.62 } });
    await route.fulfill({ response: answer, json: call });
  });
  await page.goto(`/app/calls/${id}`);
  await page.getByRole('button', { name: '1 doubtful' }).click();
  const doubt = page.locator('article').nth(2).getByRole('button', { name: /^Doubtful: The model was not sure of these words\. The model repeated itself here\. 31/ });
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-doubt'));
  await doubt.hover();
  await page.getByRole('tooltip').getByText('Counts in no figure of sentiment').waitFor();
  await screen('call-doubtful');
  const who = page.getByRole('region', { name: 'Who is who' });
  await who.getByText('62').waitFor();
  assert.ok(await doubt.isVisible());
  const first = () => page.locator('article').first().textContent();
  assert.match(await first(), /^Agent/);
  await who.getByRole('button', { name: 'Swap' }).click();
  await page.waitForFunction(() => document.querySelector('article')?.textContent.startsWith('Customer'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => document.querySelector('article')?.textContent.startsWith('Agent'));
  await page.getByRole('button', { name: 'How Who is who is computed' }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a recording is heard anew in a language that is said, and the page tells how far it is', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin', allow: ['400 /v1/calls/'] });
  const call = await demoCall('demo-0049');
  const before = (await api(`/v1/calls/${call.id}`)).legs.find((leg) => leg.analysis).analysis.analyzed_at;
  await page.goto(`/app/calls/${call.id}`);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Analyse again with…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Analyse again' });
  await choice(dialog, 'Model').click();
  await page.getByRole('option', { name: /^tiny\.en-q8_0/ }).click();
  const language = choice(dialog, 'Language');
  await language.fill('Spanish');
  await page.getByRole('option', { name: 'Spanish', exact: true }).click();
  await dialog.getByRole('button', { name: 'Analyse again' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'English only' }).waitFor();
  await screen('reanalyse');
  await language.fill('Englis');
  await page.getByRole('option', { name: 'English', exact: true }).click();
  await dialog.getByRole('button', { name: 'Analyse again' }).click();
  await page.getByText('It waits to be analysed again').waitFor();
  await page.getByRole('region', { name: 'Being analysed again' }).waitFor();
  await page.getByText('The recording was analysed again').waitFor({ timeout: 240_000 });
  await page.getByRole('region', { name: 'Being analysed again' }).waitFor({ state: 'detached' });
  const after = (await api(`/v1/calls/${call.id}`)).legs.find((leg) => leg.analysis).analysis;
  assert.ok(after.analyzed_at > before);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('what a browser cannot play is decoded by the server, and is heard', async () => {
  const record = { external_id: `ear-${stamp}-ulaw`, direction: 'inbound', from: '+12025550178', to: '+12025550100', agent: '201', talk_s: 4, disposition: 'answered', started_at: new Date().toISOString(), analyze: false };
  const { call_id: id } = await api('/v1/calls', { method: 'POST', body: JSON.stringify(record) });
  const sound = Uint8Array.from({ length: 32_000 }, (_, n) => (n % 16 < 8 ? 0x9f : 0x1f));
  const put = await fetch(`${URL_}/v1/calls/api/${record.external_id}/recording?format=ulaw&rate=8000`, { method: 'PUT', headers: key, body: sound });
  assert.equal(put.status, 201);
  const { page, faults, violations, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls/${id}`);
  await page.waitForFunction(() => document.querySelector('audio')?.src.includes('form=wav'));
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) >= 1);
  await page.getByRole('button', { name: 'Download' }).click();
  assert.match(await page.getByRole('menuitem', { name: 'As a WAV, decoded' }).getAttribute('href'), /form=wav/);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('one side of a recording is heard alone, and both again', async () => {
  const record = { external_id: `ear-${stamp}-sides`, direction: 'inbound', from: '+12025550179', to: '+12025550100', agent: '201', talk_s: 4, disposition: 'answered', started_at: new Date().toISOString(), analyze: false };
  const { call_id: id } = await api('/v1/calls', { method: 'POST', body: JSON.stringify(record) });
  const sound = Uint8Array.from({ length: 64_000 }, (_, n) => (n % 2 === 0 ? (n % 32 < 16 ? 0x9f : 0x1f) : 0xff));
  const put = await fetch(`${URL_}/v1/calls/api/${record.external_id}/recording?format=ulaw&rate=8000&channels=2`, { method: 'PUT', headers: key, body: sound });
  assert.equal(put.status, 201);
  const { page, faults, violations, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls/${id}`);
  const [first, second] = [1, 2].map((n) => page.getByRole('button', { name: `${n}: hear only` }));
  await first.waitFor();
  await page.waitForFunction(() => document.querySelector('audio')?.src.includes('form=wav'));
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) >= 1);
  await page.keyboard.press('2');
  await second.and(page.locator('[aria-pressed=true]')).waitFor();
  await page.keyboard.press('1');
  await first.and(page.locator('[aria-pressed=true]')).waitFor();
  await second.and(page.locator('[aria-pressed=false]')).waitFor();
  await first.click();
  await first.and(page.locator('[aria-pressed=false]')).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a company chooses how it is heard, and what was heard otherwise is heard anew', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin', allow: ['400 /v1/settings/speech'] });
  await page.goto('/app/settings');
  await page.getByRole('link', { name: 'Speech' }).click();
  await heading(page, /Speech/);
  await page.getByRole('switch', { name: 'Each side speaks a language of its own' }).check();
  await choice(page, 'Channel 2').fill('Spanish');
  await page.getByRole('option', { name: 'Spanish', exact: true }).click();
  await page.getByRole('radio', { name: /tiny\.en-q8_0/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').filter({ hasText: 'English only' }).waitFor();
  await page.getByRole('switch', { name: 'Each side speaks a language of its own' }).uncheck();
  const words = choice(page, 'Words and names');
  await words.fill(`Kowalczyk ${stamp}`);
  await page.keyboard.press('Enter');
  await page.getByLabel('Silence longer than').fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved; it holds for recordings to come').waitFor();
  await screen('speech');
  const now = await api('/v1/settings/speech');
  assert.deepEqual([now.model, now.channels, now.vocabulary.includes(`Kowalczyk ${stamp}`)], ['tiny.en-q8_0', [], true]);
  assert.deepEqual(now.thresholds, { non_talk_over_ms: 5000, overlap_ms: 1000, yield_ms: 2000, listening_words: 2 });
  await page.reload();
  const silence = page.getByLabel('Silence longer than');
  assert.equal(await silence.inputValue(), '5 s');
  // An emptied field shows again what holds.
  await silence.fill('');
  await silence.blur();
  await page.waitForFunction((element) => element.value === '5 s', await silence.elementHandle());
  assert.ok(await page.getByRole('radio', { name: /tiny\.en-q8_0/ }).isChecked());
  const stale = page.getByRole('region', { name: 'Heard by another model' });
  await stale.waitFor();
  const { count } = await api('/v1/calls/count?stale=true');
  if (count > 0) {
    await stale.getByRole('link', { name: 'Show them' }).click();
    await page.waitForURL('**/app/calls?stale=true&archived=any');
    await page.getByRole('button', { name: 'Drop the filter Heard by another model' }).waitFor();
  } else {
    await stale.getByText('Every call was heard by the model that is chosen.').waitFor();
  }
  await fetch(`${URL_}/v1/settings/speech`, { method: 'PUT', headers: { ...key, 'Content-Type': 'application/json' }, body: '{}' });
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('the staff sees each model with what it is worth, and chooses one for a tenant and takes it back', async () => {
  const made = await staffApi('/admin/v1/tenants', { method: 'POST', body: JSON.stringify({ name: `Hearing ${stamp}`, admin_email: `ear.${stamp}@acme.example` }) });
  const { page, faults, violations, screen, close } = await open({ role: 'staff' });
  // The server's own answer, but that the model was measured here: that takes minutes.
  await page.route('**/admin/v1/models', async (route) => {
    const answer = await route.fetch();
    const listed = await answer.json();
    listed.data.find((one) => one.id === 'tiny.en-q8_0').measured = { measured_at: '2026-11-24T10:00:00Z', processor: 'Processor 1', here: true, backend: 'avx512-vnni', beams: 1, speech_s_per_cpu_s: 171.2, real_time_factor: 0.02, words: 409, word_error_rate: 6.6, speech: 'golden set' };
    await route.fulfill({ response: answer, json: listed });
  });
  await page.goto('/staff/models');
  const row = page.getByRole('row').filter({ hasText: 'tiny.en-q8_0' });
  for (const figure of ['6.6 %', 'of 409', '50× speech', '171 s a CPU second']) await row.getByText(figure).waitFor();
  await row.getByTitle(/^avx512-vnni, Processor 1/).first().waitFor();
  await row.getByText('default', { exact: true }).waitFor();
  await row.getByText('MIT').waitFor();
  await row.getByRole('button', { name: 'Copy the hash of tiny.en-q8_0' }).waitFor();
  await page.getByRole('button', { name: 'Choose for a tenant' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose for a tenant' });
  await choice(dialog, 'Tenant').fill(`Hearing ${stamp}`);
  await page.getByRole('option', { name: `Hearing ${stamp}` }).click();
  await choice(dialog, 'Model').click();
  await page.getByRole('option', { name: /^tiny\.en-q8_0/ }).click();
  await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
  await page.getByText(`Hearing ${stamp} is heard by tiny.en-q8_0`).waitFor();
  const own = choice(page, `Model of Hearing ${stamp}`);
  await own.waitFor();
  await screen('staff-models');
  const chosen = await staffApi('/admin/v1/models');
  assert.equal(chosen.choices.find((one) => one.tenant_id === made.id).model, 'tiny.en-q8_0');
  await staffApi(`/admin/v1/tenants/${made.id}/speech`, { method: 'PUT', body: JSON.stringify({ model: null }) });
  await page.reload();
  await row.waitFor();
  assert.equal(await own.count(), 0);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});
