// Recordings of a folder are looked at by name and sent with progress; those without a call are given to one by hand, those that are announced
// and not there are waited for, or no longer.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, heading, open } from './people.mjs';

const stamp = Date.now().toString(36);
const digits = String(Date.now()).slice(-7);
const [name, known, other] = [`shelf-${stamp}`, `+1999${digits}`, `+1998${String(Date.now() + 1_234_567).slice(-7)}`];
// Their ends differ: numbers are the same if they end the same.
const begin = new Date(Math.floor(Date.now() / 1000) * 1000 - 7_200_000);
let source;
let calls;

/** As names of files write it. */
const written = (at) => at.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);

/** One second, another sound for each seed. */
function wav(seed) {
  const sound = Buffer.alloc(44 + 16_000);
  sound.write('RIFF', 0);
  sound.writeUInt32LE(sound.length - 8, 4);
  sound.write('WAVEfmt ', 8);
  sound.writeUInt32LE(16, 16);
  sound.writeUInt16LE(1, 20);
  sound.writeUInt16LE(1, 22);
  sound.writeUInt32LE(8000, 24);
  sound.writeUInt32LE(16_000, 28);
  sound.writeUInt16LE(2, 32);
  sound.writeUInt16LE(16, 34);
  sound.write('data', 36);
  sound.writeUInt32LE(16_000, 40);
  for (let n = 0; n < 8000; n += 1) sound.writeInt16LE(Math.round(8000 * Math.sin(n * (0.05 + seed / 100))), 44 + 2 * n);
  return sound;
}

const file = (path, seed) => ({ name: path, mimeType: 'audio/wav', buffer: wav(seed) });

async function call(id, from, more = {}) {
  return api('/v1/calls', { method: 'POST', body: JSON.stringify({
    source_instance: name, external_id: `${id}-${stamp}`, direction: 'inbound', from, to: '+12025550100', agent: '201', talk_s: 30, disposition: 'answered', started_at: begin.toISOString(), answered_at: begin.toISOString(), ...more,
  }) });
}

before(async () => {
  source = await api('/v1/sources', { method: 'POST', body: JSON.stringify({ name, label: `Shelf ${stamp}`, format: 'canonical' }) });
  calls = { first: await call('first', known), second: await call('second', other), third: await call('third', other, { started_at: new Date(begin - 86_400_000).toISOString(), answered_at: new Date(begin - 86_400_000).toISOString(), recording_ref: `lost-${stamp}.wav` }) };
});

