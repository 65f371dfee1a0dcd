// The overview: each figure tells how it is reckoned and what it is compared with, and opens exactly its calls.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { api, heading, open } from './people.mjs';

/** Three weeks of the demo's year to which no other test adds a call. */
const day = (before) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
const [FROM, TO] = [day(200), day(180)];
const DAYS = `from_day=${FROM}&to_day=${TO}`;

test('a figure tells how it is reckoned and what it is compared with, and opens exactly its calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  // Days to which no other test adds a call meanwhile.
  await page.goto(`/app?${DAYS}`);
  const card = page.getByRole('region', { name: 'Answered', exact: true });
  await card.waitFor();
  await page.getByText(/ · compared with /).waitFor();
  await page.keyboard.press('t');
  await page.keyboard.press('x');
  await page.waitForURL(/compare=off/);
  await page.getByText(/ · compared with /).waitFor({ state: 'detached' });
  await card.getByRole('button', { name: 'How Answered is calculated' }).click();
  const link = page.getByRole('link', { name: /^Open [\d,]+ calls$/ });
  const told = Number((await link.textContent()).replace(/\D/g, ''));
  assert.ok(told > 50, `${told} calls of three weeks`);
  await page.getByText('V2', { exact: true }).first().waitFor();
  await screen('overview-how');
  await link.click();
  await heading(page, /Calls/);
  await page.getByRole('row').nth(1).waitFor();
  const { search } = new URL(page.url());
  assert.match(search, /as_of=/, 'the calls as they were when the figure was reckoned');
  assert.equal((await api(`/v1/calls/count${search}`)).count, told);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('how a figure is calculated is read by the keyboard, and Escape leads back to its button', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}`);
  const button = page.getByRole('button', { name: 'How Answered is calculated' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('link', { name: /^Open [\d,]+ calls$/ }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await button.and(page.locator(':focus')).waitFor();
  // What lies open takes single keys for itself; now they are the page's again.
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('the days are walked by keys, compared with named ones, and looked at closer by a drag over the chart', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}`);
  await page.getByText(/ · compared with /).waitFor();
  const shift = (from, by) => new Date(Date.parse(from) + by * 86_400_000).toISOString().slice(0, 10);
  for (const [key, from, to] of [['ArrowLeft', shift(FROM, -21), shift(FROM, -1)], ['ArrowRight', FROM, TO], ['z', shift(TO, 11 - 41), shift(TO, 11)]]) {
    await page.keyboard.press('t');
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.searchParams.get('from_day') === from && url.searchParams.get('to_day') === to);
  }
  await page.goto(`/app?${DAYS}`);
  await page.getByRole('button', { name: 'vs. the days before' }).click();
  await page.getByLabel('Compare from').fill(day(260));
  await page.getByLabel('Compare to').fill(day(240));
  await page.getByRole('button', { name: 'Compare with these' }).click();
  await page.waitForURL((url) => url.searchParams.get('compare') === 'custom' && url.searchParams.get('compare_from') === day(260));
  const { compare } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/overview?from=${FROM}&to=${TO}&compare=custom&compare_from=${day(260)}&compare_to=${day(240)}`);
  assert.deepEqual([compare.from, compare.to], [day(260), day(240)]);
  await page.getByText(/ · compared with /).waitFor();
  await screen('overview-compare-custom');
  const chart = page.getByRole('group', { name: /^Calls over time/ });
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  const step = box.width / 21;
  await page.mouse.move(box.x + step * 4.5, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + step * 6.5, box.y + 80, { steps: 4 });
  await screen('overview-brush');
  await page.mouse.up();
  await page.waitForURL((url) => url.pathname === '/app' && url.searchParams.get('from_day') === shift(FROM, 4) && url.searchParams.get('to_day') === shift(FROM, 6));
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('weekends are left out of every figure, and of the calls behind it', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}&compare=off`);
  await page.getByRole('button', { name: 'All days' }).click();
  await page.getByRole('menuitem', { name: 'Without weekends' }).click();
  await page.waitForURL(/exclude=weekends/);
  const { figures } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/overview?from=${FROM}&to=${TO}&exclude=weekends`);
  const { value, calls } = figures.find((figure) => figure.id === 'calls');
  assert.match(calls.href, /weekday=1,2,3,4,5/);
  assert.equal((await api(`/v1/calls/count${calls.href.slice(calls.href.indexOf('?'))}`)).count, value);
  const link = page.getByRole('region', { name: 'Calls', exact: true }).getByRole('link').first();
  await page.waitForFunction((wanted) => Number(document.querySelector('section[aria-label="Calls"] a')?.textContent.replace(/\D/g, '')) === wanted, value);
  await page.keyboard.press('Escape');
  await link.click();
  await heading(page, /Calls/);
  await page.getByRole('button', { name: 'Drop the filter Weekday' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('calls over time are told by direction too, in the address, and each caller narrows the page', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}&compare=off`);
  await page.getByRole('group', { name: /^Calls over time/ }).waitFor();
  await page.getByText('By direction', { exact: true }).click();
  await page.waitForURL(/by=direction/);
  await page.getByRole('button', { name: 'Table: Calls over time' }).click();
  const table = page.getByRole('region', { name: 'Calls over time' });
  await table.getByRole('columnheader', { name: 'Outbound', exact: true }).waitFor();
  await screen('overview-by-direction');
  const { points } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/volume?from=${FROM}&to=${TO}`);
  const told = await table.getByRole('row').evaluateAll((all) => all.slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent.replace(/\D/g, '')))));
  assert.deepEqual(told.map(([inbound, outbound, internal]) => [inbound, outbound, internal]), points.map(({ by_direction: by }) => [by.inbound ?? 0, by.outbound ?? 0, by.internal ?? 0]));
  assert.deepEqual(told.map((cells) => cells.at(-1)), points.map((point) => point.calls));
  const callers = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Callers', exact: true }) });
  const number = callers.getByRole('row').nth(1).getByRole('button');
  const wanted = await number.textContent();
  await number.click();
  await page.getByRole('button', { name: 'Drop the filter Number' }).waitFor();
  assert.deepEqual([new URL(page.url()).searchParams.get('number'), new URL(page.url()).searchParams.get('by')], [wanted, 'direction']);
  const { figures } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/overview?from=${FROM}&to=${TO}&number=${encodeURIComponent(wanted)}`);
  const { value } = figures.find((figure) => figure.id === 'calls');
  await page.waitForFunction((calls) => Number(document.querySelector('section[aria-label="Calls"] a')?.textContent.replace(/\D/g, '')) === calls, value);
  assert.ok(value > 0);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('how soon is soon enough is chosen for the service level, and stands in the address', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}&compare=off`);
  const card = page.getByRole('region', { name: 'Service level', exact: true });
  await card.getByRole('button', { name: 'How Service level is calculated' }).click();
  for (const variant of ['SL1', 'SL2', 'SL3', 'SL5', 'SLc']) await page.getByText(variant, { exact: true }).waitFor();
  await page.getByLabel('Answered within (T)').selectOption('60');
  await page.waitForURL(/service_level_s=60/);
  const { figures } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/overview?from=${FROM}&to=${TO}&service_level_s=60`);
  const level = figures.find((figure) => figure.id === 'service_level');
  const link = page.getByRole('link', { name: `Open ${level.calls.count.toLocaleString('en')} calls` });
  await link.waitFor();
  await screen('overview-service-level');
  await link.click();
  await heading(page, /Calls/);
  const { search } = new URL(page.url());
  assert.match(search, /wait_max_s=60/);
  assert.equal((await api(`/v1/calls/count${search}`)).count, level.numerator);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('how long callers wait before they give up is told, and opens to these calls', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}&compare=off`);
  const card = page.getByRole('region', { name: 'Time to abandon', exact: true });
  await card.getByRole('button', { name: 'How Time to abandon is calculated' }).click();
  await page.getByText('AAT', { exact: true }).waitFor();
  const link = page.getByRole('link', { name: /^Open [\d,]+ calls?$/ });
  const told = Number((await link.textContent()).replace(/\D/g, ''));
  assert.ok(told > 0, 'somebody gave up in three weeks');
  await link.click();
  await heading(page, /Calls/);
  assert.equal((await api(`/v1/calls/count${new URL(page.url()).search}`)).count, told);
  assert.deepEqual(faults, []);
  await close();
});

test('how many call again is followed over the days, by a window that one chooses, and opens to these calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app/analytics?tab=repeat&${DAYS}`);
  await page.getByRole('group', { name: /^Called again over time/ }).waitFor();
  await page.getByText('Within 30 days', { exact: true }).click();
  await page.getByRole('button', { name: 'Table: Called again over time' }).click();
  await screen('analytics-repeat-trend');
  const { trend } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/first-call-resolution?from=${FROM}&to=${TO}&within_d=30`);
  const at = trend.findIndex((point) => point.n > point.resolved);
  assert.ok(at >= 0, 'somebody called again');
  const table = page.getByRole('region', { name: 'Called again over time' });
  const again = trend[at].n - trend[at].resolved;
  await page.waitForFunction(([row, calls]) => Number([...document.querySelectorAll('[role=region][aria-label="Called again over time"] tr')][row + 1]?.querySelector('td')?.textContent.replace(/\D/g, '')) === calls, [at, again]);
  await table.getByRole('row').nth(at + 1).getByRole('button').click();
  await page.waitForURL(/called_again_within_d=30/);
  assert.equal((await api(`/v1/calls/count${new URL(page.url()).search}`)).count, again);
  // Each definition opens to its calls, those by callers too.
  await page.goBack();
  const once = page.getByRole('row').filter({ hasText: 'callers who called once ÷ callers' }).getByRole('link');
  await once.waitFor();
  const callers = Number((await once.textContent()).replace(/\D/g, ''));
  await once.click();
  await page.waitForURL(/called_once=true/);
  await page.getByRole('button', { name: 'Drop the filter Called once in these days' }).waitFor();
  assert.equal((await api(`/v1/calls/count${new URL(page.url()).search}`)).count, callers);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a figure counts the same calls for a filter, which is dropped again', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto('/app?range=12mo&agent=201&compare=off');
  await page.getByRole('button', { name: 'Drop the filter Agent' }).waitFor();
  const card = page.getByRole('region', { name: 'Calls', exact: true });
  const figure = card.getByRole('link');
  await figure.waitFor();
  const few = Number((await figure.textContent()).replace(/\D/g, ''));
  const href = await figure.getAttribute('href');
  assert.equal((await api(`/v1/calls/count${href.slice(href.indexOf('?'))}`)).count, few);
  await page.getByRole('button', { name: 'Drop the filter Agent' }).click();
  await page.waitForFunction((before) => Number(document.querySelector('section[aria-label="Calls"] a')?.textContent.replace(/\D/g, '')) > before, few);
  assert.deepEqual(faults, []);
  await close();
});

test('a chart is read as a table, taken along as a file, and each row of it opens its calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}&compare=previous`);
  await page.getByRole('button', { name: 'Table: Calls over time' }).click();
  const table = page.getByRole('region', { name: 'Calls over time' });
  await table.getByRole('columnheader', { name: 'Answered', exact: true }).waitFor();
  await screen('overview-table');
  const { points } = await page.evaluate(async (query) => (await fetch(query)).json(), `/v1/analytics/volume?from=${FROM}&to=${TO}`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV: Calls over time' }).click()]);
  assert.equal(download.suggestedFilename(), 'calls-over-time.csv');
  const [head, ...lines] = readFileSync(await download.path(), 'utf8').replace('\ufeff', '').trimEnd().split('\r\n');
  assert.match(head, /^When,Answered,Gave up or rang out,Other,All,Before/);
  assert.deepEqual(lines.map((line) => line.split(',')[0]), points.map((point) => point.at));
  assert.deepEqual(lines.map((line) => Number(line.split(',')[1])), points.map((point) => point.by_disposition.answered ?? 0));
  assert.equal(await table.getByRole('row').count(), points.length + 1);
  const rows = await table.getByRole('row').evaluateAll((all) => all.slice(1).map((row) => Number(row.querySelectorAll('td')[3].textContent.replace(/\D/g, ''))));
  const at = rows.findIndex((calls) => calls > 0);
  await table.getByRole('row').nth(at + 1).getByRole('button').click();
  await heading(page, /Calls/);
  await page.getByRole('row').nth(1).waitFor();
  assert.equal((await api(`/v1/calls/count${new URL(page.url()).search}`)).count, rows[at]);
  assert.deepEqual([faults, await violations()], [[], []]);
  await close();
});

