// What pressing something costs on the list of calls: Event Timing, from the input to the next paint, as INP has it. And how soon a record shows
// on an open page, from the server's 202. `script/bench ui` starts it beside a server; it prints one line of JSON.
//
// usage: measure.mjs ROUNDS RECORDS

import { launch, signIn } from './chromium.mjs';

const need = (name) => process.env[name] ?? fail(`${name} is missing: run script/bench ui`);
const fail = (words) => { throw new Error(words); };
const [ROUNDS, RECORDS] = [Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 40)];
/** The browser tells of no event that took less. */
const LEAST_MS = 16;

/** Runs in the page before anything else: every event that belongs to an interaction, and when links to calls were first painted. */
function watch() {
  window.measured = { looks: false, events: [], marks: [], shown: {}, pills: {} };
  new PerformanceObserver((list) => {
    for (const { interactionId, startTime, duration } of list.getEntries()) {
      if (interactionId) window.measured.events.push({ id: interactionId, at: startTime, ms: duration });
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  const look = () => {
    for (const link of document.querySelectorAll('a[href^="/app/calls/"]')) window.measured.shown[link.getAttribute('href')] ??= Date.now();
    for (const button of document.querySelectorAll('button')) {
      const pill = /^(\d+) new calls?$/.exec(button.textContent);
      if (pill) window.measured.pills[pill[1]] ??= Date.now();
    }
  };
  let waits = false;
  const changed = () => {
    // Where interactions are measured nobody looks.
    if (waits || !window.measured.looks) return;
    waits = true;
    requestAnimationFrame(() => { waits = false; look(); });
  };
  new MutationObserver(changed).observe(document, { subtree: true, childList: true, characterData: true });
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;

function spread(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return { count: sorted.length, p50_ms: at(sorted, 0.5), p75_ms: at(sorted, 0.75), p95_ms: at(sorted, 0.95), p98_ms: at(sorted, 0.98), max_ms: at(sorted, 1) };
}

/** The driver's own questions about the page run where its work does: none is asked before what was pressed has been painted. */
async function painted(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Until the rows are those that were asked for, and the page has come to rest. */
async function settled(page) {
  await painted(page);
  await page.waitForFunction(() => {
    const grid = document.querySelector('[role=grid]');
    return !grid || grid.getAttribute('aria-busy') === 'false';
  });
}

class Interactions {
  made = new Map();
  settled = new Map();

  constructor(page) {
    this.page = page;
  }

  /** Does something that is so many interactions; `until` it has led where it is to lead. */
  async act(name, count, work, until = async () => {}) {
    await this.page.evaluate((mark) => window.measured.marks.push({ name: mark, at: performance.now() }), name);
    const begun = performance.now();
    await work();
    await painted(this.page);
    await until();
    await settled(this.page);
    this.made.set(name, (this.made.get(name) ?? 0) + count);
    this.settled.set(name, [...(this.settled.get(name) ?? []), performance.now() - begun]);
  }

  /** Each interaction with its longest event. Those of which the browser tells nothing took at most what it tells nothing of. */
  async result() {
    await this.page.waitForTimeout(500);
    const { events, marks } = await this.page.evaluate(() => window.measured);
    const longest = new Map();
    for (const { id, at: began, ms } of events) {
      const known = longest.get(id) ?? { at: began, ms: 0 };
      longest.set(id, { at: Math.min(known.at, began), ms: Math.max(known.ms, ms) });
    }
    const byName = new Map([...this.made.keys()].map((name) => [name, []]));
    for (const { at: began, ms } of longest.values()) {
      // What happened before the first mark is no part of it: the way in.
      const mark = marks.findLast((each) => each.at <= began);
      if (mark) byName.get(mark.name)?.push(ms);
    }
    for (const [name, count] of this.made) {
      const values = byName.get(name);
      while (values.length < count) values.push(LEAST_MS);
    }
    const kinds = [...byName].map(([name, values]) => ({ name, ...spread(values), told: values.filter((ms) => ms > LEAST_MS).length, settled_p50_ms: spread(this.settled.get(name)).p50_ms }));
    return { all: spread([...byName.values()].flat()), kinds };
  }
}

/** One round of what people do with the list. */
async function round(page, on, number) {
  const tab = (name) => page.getByRole('group', { name: 'Quick filters' }).getByRole('button', { name, exact: true });
  const sort = async (from, to, until) => {
    await on.act('sort: open', 1, () => page.getByRole('button', { name: from, exact: true }).click(), () => page.getByRole('menuitem', { name: to }).waitFor());
    await on.act('sort: choose', 1, () => page.getByRole('menuitem', { name: to }).click(), () => page.waitForURL(until));
  };
  await on.act('filter: quick', 1, () => tab('Negative').click(), () => page.waitForURL(/sentiment=negative/));
  await on.act('filter: quick', 1, () => tab('Missed').click(), () => page.waitForURL(/disposition=missed/));
  await on.act('filter: quick', 1, () => tab('All').click(), () => page.waitForURL((url) => !url.search.includes('disposition')));
  await sort('Newest first', 'Longest first', /sort=-talk_s/);
  await sort('Longest first', 'Newest first', (url) => !url.search.includes('sort'));
  await on.act('filter: add', 1, () => page.keyboard.press('f'), () => page.getByRole('button', { name: 'Queue', exact: true }).waitFor());
  await on.act('filter: add', 1, () => page.getByRole('button', { name: 'Queue', exact: true }).click(), () => page.getByLabel('Queue').and(page.locator(':focus')).waitFor());
  await on.act('filter: type', 2, () => page.keyboard.type(`q${number % 8}`));
  await on.act('filter: apply', 1, () => page.keyboard.press('Enter'), () => page.waitForURL(/queue=q/));
  await on.act('filter: drop', 1, () => page.getByRole('button', { name: 'Drop the filter Queue' }).click(), () => page.waitForURL((url) => !url.search.includes('queue')));
  await page.getByRole('grid').focus();
  for (let step = 0; step < 4; step++) {
    const before = await page.getByRole('grid').getAttribute('data-loaded');
    await on.act('page: end', 1, () => page.keyboard.press('End'), () => page.waitForFunction((shown) => document.querySelector('[role=grid]').dataset.loaded !== shown, before));
  }
  for (const key of ['PageUp', 'k', 'k', 'j', 'Home']) await on.act('row: move', 1, () => page.keyboard.press(key));
  const row = page.getByRole('row').nth(2 + (number % 8));
  await on.act('row: open', 1, () => row.getByRole('gridcell').nth(4).click(), async () => {
    await page.waitForURL(/\/app\/calls\/[0-9a-f-]+/);
    await page.locator('h1 a').waitFor();
  });
  await page.goBack();
  await page.getByRole('row').nth(12).waitFor();
}

async function interactions(context) {
  const page = await context.newPage();
  await page.goto('/app/calls');
  await page.getByRole('row').nth(12).waitFor();
  const on = new Interactions(page);
  // The first round fetches what a page needs once; it counts, for people meet it too.
  for (let number = 0; number < ROUNDS; number++) await round(page, on, number);
  const result = await on.result();
  await page.close();
  return result;
}

/** Sends a record; its call, and when the 202 came. */
async function send(number) {
  const record = {
    external_id: `live-${process.pid}-${number}`, direction: 'inbound', from: `+1202555${String(number).padStart(4, '0')}`, to: '+12025550100', agent: '101',
    started_at: new Date(Date.now() - 1_000).toISOString(), talk_s: 1, disposition: 'answered',
  };
  const headers = { Authorization: `Bearer ${need('AUDIAPRO_API_KEY')}`, 'Content-Type': 'application/json' };
  const response = await fetch(`${need('AUDIAPRO_URL')}/v1/calls`, { method: 'POST', headers, body: JSON.stringify(record) });
  const answered = Date.now();
  if (response.status !== 202) fail(`a record was answered with ${response.status}: ${await response.text()}`);
  return { id: (await response.json()).call_id, answered };
}

/** Milliseconds from each record's 202 until `shown` tells that it stands there; one record after the other, a second or so apart. */
async function follow(page, first, shown) {
  await page.evaluate(() => { window.measured.looks = true; });
  const waits = [];
  for (let number = 0; number < RECORDS; number++) {
    const { id, answered } = await send(first + number);
    const seen = await page.waitForFunction(shown, { id, nth: String(number + 1) }, { polling: 20 });
    waits.push(Math.max(0, (await seen.jsonValue()) - answered));
    // Not in step with what the page gathers four times a second.
    await page.waitForTimeout(600 + ((number * 137) % 500));
  }
  return spread(waits);
}

async function live(context) {
  const page = await context.newPage();
  await page.goto('/app');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('a[href^="/app/calls/"]').first().waitFor();
  const row = await follow(page, 0, ({ id }) => window.measured.shown[`/app/calls/${id}`]);
  await page.goto('/app/calls');
  await page.getByRole('row').nth(12).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  const pill = await follow(page, RECORDS, ({ nth }) => window.measured.pills[nth]);
  await page.close();
  return { row, pill };
}

const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', baseURL: need('AUDIAPRO_URL') });
  context.setDefaultTimeout(60_000);
  await context.addInitScript(watch);
  const page = await context.newPage();
  await signIn(page, { email: need('AUDIAPRO_EMAIL'), password: need('AUDIAPRO_PASSWORD') });
  await page.waitForURL('**/app');
  await page.close();
  const result = { interactions: await interactions(context), live: await live(context), chromium: browser.version() };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await browser.close();
}
