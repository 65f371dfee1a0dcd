// Every page: readable by everybody, in both schemes, inside a telephone's width, without breaking the policy.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { api, demoCall, heading, open, staffApi, URL_ } from './people.mjs';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const PAGES = ['/app', '/app/analytics', '/app/analytics?tab=callers', '/app/analytics?tab=hours', '/app/analytics?tab=handle-time', '/app/analytics?tab=repeat', '/app/tags', '/app/search', '/app/compare', '/app/calls', '/app/audit', '/app/usage', '/app/queue', '/app/team', '/app/team?tab=invitations', '/app/team?tab=roles', '/app/team?tab=groups', '/app/team?tab=sessions', '/app/keys', '/app/settings', '/app/settings/company', '/app/settings/sources', '/app/settings/sources/new', '/app/settings/quarantine', '/app/settings/recordings', '/app/settings/recordings?tab=orphans', '/app/settings/speech', '/app/profile', '/app/directory', '/app/directory?tab=contacts', '/app/directory?tab=fields'];
const STAFF = ['/staff/tenants', '/staff/tenants?status=destroyed', '/staff/queue', '/staff/dead-letters', '/staff/models', '/staff/audit', '/staff/flags', '/staff/jobs', '/staff/limits', '/staff/maintenance', '/staff/people', '/staff/profile'];
const DOORS = ['/s#token=x', '/staff/sign-in', '/sign-in', '/sign-up', '/forgot', '/reset#token=x', '/verify#token=x', '/unlock#token=x', '/confirm-address#token=x', '/invitation#token=x', '/join#token=x'];

/** Of one tenant, with a call and a telephone system of it: what comes by the interface itself, which has no guide of a maker. */
async function tenantPages() {
  const [call, { data }] = [await demoCall(), await api('/v1/sources')];
  const source = data.find((each) => each.name === 'api');
  return [...PAGES, `/app/calls/${call.id}`, ...['', '?tab=access', '?tab=settings', '?tab=guide'].map((tab) => `/app/settings/sources/${source.id}${tab}`)];
}

async function settled(page) {
  await page.locator('h1').first().waitFor();
  // The stream of events never rests, so what is waited for is what one sees.
  await page.waitForFunction(() => document.fonts.status === 'loaded' && !document.querySelector('.mantine-Skeleton-root, [aria-busy="true"]'));
}