test('a folder is looked at by its names, sent with progress, and the same again is known', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin', allow: ['400 /v1/sources/'] });
  await page.goto(`/app/settings/sources/${source.id}`);
  await page.getByRole('tab', { name: 'Recordings' }).click();
  const files = [file(`${written(begin)}_${known.slice(1)}_x.wav`, 1), file(`${written(begin)}_5550000_x.wav`, 2), file('cover.txt', 3)];
  const input = page.locator('input[type=file]').first();
  await input.setInputFiles(files);
  await page.getByLabel('How their names are made').fill('{when}');
  await page.getByRole('button', { name: 'Look at the names' }).click();
  await page.getByText('is no place of a name').waitFor();
  await page.getByLabel('How their names are made').fill('{started:%Y%m%d-%H%M%S}_{from}_{any}.{any}');
  await page.getByRole('button', { name: 'Look at the names' }).click();
  await page.getByText('2 of 3 names say something, 1 have their call already.').waitFor();
  await page.getByText('says nothing').waitFor();
  await screen('import-recordings-names');
  await page.getByRole('button', { name: 'Send 3 recordings' }).click();
  await page.getByText('1 with their call, 2 without one yet, 0 known before, 0 failed').waitFor();
  await page.getByText('3 of 3').waitFor();
  await screen('import-recordings');
  await page.reload();
  await input.setInputFiles(files);
  await page.getByLabel('How their names are made').fill('{started:%Y%m%d-%H%M%S}_{from}_{any}.{any}');
  await page.getByRole('button', { name: 'Look at the names' }).click();
  await page.getByRole('button', { name: 'Send 3 recordings' }).click();
  await page.getByText(/0 with their call, 0 without one yet, 3 known before, 0 failed/).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('an import of recordings that was stopped goes on where it was', async () => {
  // A shelf of its own: what lies there belongs to no call.
  const { id } = await api('/v1/sources', { method: 'POST', body: JSON.stringify({ name: `stops-${stamp}`, label: `Stops ${stamp}`, format: 'canonical' }) });
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app/settings/sources/${id}?tab=recordings`);
  await page.locator('input[type=file]').first().setInputFiles(Array.from({ length: 6 }, (_, n) => file(`${written(begin)}_666${digits}${n}_y.wav`, 40 + n)));
  await page.getByLabel('How their names are made').fill('{started:%Y%m%d-%H%M%S}_{from}_{any}.{any}');
  await page.getByRole('button', { name: 'Look at the names' }).click();
  // What is on its way stays there until it is stopped.
  const held = [];
  let holds = true;
  const isSent = (url) => url.pathname.endsWith('/recordings') && url.searchParams.has('name');
  await page.route(isSent, (route) => (holds ? held.push(route) : route.continue()));
  await page.getByRole('button', { name: 'Send 6 recordings' }).click();
  for (let tries = 0; held.length < 3 && tries < 100; tries += 1) await new Promise((next) => { setTimeout(next, 50); });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  holds = false;
  for (const route of held) await route.continue();
  await page.getByRole('status').filter({ hasText: /^Stopped\./ }).waitFor();
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await page.getByRole('status').filter({ hasText: /^Done\./ }).waitFor();
  await page.getByText('6 of 6', { exact: true }).waitFor();
  assert.equal(held.length, 3, 'no more than three at a time');
  assert.deepEqual(faults, []);
  await close();
});

test('a recording without a call is given to one, and another is dropped', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/settings/recordings?tab=orphans&source_instance=${name}`);
  await heading(page, 'Recordings without their call');
  await page.getByRole('row').nth(2).waitFor();
  await screen('recordings-orphans');
  await page.getByRole('button', { name: new RegExp(`Look at ${written(begin)}_5550000`) }).click();
  await page.getByText('has a recording').waitFor();
  await screen('recordings-orphan');
  await page.getByRole('button', { name: `Give it to second-${stamp}` }).click();
  await page.getByText('It is that call’s now').waitFor();
  const given = await api(`/v1/calls/${calls.second.call_id}`);
  assert.ok(given.legs[0].recording, 'the call has it');
  await page.getByRole('button', { name: 'Look at cover.txt' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('alertdialog', { name: 'Drop this recording?' }).waitFor();
  // The key takes the question back, and not what is beneath it.
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await page.getByRole('dialog').getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Drop' }).click();
  await page.getByText('Every recording has its call').waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a recording that is announced and not there is listed, and no longer waited for', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'manager' });
  await page.goto(`/app/settings/recordings?source_instance=${name}`);
  await heading(page, 'Recordings without their call');
  const row = page.getByRole('row').filter({ hasText: `lost-${stamp}.wav` });
  await row.getByText('nobody fetches it').waitFor();
  await screen('recordings-missing');
  await row.getByRole('button', { name: `Wait for lost-${stamp}.wav no longer` }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByText('No recording is missing').waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('it is said from where recordings are fetched, and the secret for it is kept and never shown', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin', allow: ['400 /v1/sources/'] });
  await page.goto(`/app/settings/sources/${source.id}?tab=recordings`);
  await page.getByRole('heading', { name: 'Where they are fetched' }).waitFor();
  await page.getByRole('combobox', { name: 'Place' }).click();
  await page.getByRole('option', { name: 'A store that speaks S3' }).click();
  await page.getByLabel('Address of the store').fill('nowhere');
  await page.getByRole('textbox', { name: 'Bucket' }).fill('calls');
  await page.getByRole('combobox', { name: 'Secret' }).click();
  await page.getByRole('option', { name: 'Access key of the store' }).click();
  await page.getByRole('textbox', { name: 'Access key' }).fill('AK');
  await page.getByRole('textbox', { name: 'Secret key' }).fill('sesame');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('is an http or https address').waitFor();
  await page.getByLabel('Address of the store').fill('https://store.example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It is kept. Type another one to change it.').first().waitFor();
  const told = await api(`/v1/sources/${source.id}/fetching`);
  assert.deepEqual([told.fetched, told.secret, told.s3.bucket, told.s3.region], [true, 's3', 'calls', 'us-east-1']);
  assert.ok(!(await page.content()).includes('sesame'));
  await screen('source-recordings');
  await page.getByRole('combobox', { name: 'Place' }).click();
  await page.getByRole('option', { name: 'They are sent to us, or not at all' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('textbox', { name: 'Bucket' }).waitFor({ state: 'detached' });
  // The word that the first one is saved may still stand there.
  await page.waitForFunction(async (path) => !(await (await fetch(path)).json()).fetched, `/v1/sources/${source.id}/fetching`, { polling: 250 });
  const none = await api(`/v1/sources/${source.id}/fetching`);
  assert.deepEqual([none.fetched, none.secret, none.s3], [false, null, null]);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});