test('a finger is told of a bar by its first touch, and led to its calls by the second', async () => {
  const { page, faults, close } = await open({ role: 'admin', phone: true });
  await page.goto(`/app/analytics?tab=handle-time&${DAYS}`);
  const chart = page.getByRole('group', { name: /^Answered calls by length/ });
  await chart.scrollIntoViewIfNeeded();
  const { width } = await chart.boundingBox();
  const bar = { position: { x: width / 20, y: 100 } };
  await chart.tap(bar);
  const told = chart.getByRole('status');
  await told.getByText('0s to below 30s').waitFor();
  const box = await told.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 391, JSON.stringify(box));
  assert.match(page.url(), /handle-time/, 'it only tells');
  await chart.tap(bar);
  await page.waitForURL(/\/app\/calls\?.*talk_max_s=29/);
  assert.deepEqual(faults, []);
  await close();
});

test('the week is walked by arrow keys, and Enter opens the calls of an hour', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app/analytics?tab=hours&${DAYS}`);
  const week = page.getByRole('region', { name: 'Calls by weekday and hour' });
  await week.getByRole('link').first().waitFor();
  await week.focus();
  await page.keyboard.press('Tab');
  const at = () => page.evaluate(() => document.activeElement.closest('td')?.dataset.at);
  const first = await at();
  assert.ok(first, 'one cell is reached by Tab');
  await page.keyboard.press('ArrowRight');
  const second = await at();
  assert.notEqual(second, first);
  assert.deepEqual(await week.locator('a[tabindex="0"]').evaluateAll((all) => all.map((link) => link.closest('td').dataset.at)), [second], 'the others are no stops on the way');
  const calls = Number((await page.evaluate(() => document.activeElement.textContent)).replace(/\D/g, ''));
  await page.keyboard.press('Enter');
  await heading(page, /Calls/);
  await page.getByRole('row').nth(1).waitFor();
  const { search } = new URL(page.url());
  assert.equal(new URLSearchParams(search).get('weekday'), second.split('-')[0]);
  assert.equal((await api(`/v1/calls/count${search}`)).count, calls);
  assert.deepEqual(faults, []);
  await close();
});

test('a page of figures says by what it is narrowed and drops it, and its columns say their formulas', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app/analytics?${DAYS}&direction=inbound`);
  const of = async () => Number((await page.getByRole('row').nth(1).getByRole('link').first().textContent()).replace(/\D/g, ''));
  await page.getByRole('row').nth(1).waitFor();
  const few = await of();
  const first = (query) => api(`/v1/analytics/agents?from=${FROM}&to=${TO}${query}`).then(({ data }) => data[0].calls);
  assert.equal(few, await first('&direction=inbound'));
  // Each count of a row opens to itself.
  const row = (await api(`/v1/analytics/agents?from=${FROM}&to=${TO}&direction=inbound`)).data[0];
  const [, answered, negative] = await page.getByRole('row').nth(1).getByRole('link').evaluateAll((links) => links.map((link) => new URL(link.href).search));
  assert.equal((await api(`/v1/calls/count${answered}`)).count, row.answered);
  if (row.negative_share) assert.equal((await api(`/v1/calls/count${negative}`)).count, Math.round(row.negative_share * row.labelled));
  await page.getByText('How these are calculated').click();
  await page.getByText('aht_no_acw').first().waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV: agents' }).click()]);
  assert.match(readFileSync(await download.path(), 'utf8'), /^\ufeffagent,calls,answered,handled,talk_s,aht_s,wait_s,waits,asa_s,score_sum,score,negative,negative_share,labelled\r\n/);
  await page.getByRole('button', { name: 'Drop the filter Direction' }).click();
  await page.waitForURL((url) => !url.search.includes('direction'));
  await page.waitForFunction((before) => Number(document.querySelector('tbody tr a')?.textContent.replace(/\D/g, '')) > before, few);
  assert.deepEqual(faults, []);
  await close();
});