async function violationsOf(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], preload: false }));
  return found.violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing on any page, ${scheme}`, async () => {
    const { page, faults, violations, screen, close } = await open({ role: 'admin', scheme, allow: ['404 /v1/sources/'] });
    for (const path of await tenantPages()) {
      await page.goto(path);
      await settled(page);
      assert.deepEqual(await violationsOf(page), [], path);
      assert.deepEqual(await violations(), [], path);
      assert.equal(await page.locator('h1').count(), 1, path);
      await screen(`${nameOf(path)}-${scheme}`);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search or jump to' }).getByRole('combobox', { name: 'Search or jump to' }).waitFor();
    assert.deepEqual(await violationsOf(page), [], 'palette');
    await screen(`palette-${scheme}`);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    assert.deepEqual(await violationsOf(page), [], 'keys');
    await page.goto(`/app/calls/${(await demoCall()).id}`);
    await settled(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('alertdialog', { name: 'Delete this call?' }).waitFor();
    assert.deepEqual(await violationsOf(page), [], 'a question');
    assert.deepEqual(await violations(), []);
    assert.deepEqual(faults, []);
    await close();
  });

  test(`axe finds nothing on the way in, ${scheme}`, async () => {
    const { page, violations, screen, close } = await open({ scheme, allow: ['401 /v1/auth/session', '401 /admin/v1/auth/session'] });
    // A call as somebody outside sees it, too.
    const shared = await api(`/v1/calls/${(await demoCall()).id}/shares`, { method: 'POST', body: JSON.stringify({ words: true, sound: true, hours: 1 }) });
    for (const path of [...DOORS, shared.link]) {
      await page.goto(path);
      await settled(page);
      assert.deepEqual(await violationsOf(page), [], path);
      assert.deepEqual(await violations(), [], path);
      if (path === '/join#token=x') await screen(`door-${scheme}`);
    }
    await close();
  });
}

/** The pages of the staff, and of one tenant. */
async function staffPages() {
  const [{ data }, { staff_id: me }] = [await staffApi('/admin/v1/tenants?q=Demo&limit=1'), await staffApi('/admin/v1/auth/session')];
  return [...STAFF, `/staff/people/${me}`, ...['', '?tab=members', '?tab=given-up', '?tab=audit'].map((tab) => `/staff/tenants/${data[0].id}${tab}`)];
}

const nameOf = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'one').replace(/\W+/g, '-').slice(1);

for (const scheme of ['light', 'dark']) {
  test(`axe finds nothing on the staff's pages, ${scheme}`, async () => {
    const { page, faults, violations, screen, close } = await open({ role: 'staff', scheme });
    for (const path of await staffPages()) {
      await page.goto(path);
      await settled(page);
      assert.deepEqual(await violationsOf(page), [], path);
      assert.deepEqual(await violations(), [], path);
      assert.equal(await page.locator('h1').count(), 1, path);
      await screen(`${nameOf(path)}-${scheme}`);
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test('on a telephone every page of the staff stays inside its width', async () => {
  const { page, faults, screen, close } = await open({ role: 'staff', phone: true });
  for (const path of await staffPages()) {
    await page.goto(path);
    await settled(page);
    await isInside(page, path, () => screen(`${nameOf(path)}-phone`));
  }
  assert.deepEqual(faults, []);
  await close();
});

/** On a telephone of today, which is kept as a picture, and on the narrowest one, or a large one at twice its size. */
async function isInside(page, path, keep) {
  assert.deepEqual(await outsideOf(page, 390), [], path);
  await keep();
  await page.setViewportSize({ width: 320, height: 640 });
  assert.deepEqual(await outsideOf(page, 320), [], `${path}, narrow`);
  await page.setViewportSize({ width: 390, height: 844 });
}

/** Boxes against the telephone's own width: the page's could have grown with them. What is in a row that is moved to and fro, as tabs are, is not. */
function outsideOf(page, width) {
  return page.evaluate((most) => [...document.querySelectorAll('h1, nav, main, .panel, button, [role=tablist]')]
    .filter((each) => !each.closest('.scroll-x') && !each.closest('[role=group]') && (!each.closest('[role=tablist]') || each.role === 'tablist') && each.checkVisibility() && each.getBoundingClientRect().width > 2)
    .filter((each) => each.getBoundingClientRect().right > most + 1).map((each) => `${each.tagName} ${each.className} ${Math.round(each.getBoundingClientRect().right)}`), width);
}

test('on a telephone every page stays inside its width', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin', phone: true, allow: ['404 /v1/sources/'] });
  for (const path of await tenantPages()) {
    await page.goto(path);
    await settled(page);
    await isInside(page, path, () => screen(`${nameOf(path)}-phone`));
  }
  assert.deepEqual(faults, []);
  await close();
});

test('on a telephone a table breaks no name into letters, and the tab that is shown is in sight', async () => {
  const { page, faults, close } = await open({ role: 'admin', phone: true });
  await page.goto('/app/team');
  await settled(page);
  const name = page.getByRole('row').nth(1).getByText('Demo Admin', { exact: true });
  assert.ok((await name.boundingBox()).height < 60, 'a name is one line, or two');
  await page.goto('/app/settings/recordings');
  await settled(page);
  const { x, width } = await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Recordings without their call' }).boundingBox();
  assert.ok(x >= 0 && x + width <= 391, `${x} ${width}`);
  assert.deepEqual(faults, []);
  await close();
});

test('a page of the settings is called what its tab is called', async () => {
  const { page, faults, close } = await open({ role: 'admin', allow: ['404 /v1/sources/'] });
  await page.goto('/app/settings');
  const tabs = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await tabs.first().waitFor();
  for (const title of await tabs.allTextContents()) {
    await tabs.filter({ hasText: title }).click();
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  }
  assert.deepEqual(faults, []);
  await close();
});

test('on a telephone the lanes of a recording have their names too', async () => {
  const { page, faults, close } = await open({ role: 'admin', phone: true });
  await page.goto(`/app/calls/${(await demoCall()).id}`);
  await settled(page);
  const boxOf = (name) => page.getByRole('region', { name: 'Player' }).getByText(name, { exact: true }).boundingBox();
  const [agent, customer] = [await boxOf('Agent'), await boxOf('Customer')];
  assert.ok(agent && customer && agent.y < customer.y && customer.x >= 0, JSON.stringify([agent, customer]));
  assert.deepEqual(faults, []);
  await close();
});

