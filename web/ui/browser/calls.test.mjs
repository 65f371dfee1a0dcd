// The list and the call: what is found, what is heard, what is shown of what others wrote.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, demoCall, heading, open } from './people.mjs';

const EVIL = [
  ['<script>alert(1)</script><img src=x onerror=alert(2)>', '<b>sales</b>'],
  ['\u202eevil\u202c مرحبا', '👩‍👩‍👧‍👦 family 🏳️‍🌈'],
  ['x'.repeat(120), 'y'.repeat(120)],
];

before(async () => {
  const records = EVIL.map(([agent, queue], index) => ({
    external_id: `evil-${index}`, direction: 'inbound', from: `+4930900000${index}`, to: '+12025550100', agent, queue, started_at: `2026-10-05T10:0${index}:00Z`,
    talk_s: 30 + index, disposition: 'answered', custom: { note: agent.repeat(80) },
  }));
  for (let index = 0; index < 260; index++) {
    records.push({
      external_id: `long-${index}`, direction: index % 3 ? 'inbound' : 'outbound', from: `+1202555${String(index).padStart(4, '0')}`, to: '+12025550100', agent: String(300 + (index % 5)),
      queue: 'long list', started_at: new Date(Date.UTC(2026, 8, 1, 8) + index * 600_000).toISOString(), talk_s: index, disposition: index % 7 ? 'answered' : 'abandoned',
    });
  }
  await api('/v1/calls', { method: 'POST', body: JSON.stringify(records) });
});

test('the list is filtered by chips, and the address is what one sees', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/calls');
  await page.getByRole('row').nth(5).waitFor();
  await page.getByRole('button', { name: 'Abandoned' }).click();
  await page.waitForURL('**/app/calls?disposition=abandoned');
  await page.getByRole('gridcell', { name: 'Abandoned' }).first().waitFor();
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Queue', exact: true }).click();
  await page.getByLabel('Queue').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('long list');
  await page.keyboard.press('Enter');
  await page.waitForURL(/queue=long/);
  await page.waitForFunction(() => [...document.querySelectorAll('[role=gridcell][data-column=Queue]')].every((cell) => cell.textContent === 'long list'));
  // Every seventh of the 260, and the head.
  const fits = page.locator('[role=grid][aria-rowcount="39"]');
  await fits.waitFor();
  await page.reload();
  await fits.waitFor();
  await page.getByRole('button', { name: 'Drop the filter Queue' }).click();
  await page.waitForFunction(() => !location.search.includes('queue'));
  await screen('calls-filtered');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a long list is read page after page, sorted by the server, and only what is in sight is in the page', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?sort=-talk_s&queue=long%20list');
  await page.getByRole('row').nth(5).waitFor();
  const first = await page.getByRole('row').nth(1).textContent();
  assert.match(first, /4m 18s/);
  const grid = page.getByRole('grid');
  await grid.focus();
  // The rest is counted, not read.
  await page.getByRole('status').filter({ hasText: /^260$/ }).waitFor();
  assert.equal(await grid.getAttribute('aria-rowcount'), '261');
  assert.equal(await grid.getAttribute('data-loaded'), '100');
  for (const loaded of [200, 260]) {
    await page.keyboard.press('End');
    await page.waitForFunction((wanted) => Number(document.querySelector('[role=grid]').dataset.loaded) >= wanted, loaded);
  }
  assert.equal(await grid.getAttribute('aria-rowcount'), '261');
  await page.keyboard.press('End');
  await page.locator('[role=row][aria-rowindex="261"]').waitFor();
  assert.ok((await page.getByRole('row').count()) < 120);
  assert.deepEqual(faults, []);
  await close();
});

test('a list that cannot be read on says so, asks no further by itself, and goes on when it is told to', async () => {
  const { page, faults, close } = await open({ role: 'admin', allow: ['429 /v1/calls'] });
  let asked = 0;
  const isNext = (url) => url.pathname === '/v1/calls' && url.searchParams.has('cursor');
  await page.route(isNext, (route) => {
    asked += 1;
    return route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify({ code: 'rate_limited', detail: 'too many requests' }) });
  });
  await page.goto('/app/calls?sort=-talk_s&queue=long%20list');
  await page.getByRole('row').nth(5).waitFor();
  const grid = page.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('End');
  await page.getByText('More could not be loaded').first().waitFor();
  const more = grid.getByRole('button', { name: 'More calls' });
  await more.waitFor();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('End');
  await more.waitFor();
  assert.equal(asked, 1);
  assert.equal(await grid.getAttribute('data-loaded'), '100', 'what was read stays');
  await page.unroute(isNext);
  await more.click();
  await page.waitForFunction(() => Number(document.querySelector('[role=grid]').dataset.loaded) >= 200);
  assert.deepEqual(faults, []);
  await close();
});