test('a page begins at its top, and is where it was left when one comes back to it', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  await page.goto(`/app?${DAYS}`);
  await heading(page, 'Overview');
  const link = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Latest calls' }) }).getByRole('listitem').last().getByRole('link');
  const scrolled = () => page.evaluate(() => document.getElementById('main').scrollTop);
  await link.scrollIntoViewIfNeeded();
  const left = await scrolled();
  assert.ok(left > 200, `${left} px`);
  await link.click();
  await page.locator('h1 a').waitFor();
  assert.equal(await scrolled(), 0);
  await page.goBack();
  await heading(page, 'Overview');
  await page.waitForFunction((wanted) => Math.abs(document.getElementById('main').scrollTop - wanted) < 150, left);
  assert.deepEqual(faults, []);
  await close();
});

test('a panel that cannot be read says so and is asked again, and the rest of the page stays alive', async () => {
  const { page, faults, close } = await open({ role: 'admin', allow: ['500 /v1/calls'] });
  const isWorst = (url) => url.pathname === '/v1/calls' && url.searchParams.get('sentiment') === 'negative';
  await page.route(isWorst, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify({ code: 'internal', detail: 'something broke' }) }));
  await page.goto('/app');
  await heading(page, 'Overview');
  const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Needs a look' }) });
  await panel.getByRole('alert').filter({ hasText: 'This could not be loaded' }).waitFor();
  await page.getByRole('region', { name: 'Calls', exact: true }).waitFor();
  await page.unroute(isWorst);
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByRole('alert').waitFor({ state: 'detached' });
  assert.deepEqual(faults, []);
  await close();
});