test('the page keeps to a policy that forbids what is not ours', async () => {
  const response = await fetch(`${URL_}/app`);
  const policy = response.headers.get('content-security-policy');
  const html = await response.text();
  const nonce = /nonce-([0-9a-f]{32})/.exec(policy)[1];
  assert.ok(html.includes(`nonce="${nonce}"`));
  assert.ok(!/unsafe|https?:/.test(policy), policy);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.notEqual(/nonce-([0-9a-f]{32})/.exec((await fetch(`${URL_}/app`)).headers.get('content-security-policy'))[1], nonce);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)[1];
  const asset = await fetch(`${URL_}${script}`, { headers: { 'Accept-Encoding': 'br' } });
  assert.match(asset.headers.get('cache-control'), /immutable/);
  assert.equal(asset.headers.get('content-encoding'), 'br');
  assert.equal((await fetch(`${URL_}/assets/gone-12345678.js`)).status, 404);
  assert.equal((await fetch(`${URL_}/nothing/of/the/kind`)).status, 404);
  // Without the nonce the styles of the page would be refused: the test would see a broken policy.
  const { page, context, violations, close } = await open({ allow: ['401 /v1/auth/session'] });
  await context.route('**/sign-in', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/nonce="[0-9a-f]{32}"/, 'nonce="wrong"') });
  });
  await page.goto('/sign-in');
  await page.locator('h1').waitFor();
  assert.ok((await violations()).length > 0);
  await close();
});

/** Who reaches what, written down apart from the roles of the server. */
const REACH = {
  '/app': ['Overview', 'manager', 'agent', 'viewer'],
  '/app/calls': ['Calls', 'manager', 'agent', 'viewer'],
  '/app/search': ['Search', 'manager', 'agent', 'viewer'],
  '/app/analytics': ['Analytics', 'manager', 'agent', 'viewer'],
  '/app/usage': ['Usage', 'manager', 'viewer'],
  '/app/queue': ['Queue', 'manager'],
  '/app/team': ['Team', 'manager', 'viewer'],
  '/app/directory': ['Directory', 'manager', 'viewer'],
  '/app/keys': ['API keys'],
  '/app/audit': ['Audit'],
  '/app/settings': ['Settings'],
};

