// What is seen of telephone systems afterwards: their health with what went wrong, the legs of a call on one axis of time, the connection that
// we open, the folder that is watched, and files of records that somebody brings.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { api, heading, open, URL_ } from './people.mjs';

const stamp = Date.now().toString(36);
const digits = String(Date.now()).slice(-7);
const caller = `+1997${digits}`;
/** Where the server that script/ui starts watches folders; another one may have none, and names no private hosts. */
const FOLDERS = process.env.AUDIAPRO_BROWSER_FOLDERS;
const ROW = `"","12025550143","201","from-trunk","""A"" <12025550143>","PJSIP/trunk-0000002a","PJSIP/201-0000002b","Dial","PJSIP/201,60","2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:01:00",60,55,"ANSWERED","DOCUMENTATION","1772442000.1",""`;
const row = (n) => `${ROW.replace('1772442000.1', `1772442000.${n}`)}\n`;
const desk = mkdtempSync(join(tmpdir(), 'audiapro-records-'));
after(() => rmSync(desk, { recursive: true, force: true }));
let source;
let call;

before(async () => {
  const made = await api('/v1/sources', { method: 'POST', body: JSON.stringify({ name: `health-${stamp}`, label: `Health ${stamp}`, format: 'asterisk-cdr-csv', secrets: { basic: { user: 'pbx', password: 'sesame' } } }) });
  source = made;
  const at = (seconds) => new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000 + seconds * 1000).toISOString();
  const leg = (id, more) => api('/v1/calls', { method: 'POST', body: JSON.stringify({ external_id: `${id}-${stamp}`, linked_id: `axis-${stamp}`, direction: 'inbound', from: caller, to: '+12025550100', ...more }) });
  call = await leg('queue', { started_at: at(0), ended_at: at(40), wait_s: 40, talk_s: 0, disposition: 'no_answer', queue: `Sales ${stamp}`, custom: { leg_kind: 'queue', passed_on: true } });
  await leg('first', { started_at: at(40), answered_at: at(50), ended_at: at(110), talk_s: 60, disposition: 'answered', agent: '201' });
  await leg('second', { started_at: at(110), answered_at: at(120), ended_at: at(200), talk_s: 80, disposition: 'answered', agent: '202' });
});

/** Left and right end of each bar, in shares of its axis. */
function bars(page) {
  return page.getByRole('tabpanel', { name: 'Legs' }).getByRole('img').evaluateAll((all) => all.map((bar) => {
    const box = bar.getBoundingClientRect();
    const parts = [...bar.children].map((part) => part.getBoundingClientRect());
    return [Math.min(...parts.map((part) => part.left)), Math.max(...parts.map((part) => part.right))].map((x) => Math.round(((x - box.left) / box.width) * 100));
  }));
}