test('today is compared with as much of another day, and the page says so', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin' });
  await page.goto('/app?range=today');
  await page.getByText(/ · compared with .+, until .+ \(as far as today has gone\) · /).waitFor();
  await screen('overview-today');
  await page.goto('/app/compare?range=today');
  await page.getByText(/^Today goes on: the other days are told as far as today has gone\./).waitFor();
  await page.getByRole('columnheader', { name: /, until / }).waitFor();
  await page.goto(`/app/compare?${DAYS}`);
  await page.getByRole('rowheader', { name: 'Answered', exact: true }).waitFor();
  assert.equal(await page.getByText(/Today goes on/).count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('days in an address that cannot be meant are left out of it, and the page shows its own', async () => {
  const { page, faults, close } = await open({ role: 'admin' });
  for (const [path, asked, left] of [['/app', 'range=all&agent=201', 'agent=201'], ['/app/analytics', 'range=eternity', ''], ['/app/compare', 'before_range=all', ''], ['/app/calls', 'from_day=2026-02-30&to_day=2026-03-01&agent=201', 'agent=201']]) {
    await page.goto(`${path}?${asked}`);
    await page.waitForURL((url) => url.pathname === path && url.search === (left ? `?${left}` : ''));
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  await page.goto('/app/calls?range=all');
  await heading(page, /^Calls/);
  assert.equal(new URL(page.url()).search, '?range=all');
  assert.deepEqual(faults, []);
  await close();
});