for (const role of ['manager', 'agent', 'viewer']) {
  test(`a ${role} is shown the ways that a ${role} may go, and finds nothing at the others`, async () => {
    const { page, faults, close } = await open({ role });
    await page.goto('/app');
    await heading(page, 'Overview');
    const shown = await page.getByRole('navigation', { name: 'Main' }).getByRole('list').first().getByRole('link').allTextContents();
    assert.deepEqual(shown.map((each) => each.trim()), Object.values(REACH).filter((each) => each.includes(role)).map(([title]) => title));
    for (const [path, [, ...roles]] of Object.entries(REACH)) {
      await page.goto(path);
      await (roles.includes(role) ? page.locator('h1') : page.getByText('There is no such page')).waitFor();
      assert.deepEqual([await page.locator('h1').count(), await page.getByText('There is no such page').count()], [1, roles.includes(role) ? 0 : 1], path);
      if (!roles.includes(role)) await page.waitForFunction(() => document.title.startsWith('There is no such page'));
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test('on a telephone every place is reached, in the bar or in the menu', async () => {
  const { page, faults, close } = await open({ role: 'admin', phone: true });
  await page.goto('/app');
  await heading(page, 'Overview');
  const bar = await page.getByRole('navigation', { name: 'Main' }).getByRole('list').first().getByRole('link').allTextContents();
  await page.getByRole('button', { name: /your menu$/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  const menu = await page.getByRole('menuitem').allTextContents();
  assert.deepEqual(Object.values(REACH).map(([title]) => title).filter((title) => ![...bar, ...menu].some((each) => each.trim() === title)), []);
  assert.deepEqual(faults, []);
  await close();
});

for (const [role, path] of [['admin', '/app/usage'], ['staff', '/staff/tenants']]) {
  test(`the own menu, which is fetched when it is asked for, opens at the first key and gives the focus back, ${role}`, async () => {
    const { page, faults, violations, close } = await open({ role });
    await page.goto(path);
    await page.locator('h1').waitFor();
    const button = page.getByRole('button', { name: /your menu$/ });
    const out = page.getByRole('menuitem', { name: 'Sign out' });
    const focused = (words) => page.waitForFunction((text) => document.activeElement?.textContent.endsWith(text), words);
    for (const key of ['Enter', 'Space']) {
      await button.focus();
      assert.equal(await button.getAttribute('aria-expanded'), 'false');
      await page.keyboard.press(key);
      await out.waitFor();
      assert.equal(await button.getAttribute('aria-expanded'), 'true');
      await page.waitForFunction(() => document.activeElement?.closest('[role=menu]'));
      await page.keyboard.press('ArrowDown');
      await focused('Your profile');
      await page.keyboard.press('Escape');
      await out.waitFor({ state: 'detached' });
      await focused('your menu');
    }
    await button.click();
    await out.waitFor();
    await button.click();
    await out.waitFor({ state: 'detached' });
    assert.deepEqual(await violations(), []);
    assert.deepEqual(faults, []);
    await close();
  });
}

test('an agent’s own profile asks for nothing that the role may not read', async () => {
  const { page, faults, close } = await open({ role: 'agent' });
  await page.goto('/app/profile');
  await heading(page, 'Your profile');
  await page.getByText('Agent', { exact: true }).waitFor();
  await page.getByText('this one').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('an agent to whom no call has come reads whose calls stand in the list, not how a company begins', async () => {
  const { page, faults, close } = await open({ role: 'agent' });
  await page.route(/\/v1\/calls\?/, (route) => route.fulfill({ json: { data: [], next: null } }));
  await page.goto('/app/calls');
  await page.getByText('No call of yours has come in yet').waitFor();
  await page.getByText(/^Here stand the calls of your extensions/).waitFor();
  assert.equal(await page.getByText('As soon as a telephone system sends records').count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('an agent sees the calls of the own extension, all of them and no other', async () => {
  const { page, close } = await open({ role: 'agent', allow: ['404 /v1/calls/', '403 '] });
  await page.goto('/app/calls');
  await page.getByRole('row').nth(1).waitFor();
  const rows = await page.locator('[role=row][id^="call-"]').evaluateAll((all) => all.map((row) => [row.id.replace('call-', ''), row.querySelector('[data-column=Agent]').textContent]));
  const own = new Map((await api('/v1/calls?agent=201&archived=false&limit=200')).data.map((call) => [call.id, call]));
  const written = (call) => (call.agents.length > 1 ? `${call.agent_names[0]} +${call.agents.length - 1}` : call.agent_name ?? call.agent);
  assert.ok(rows.length > 5, `${rows.length} rows`);
  for (const [id, cell] of rows) {
    assert.ok(own.get(id)?.agents.includes('201'), `${id} of ${cell} is no call of 201`);
    assert.equal(cell, written(own.get(id)));
  }
  // The same calls by count, as they were a moment ago; and there are others.
  const asOf = new Date(Date.now() - 5_000).toISOString();
  const count = (query = '') => `/v1/calls/count?as_of=${encodeURIComponent(asOf)}${query}`;
  const seen = await page.evaluate(async (path) => (await (await fetch(path)).json()).count, count());
  assert.equal(seen, (await api(count('&agent=201'))).count);
  assert.ok(seen < (await api(count())).count);
  const foreign = await demoCall('demo-0049');
  assert.ok(!foreign.agents.includes('201'));
  await page.goto(`/app/calls/${foreign.id}`);
  await page.getByText('There is nothing here').waitFor();
  await close();
});

test('a key is made, shown once, and works in the command that is offered', async () => {
  const { page, faults, screen, close } = await open({ role: 'admin' });
  await page.goto('/app/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  await page.getByLabel('Name').fill('Reader of calls');
  await page.getByText('Chosen permissions').click();
  await page.getByRole('button', { name: 'Make key' }).click();
  const dialog = page.getByRole('dialog', { name: 'The new key' });
  await dialog.waitFor();
  await screen('key-once');
  assert.match(await dialog.getByLabel('Command').textContent(), /•{10,}/);
  await dialog.getByRole('button', { name: 'Show' }).nth(1).click();
  const command = await dialog.getByLabel('Command').textContent();
  const said = execFileSync('bash', ['-c', command.replace(/^curl/, 'curl -sS --fail')], { encoding: 'utf8' });
  assert.ok(JSON.parse(said).data.length > 0);
  await dialog.getByRole('button', { name: 'I have it' }).click();
  await page.getByText('Reader of calls').waitFor();
  await page.getByRole('button', { name: 'Actions for Reader of calls' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('revoked').first().waitFor();
  assert.deepEqual(faults, []);
  await close();
});