test('the legs of a call stand one behind the other on one axis of time, with who they were', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/calls/${call.call_id}`);
  await heading(page, new RegExp(caller.replace('+', '\\+')));
  await page.getByRole('tab', { name: 'Legs' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Legs' });
  await panel.getByText(`second-${stamp}`).waitFor();
  await panel.getByText(`Sales ${stamp}`).waitFor();
  await panel.getByRole('img', { name: 'Rings 10s, talks 1m 20s' }).waitFor();
  const [queue, first, second] = await bars(page);
  const isAbout = (found, wanted) => found.every((share, n) => Math.abs(share - wanted[n]) <= 2);
  assert.ok(isAbout(queue, [0, 20]) && isAbout(first, [20, 55]) && isAbout(second, [55, 100]), JSON.stringify([queue, first, second]));
  await screen('call-legs');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('an address of a part that a telephone system does not have leads to its health', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  for (const tab of ['connection', 'nothing']) {
    await page.goto(`/app/settings/sources/${source.id}?tab=${tab}`);
    await page.getByRole('tab', { name: 'Health', selected: true }).waitFor();
    await page.getByRole('tabpanel', { name: 'Health' }).waitFor();
  }
  assert.deepEqual(faults, []);
  await close();
});

test('the health of a telephone system tells its last record, what could not be read and who came without the secret', async () => {
  const send = (body, password) => fetch(`${URL_}/v1/intake/${source.id}`, { method: 'POST', body, headers: { Authorization: `Basic ${Buffer.from(`pbx:${password}`).toString('base64')}` } });
  assert.equal((await send(`${ROW}\nnot a record\n`, 'sesame')).status, 202);
  assert.equal((await send(ROW, 'wrong')).status, 401);
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/settings/sources');
  await heading(page, 'Telephone systems');
  const row = page.getByRole('row').filter({ hasText: `Health ${stamp}` });
  await row.getByText('1 not read').waitFor();
  await row.getByText('partly unread').waitFor();
  await screen('sources-health');
  await row.getByRole('link', { name: `Health ${stamp}` }).click();
  await page.getByText('Some of what came could not be read.').waitFor();
  // What is counted comes within seconds.
  const says = (name, what) => page.locator('dl > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) }).locator('dd').filter({ hasText: what }).waitFor();
  await says('Legs in 24 hours', /^1 /);
  await says('Not read', /^1$/);
  await says('Without the secret', /^1$/);
  await says('Last record', /ago|now|min|sec/);
  await screen('source-health-amiss');
  await page.getByRole('link', { name: 'Look at it' }).click();
  await heading(page, 'What could not be read');
  await page.getByRole('row').nth(1).filter({ hasText: `health-${stamp}` }).waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

const made = (name, format) => api('/v1/sources', { method: 'POST', body: JSON.stringify({ name: `${name}-${stamp}`, label: `${name} ${stamp}`, format }) });
const callsOf = async (name) => (await api(`/v1/calls/count?source_instance=${name}-${stamp}`)).count;

async function until(what, holds) {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert.ok(tries < 240, what);
    await new Promise((next) => { setTimeout(next, 250); });
  }
}

/** Asterisk's manager interface, as far as a client can tell: lets in whoever proves the password, answers pings, tells of calls. */
async function manager(password) {
  const inside = new Set();
  const server = createServer((socket) => {
    let heard = '';
    socket.on('error', () => undefined);
    socket.on('close', () => inside.delete(socket));
    socket.write('Asterisk Call Manager/9.0.0\r\n');
    socket.on('data', (bytes) => {
      heard += bytes;
      for (let end = heard.indexOf('\r\n\r\n'); end >= 0; end = heard.indexOf('\r\n\r\n')) {
        const action = Object.fromEntries(heard.slice(0, end).split('\r\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
        heard = heard.slice(end + 4);
        const say = (...lines) => socket.write(`${lines.join('\r\n')}\r\n\r\n`);
        if (action.Action === 'Challenge') say('Response: Success', `ActionID: ${action.ActionID}`, 'Challenge: 840415273');
        else if (action.Action === 'Ping') say('Response: Success', 'Ping: Pong');
        else if (action.Action === 'Login' && action.Username === 'audiapro' && action.Key === createHash('md5').update(`840415273${password}`).digest('hex')) {
          say('Response: Success', `ActionID: ${action.ActionID}`, 'Message: Authentication accepted');
          inside.add(socket);
        } else if (action.Action === 'Login') {
          say('Response: Error', `ActionID: ${action.ActionID}`, 'Message: Authentication failed');
          socket.end();
        }
      }
    });
  });
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  return {
    port: server.address().port,
    inside: () => inside.size,
    tell: (...lines) => inside.forEach((socket) => socket.write(`${lines.join('\r\n')}\r\n\r\n`)),
    close: () => { inside.forEach((socket) => socket.destroy()); server.close(); },
  };
}

test('what is changed of how a system is read stays when something else of it is stored', async () => {
  // No record of it is kept yet.
  const { page, faults, close } = await open({ role: 'admin', allow: ['404 /v1/sources/'] });
  const { id } = await made('kept', 'asterisk-cdr-csv');
  await page.goto(`/app/settings/sources/${id}?tab=settings`);
  const label = page.getByRole('textbox', { name: 'Label' });
  await label.fill(`Typed ${stamp}`);
  // It stands as the server has it: until then it does not move.
  await page.getByRole('switch', { name: 'It may send' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByText('switched off', { exact: true }).waitFor();
  assert.equal(await label.inputValue(), `Typed ${stamp}`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await heading(page, new RegExp(`Typed ${stamp}`));
  await page.getByRole('button', { name: 'Undo changes' }).waitFor({ state: 'detached' });
  assert.equal((await api(`/v1/sources/${id}`)).label, `Typed ${stamp}`);
  assert.deepEqual(faults, []);
  await close();
});

test('a connection is opened to a telephone system that waits for one, tells what is wrong with it, and is closed', async () => {
  const asterisk = await manager('s3cret-of-asterisk');
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  try {
    const { id } = await made('ami', 'asterisk-ami-cdr');
    await page.goto(`/app/settings/sources/${id}`);
    await page.getByRole('tab', { name: 'Connection' }).click();
    await page.getByText('None is opened.').waitFor();
    const [host, port, user, password] = ['Host', 'Port', 'User', 'Password'].map((name) => page.getByRole('textbox', { name }));
    await host.fill('127.0.0.1');
    await port.fill(String(asterisk.port));
    await user.fill('audiapro');
    await password.fill('not-the-password');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    if (!FOLDERS) {
      await page.getByText(/inside a private network: the operator/).waitFor();
      await close();
      return;
    }
    await page.getByText('We cannot connect to it.').waitFor();
    await page.getByText('Look at user and password').waitFor();
    await screen('source-connection-refused');
    assert.deepEqual([await user.inputValue(), await password.inputValue()], ['', ''], 'what is kept is not shown');
    await user.fill('audiapro');
    await password.fill('s3cret-of-asterisk');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('We are connected.').waitFor();
    await screen('source-connection');
    assert.equal(asterisk.inside(), 1);
    asterisk.tell('Event: Cdr', 'AccountCode: ', 'Source: 2025550171', 'Destination: 210', 'DestinationContext: from-trunk', 'CallerID: "Acme" <2025550171>', 'Channel: PJSIP/itsp-00000029', 'DestinationChannel: PJSIP/210-0000002a',
      'LastApplication: Dial', 'LastData: PJSIP/210,30', 'StartTime: 2026-03-02 11:02:03', 'AnswerTime: 2026-03-02 11:02:09', 'EndTime: 2026-03-02 11:05:09', 'Duration: 186', 'BillableSeconds: 180', 'Disposition: ANSWERED', 'AMAFlags: DOCUMENTATION',
      `UniqueID: 1772449323.${digits}`, 'UserField: ');
    await until('its call is there', async () => (await callsOf('ami')) === 1);
    // What is typed stays while the state is read anew; a login goes to no other place.
    await host.fill('pbx.example.com');
    await page.waitForResponse((response) => response.url().endsWith('/connection') && response.request().method() === 'GET');
    await page.getByText('what is kept was given for another place').first().waitFor();
    assert.equal(await host.inputValue(), 'pbx.example.com');
    await page.getByRole('button', { name: 'Undo changes' }).click();
    assert.equal(await host.inputValue(), '127.0.0.1');
    await page.reload();
    await page.getByText('We are connected.').waitFor();
    assert.ok(!(await page.content()).includes('s3cret-of-asterisk'));
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Close it' }).click();
    await page.getByText('None is opened.').waitFor();
    await until('it is hung up', async () => asterisk.inside() === 0);
    assert.deepEqual([faults, await violations()], [[], []]);
  } finally {
    asterisk.close();
  }
  await close();
});

test('a folder is watched, tells how far its files were read, and is watched no longer', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin', allow: ['400 /v1/sources/'] });
  const { id } = await made('drops', 'asterisk-cdr-csv');
  await page.goto(`/app/settings/sources/${id}`);
  assert.equal(await page.getByRole('tab', { name: 'Connection' }).count(), 0, 'such a system waits for no connection');
  await page.getByRole('tab', { name: 'Folder' }).click();
  if (!FOLDERS) {
    await page.getByText('This server has no folder for you').waitFor();
    await close();
    return;
  }
  const folder = join(FOLDERS, process.env.AUDIAPRO_TENANT, `drops-${stamp}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'Master.csv');
  writeFileSync(file, row(1));
  for (const each of [join(FOLDERS, process.env.AUDIAPRO_TENANT), folder]) chmodSync(each, 0o755);
  chmodSync(file, 0o644);
  await page.getByText('None is watched.').waitFor();
  await page.getByRole('textbox', { name: 'Folder' }).fill('../elsewhere');
  await page.getByRole('button', { name: 'Watch it', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'it leads out of the folder' }).waitFor();
  await page.getByRole('textbox', { name: 'Folder' }).fill(`drops-${stamp}`);
  await page.getByRole('textbox', { name: 'Names' }).fill('Master.csv');
  await page.getByRole('textbox', { name: 'Seconds between two looks' }).fill('1');
  await page.getByRole('button', { name: 'Watch it', exact: true }).click();
  await page.getByText('It is watched.').waitFor();
  const line = page.getByRole('row').filter({ hasText: 'Master.csv' });
  await line.getByText('read as far as it goes').waitFor();
  appendFileSync(file, row(2));
  await until('what was added is read', async () => (await callsOf('drops')) === 2);
  await screen('source-folder');
  // What is typed stays while the state is read anew.
  await page.getByRole('textbox', { name: 'Names' }).fill('smdr-?.log');
  await page.waitForResponse((response) => response.url().endsWith('/folder') && response.request().method() === 'GET');
  assert.equal(await page.getByRole('textbox', { name: 'Names' }).inputValue(), 'smdr-?.log');
  await page.getByRole('button', { name: 'Undo changes' }).click();
  await page.getByRole('button', { name: 'Watch it no longer' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Watch it no longer' }).click();
  await page.getByText('None is watched.').waitFor();
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

/** Told where it is sent; the list of imports says it too. */
const became = (page, words) => page.getByRole('status').filter({ hasText: words }).waitFor();

test('a file of records is looked at, imported with progress, gone on with after a failure, and known when it comes again', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  const { id } = await made('brought', 'asterisk-cdr-csv');
  // Two parts: blank lines are nothing.
  const long = join(desk, 'long.csv');
  writeFileSync(long, `${row(1)}not a record\n${'\n'.repeat(700_000)}${row(2)}`);
  const packed = join(desk, 'again.csv.gz');
  writeFileSync(packed, gzipSync(`${row(1)}${row(2)}`));
  await page.goto(`/app/settings/sources/${id}?tab=import`);
  const input = page.locator('input[type=file]');
  await input.setInputFiles(long);
  await page.getByRole('button', { name: 'Only look' }).click();
  await page.getByText('2 legs would be read, 1 piece could not be, 0 are no records.').waitFor();
  await page.getByText('The first of them, as they would be stored').waitFor();
  await screen('import-records-look');
  assert.equal(await callsOf('brought'), 0, 'nothing is kept');
  // The line breaks off behind the first part.
  let parts = 0;
  await page.route('**/records?*', (route) => { parts += 1; return parts === 2 ? route.abort() : route.continue(); });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
  await became(page, '1 new, 0 known before, 1 not read');
  await screen('import-records-stopped');
  await page.unroute('**/records?*');
  await page.reload();
  await input.setInputFiles(long);
  await page.getByText('it goes on where it was left').waitFor();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await became(page, '2 new, 0 known before, 1 not read');
  await page.getByText('Done.').waitFor();
  await page.getByRole('tabpanel', { name: 'Import' }).getByRole('link', { name: 'What could not be read' }).waitFor();
  await screen('import-records');
  assert.equal(await callsOf('brought'), 2);
  await input.setInputFiles(packed);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await became(page, '0 new, 2 known before, 0 not read');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a table in our own form is looked at, imported with what is wrong in it, and shows on its calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin', allow: ['400 /v1/sources/'] });
  const { id } = await made('own', 'canonical');
  const table = join(desk, 'history.csv');
  const lines = [1, 2, 3].map((n) => `own-${n},inbound,2026-03-02T09:0${n}:00Z,${caller},60,"one, two"`);
  await page.goto(`/app/settings/sources/${id}`);
  await page.getByRole('tab', { name: 'Import' }).click();
  const input = page.locator('input[type=file]');
  writeFileSync(table, `external_id,agnet\n${lines.join('\n')}\n`);
  await input.setInputFiles(table);
  await page.getByRole('button', { name: 'Only look' }).click();
  await page.getByRole('alert').filter({ hasText: 'the column "agnet" is not known' }).waitFor();
  const right = join(desk, 'history-right.csv');
  writeFileSync(right, `external_id,direction,started_at,from,talk_s,custom.order\n${lines.join('\n')}\nown-4,sideways,2026-03-02T09:04:00Z,,,\n`);
  await input.setInputFiles(right);
  await page.getByRole('button', { name: 'Only look' }).click();
  await page.getByText('3 legs would be read, 1 piece could not be, 0 are no records.').waitFor();
  await page.getByText('`direction` is one of inbound, outbound, internal, transit, unknown, not "sideways"').waitFor();
  assert.equal(await callsOf('own'), 0, 'nothing is kept');
  await screen('import-own-look');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await became(page, '3 new, 0 known before, 1 not read');
  await page.getByRole('link', { name: 'Its calls' }).click();
  await page.getByRole('row').nth(3).waitFor();
  assert.equal(await callsOf('own'), 3);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('an import that was left is listed for everybody, and gone on with in another browser', async () => {
  const { id } = await made('shared', 'asterisk-cdr-csv');
  const file = join(desk, 'shared.csv');
  writeFileSync(file, `${row(1)}${'\n'.repeat(700_000)}${row(2)}`);
  const first = await open({ role: 'admin' });
  await first.page.goto(`/app/settings/sources/${id}?tab=import`);
  let parts = 0;
  await first.page.route('**/records?*', (route) => { parts += 1; return parts === 2 ? route.abort() : route.continue(); });
  await first.page.locator('input[type=file]').setInputFiles(file);
  await first.page.getByRole('button', { name: 'Import', exact: true }).click();
  await first.page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
  await first.close();
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/settings/sources');
  const line = page.getByRole('region', { name: 'Latest imports' }).getByRole('row').filter({ hasText: `shared ${stamp}` });
  await line.getByText('1 new, 0 known before, 0 not read').waitFor();
  await screen('imports');
  await line.getByRole('link', { name: `shared ${stamp}` }).click();
  await page.getByRole('region', { name: 'Latest imports' }).getByText('shared.csv').waitFor();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByText('it goes on where it was left').waitFor();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await became(page, '2 new, 0 known before, 0 not read');
  await page.getByRole('region', { name: 'Latest imports' }).getByText('done', { exact: true }).waitFor();
  assert.equal(await callsOf('shared'), 2);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});