test('a filter takes several values, and a link that names two means either', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?disposition=abandoned&queue=long%20list');
  await page.getByRole('gridcell', { name: 'Abandoned' }).first().waitFor();
  await page.getByRole('button', { name: 'Outcome is Abandoned' }).click();
  await page.getByRole('button', { name: 'Answered', exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('disposition') === 'answered,abandoned');
  assert.equal(await page.getByRole('button', { name: 'Answered', exact: true }).getAttribute('aria-pressed'), 'true');
  const both = (await api('/v1/calls/count?queue=long%20list&disposition=answered,abandoned&archived=false')).count;
  await page.keyboard.press('Escape');
  await page.getByRole('status').filter({ hasText: new RegExp(`^${both}$`) }).waitFor();
  await page.goto('/app/calls?disposition=abandoned&disposition=answered&queue=long%20list');
  await page.getByRole('button', { name: 'Outcome is Abandoned, Answered' }).waitFor();
  await page.getByRole('status').filter({ hasText: new RegExp(`^${both}$`) }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('the list is walked and a call is opened without a mouse', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?queue=long%20list');
  await page.getByRole('row').nth(5).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const at = await page.getByRole('grid').getAttribute('aria-activedescendant');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/app/calls/${at.replace('call-', '')}`);
  await page.locator('h1 a').waitFor();
  await page.keyboard.press(']');
  await page.waitForFunction((before) => !location.pathname.endsWith(before), at.replace('call-', ''));
  assert.deepEqual(faults, []);
  await close();
});

test('a call is looked at beside the list, and tagged and put away from there', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  const tag = `seen ${Date.now().toString(36)}`;
  await page.goto('/app/calls?queue=long%20list');
  await page.getByRole('row').nth(5).waitFor();
  const at = async () => (await page.getByRole('grid').getAttribute('aria-activedescendant')).replace('call-', '');
  await page.keyboard.press('j');
  await page.keyboard.press('Space');
  const look = page.getByRole('complementary', { name: 'A look at the call' });
  await look.getByText('long list').waitFor();
  await page.waitForURL(`**/app/calls?*peek=${await at()}`);
  await page.keyboard.press('j');
  await page.waitForURL(`**/app/calls?*peek=${await at()}`);
  await look.getByText('Outcome').waitFor();
  await screen('calls-peek');
  await page.reload();
  await look.getByText('long list').waitFor();
  await page.waitForFunction(() => location.search.endsWith(document.querySelector('[role=grid]')?.getAttribute('aria-activedescendant')?.replace('call-', '') ?? 'none'));
  await page.keyboard.press('Space');
  await look.waitFor({ state: 'detached' });
  const id = await at();
  await page.keyboard.press('l');
  const picker = page.getByRole('combobox', { name: 'Tag' });
  await picker.fill(tag);
  await page.getByRole('option', { name: `Make “${tag}”` }).waitFor();
  await page.keyboard.press('Enter');
  await look.getByRole('link', { name: tag }).waitFor();
  await page.keyboard.press('Escape');
  await picker.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await look.waitFor({ state: 'detached' });
  assert.deepEqual((await api(`/v1/calls/${id}`)).tags.map((each) => each.name), [tag]);
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  assert.ok((await api(`/v1/calls/${id}`)).archived_at);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(async (path) => !(await (await fetch(path)).json()).archived_at, `/v1/calls/${id}`, { polling: 250 });
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a call that is archived leaves the list at once, comes back by the key that everybody knows, and where it was refused', async () => {
  const { page, faults, close } = await open({ role: 'admin', allow: ['500 /v1/calls/'] });
  await page.goto('/app/calls?queue=long%20list&sort=talk_s');
  await page.getByRole('row').nth(5).waitFor();
  const at = () => page.getByRole('grid').getAttribute('aria-activedescendant');
  const id = await at();
  const isChange = (request) => request.method() === 'PATCH';
  let go = () => undefined;
  const waits = new Promise((resolve) => { go = resolve; });
  await page.route('**/v1/calls/*', async (route) => { if (isChange(route.request())) await waits; await route.continue(); });
  await page.keyboard.press('e');
  // Before the server has said a word.
  await page.locator(`[id="${id}"]`).waitFor({ state: 'detached' });
  assert.notEqual(await at(), id);
  go();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('Control+z');
  await page.locator(`[id="${id}"]`).waitFor();
  await page.waitForFunction(async (path) => !(await (await fetch(path)).json()).archived_at, `/v1/calls/${id.replace('call-', '')}`, { polling: 250 });
  await page.unroute('**/v1/calls/*');
  await page.route('**/v1/calls/*', (route) => (isChange(route.request()) ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ code: 'internal', detail: 'something broke' }) }) : route.continue()));
  const next = await at();
  await page.keyboard.press('e');
  await page.getByText('something broke').waitFor();
  await page.locator(`[id="${next}"]`).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a row opens as a link does: beside the page with a modifier or the middle button', async () => {
  const { page, context, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?queue=long%20list');
  const row = page.getByRole('row').nth(3);
  await row.waitFor();
  const id = (await row.getAttribute('id')).replace('call-', '');
  for (const how of [{ modifiers: ['Control'] }, { button: 'middle' }]) {
    const [beside] = await Promise.all([context.waitForEvent('page'), row.locator('[data-column=Queue]').click(how)]);
    await beside.waitForURL(`**/app/calls/${id}`);
    await beside.close();
    assert.match(page.url(), /\/app\/calls\?/);
  }
  assert.equal(context.pages().length, 1);
  await row.locator('[data-column=Queue]').click();
  await page.waitForURL(`**/app/calls/${id}`);
  assert.deepEqual(faults, []);
  await close();
});

test('a filter is found by typing, by its name or by one of its values, and the days outlive it', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?from_day=2026-09-01&to_day=2026-09-03');
  await page.getByRole('row').nth(3).waitFor();
  await page.keyboard.press('f');
  await page.getByLabel('Find a filter').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('outb');
  await page.getByRole('button', { name: 'Direction', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Outbound', exact: true }).click();
  await page.waitForURL(/direction=outbound/);
  // Closed, and the focus back where it was.
  await page.getByRole('button', { name: 'Outbound', exact: true }).waitFor({ state: 'detached' });
  await page.keyboard.press('f');
  await page.getByLabel('Find a filter').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('queue');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('button', { name: 'Queue', exact: true }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Queue').and(page.locator(':focus')).waitFor();
  await page.keyboard.type('long list');
  await page.keyboard.press('Enter');
  await page.waitForURL(/queue=long/);
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.waitForURL((url) => !url.search.includes('queue') && !url.search.includes('direction'));
  assert.deepEqual([new URL(page.url()).searchParams.get('from_day'), new URL(page.url()).searchParams.get('to_day')], ['2026-09-01', '2026-09-03']);
  assert.deepEqual(faults, []);
  await close();
});

test('beneath a banner the list has what is left of the frame, and neither of them moves', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.route('**/v1/usage', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), used: 100, limit: 100, withheld: 3 } });
  });
  await page.goto('/app/calls?queue=long%20list');
  await page.getByText('The limit of 100 calls is reached.').waitFor();
  await page.getByRole('row').nth(5).waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('PageDown');
  const main = await page.evaluate(() => { const { scrollTop, scrollHeight, clientHeight } = document.getElementById('main'); return [scrollTop, scrollHeight - clientHeight]; });
  assert.deepEqual(main, [0, 0]);
  assert.deepEqual(faults, []);
  await close();
});

test('a list jumps to a day, and back by dropping the filter', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?queue=long%20list');
  await page.getByRole('row').nth(5).waitFor();
  await page.keyboard.press('d');
  await page.getByLabel(/^Day in /).fill('2026-09-02');
  await page.keyboard.press('Enter');
  await page.waitForURL(/started_before=2026-09-0/);
  await page.getByRole('row').nth(1).filter({ hasText: 'Sep 2' }).waitFor();
  await page.getByRole('button', { name: 'Drop the filter Begun' }).click();
  await page.waitForFunction(() => !location.search.includes('started_before'));
  assert.deepEqual(faults, []);
  await close();
});

test('whoever comes back from a call is where it stands in the list', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app/calls?queue=long%20list');
  await page.getByRole('row').nth(5).waitFor();
  await page.getByRole('grid').focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press('PageDown');
  const at = await page.getByRole('grid').getAttribute('aria-activedescendant');
  await page.keyboard.press('Enter');
  await page.locator('h1 a').waitFor();
  await page.goBack();
  const row = page.locator(`[id="${at}"]`);
  await row.waitFor();
  assert.equal(await page.getByRole('grid').getAttribute('aria-activedescendant'), at);
  await page.waitForFunction((id) => { const { top, bottom } = document.getElementById(id).getBoundingClientRect(); return top > 100 && bottom < innerHeight; }, at);
  assert.deepEqual(faults, []);
  await close();
});

test('a call is found in the palette by its number, its id and the name that its telephone system gives it, and a tag by its name', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  const call = await demoCall('long-3');
  const tag = await api('/v1/tags', { method: 'POST', body: JSON.stringify({ name: `palette ${Date.now()}`, color: 'teal' }) });
  await page.goto('/app');
  await heading(page, 'Overview');
  for (const typed of ['+1 202 555 0003', call.id, 'long-3']) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill(typed);
    await page.getByRole('option', { name: /\+12025550003/ }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor({ state: 'detached' });
  }
  // Pages that have no entry of their own are found by what is done there.
  for (const [typed, title] of [['vocabulary', 'Speech'], ['second factor required', 'Security'], ['matrix', 'Roles']]) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill(typed);
    await page.getByRole('option', { name: title, exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor({ state: 'detached' });
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill(tag.name);
  await page.getByRole('option', { name: tag.name, exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('tag') === tag.name);
  await page.getByText('No call fits').waitFor();
  await api(`/v1/tags/${tag.id}`, { method: 'DELETE' });
  assert.deepEqual(faults, []);
  await close();
});

test('a call is heard, the words follow, a word is gone to, and the text is taken along', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  const slider = page.getByRole('slider', { name: 'Place in the recording' });
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForFunction(() => Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) >= 2);
  await page.waitForFunction(() => CSS.highlights.has('word'));
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play' }).waitFor();
  const turn = page.locator('article').nth(6);
  const from = await turn.getByRole('button', { name: /^Go to/ }).textContent();
  await turn.locator('p').click({ position: { x: 4, y: 8 } });
  const seconds = from.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  await page.waitForFunction((wanted) => Math.abs(Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) - wanted) <= 1, seconds);
  assert.match(await slider.getAttribute('aria-valuetext'), /Agent|Customer/);
  await slider.focus();
  await page.keyboard.press('Home');
  assert.equal(await slider.getAttribute('aria-valuenow'), '0');
  await page.keyboard.press('/');
  await page.keyboard.type('the');
  await page.waitForFunction(() => CSS.highlights.get('found')?.size > 1);
  await screen('call');
  await page.getByRole('button', { name: 'Download' }).click();
  for (const [name, begin] of [['Subtitles (.srt)', '1\n'], ['Web subtitles (.vtt)', 'WEBVTT'], ['Text (.txt)', '['], ['Words and times (.json)', '{']]) {
    const href = await page.getByRole('menuitem', { name }).getAttribute('href');
    const text = await page.evaluate(async (address) => (await fetch(address)).text(), href);
    assert.ok(text.startsWith(begin), `${name}: ${text.slice(0, 20)}`);
  }
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('the figures, the sentiment, the legs and the trace of a call are there', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin', scheme: 'dark' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  // Whose figure it is stands beside it, for all to see.
  const pace = page.locator('dl > div').filter({ hasText: 'Words a minute' });
  await pace.getByText(/^Agent \d+$/).waitFor();
  await pace.getByText(/^Customer \d+$/).waitFor();
  assert.equal(await pace.locator('.unseen').count(), 0);
  await page.getByRole('tab', { name: 'Sentiment' }).click();
  await page.getByText('From start to end').first().waitFor();
  // The lowest point is gone to.
  const lowest = page.getByRole('tabpanel', { name: 'Sentiment' }).getByRole('button', { name: /^Go to/ }).first();
  const wanted = (await lowest.textContent()).split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  await lowest.click();
  await page.waitForFunction((seconds) => Math.abs(Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) - seconds) <= 1, wanted);
  await page.getByRole('tab', { name: 'Legs' }).click();
  await page.getByRole('tabpanel', { name: 'Legs' }).getByText('demo-0040').waitFor();
  await page.getByRole('tab', { name: 'Trace' }).click();
  await page.locator('aside ol li').nth(2).waitFor();
  await screen('call-trace-dark');
  assert.deepEqual(faults, []);
  await close();
});

test('the key for notes is for writing: what is typed next is text', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  const field = page.getByRole('textbox', { name: 'A note' });
  for (const text of ['each l', 'each lx']) {
    await page.keyboard.press('n');
    await field.and(page.locator(':focus')).waitFor();
    await page.keyboard.type(text.slice(-1) === 'x' ? 'x' : text);
    assert.equal(await field.inputValue(), text);
    await page.getByRole('tab', { name: 'Legs' }).click();
  }
  assert.ok(!(await api(`/v1/calls/${call.id}`)).archived_at);
  await page.keyboard.press('n');
  await field.fill('');
  assert.deepEqual(faults, []);
  await close();
});

test('words of a transcript that are chosen become a note about them, at their moment', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  const choose = (turn, length) => page.locator('article').nth(turn).locator('p').evaluate((said, letters) => {
    const range = document.createRange();
    range.setStart(said.firstChild, 0);
    range.setEnd(said.firstChild, Math.min(letters, said.firstChild.length));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return range.toString().trim();
  }, length);
  const first = await choose(4, 14);
  const from = await page.locator('article').nth(4).getByRole('button', { name: /^Go to/ }).textContent();
  await page.getByRole('button', { name: 'Note on this' }).waitFor();
  await screen('call-quote');
  await page.getByRole('button', { name: 'Note on this' }).click();
  const field = page.getByRole('textbox', { name: 'A note' });
  await field.and(page.locator(':focus')).waitFor();
  assert.equal(await field.inputValue(), `“${first}” `);
  assert.equal(await page.getByRole('button', { name: 'Without the moment' }).textContent(), from);
  const second = await choose(5, 9);
  await page.locator('h1').focus();
  await page.keyboard.press('n');
  await page.waitForFunction((end) => document.activeElement?.value?.endsWith(end), `“${second}” `);
  assert.equal(await field.inputValue(), `“${first}”\n“${second}” `);
  await field.fill('');
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('on paper a call is its facts and its words, without the frame', async () => {
  const { page, faults, close } = await open({ role: 'admin', scheme: 'dark' });
  const call = await demoCall();
  await page.goto(`/app/calls/${call.id}`);
  await heading(page, /\+12025550140/);
  const facts = page.locator('dl[class*=paper]').filter({ hasText: call.id });
  assert.ok(!(await facts.isVisible()), 'on the screen they stand elsewhere');
  await page.emulateMedia({ media: 'print' });
  await facts.waitFor();
  await facts.getByText('Conversation').waitFor();
  await page.locator('article').first().waitFor();
  assert.deepEqual([await page.getByRole('navigation', { name: 'Main' }).isVisible(), await page.getByRole('button', { name: 'Play' }).isVisible()], [false, false]);
  // A dark page is printed as a light one.
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  assert.ok((await page.pdf()).length > 10_000);
  assert.deepEqual(faults, []);
  await close();
});

test('what others wrote is text, and holds the layout', async () => {
  for (const phone of [false, true]) {
    const { page, faults, violations, screen, close } = await open({ role: 'admin', phone });
    await page.goto('/app/calls?number=%2B4930900');
    await page.getByRole('row').nth(3).waitFor();
    await page.getByRole('gridcell', { name: '<b>sales</b>', includeHidden: true }).waitFor({ state: 'attached' });
    await screen(`foreign-list-${phone ? 'phone' : 'desk'}`);
    for (const index of [0, 1, 2]) {
      const call = await demoCall(`evil-${index}`);
      await page.goto(`/app/calls/${call.id}`);
      await heading(page, /\+4930900/);
      await page.getByText('External id').waitFor();
      const wide = await page.evaluate(() => [...document.querySelectorAll('h1, main section, aside, [class*=facts]')].map((each) => each.getBoundingClientRect().right).filter((right) => right > innerWidth + 1));
      assert.deepEqual(wide, [], `call ${index}`);
    }
    await screen(`foreign-call-${phone ? 'phone' : 'desk'}`);
    assert.deepEqual([faults, await violations()], [[], []]);
    await close();
  }
});
