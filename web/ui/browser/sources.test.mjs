// What is seen of telephone systems afterwards: their health with what went wrong, and the legs of a call on one axis of time.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, heading, open, URL_ } from './people.mjs';

const stamp = Date.now().toString(36);
const digits = String(Date.now()).slice(-7);
const caller = `+1997${digits}`;
const ROW = `"","12025550143","201","from-trunk","""A"" <12025550143>","PJSIP/trunk-0000002a","PJSIP/201-0000002b","Dial","PJSIP/201,60","2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:01:00",60,55,"ANSWERED","DOCUMENTATION","1772442000.1",""`;
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
