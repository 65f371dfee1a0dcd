// A browser with somebody in it. Every page that is opened here fails its test on an error of its own, a broken policy or an answer that
// nobody expected. Times are read in a zone unlike the tenant's on purpose.

import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { after, afterEach } from 'node:test';
import { launch, signIn } from './chromium.mjs';

export { signIn };

export const URL_ = need('AUDIAPRO_URL');
const SCREENS = process.env.AUDIAPRO_SCREENS ?? '/tmp/audiapro-screens';
mkdirSync(SCREENS, { recursive: true });

function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run \`script/ui browser\``);
  return value;
}

export function accountOf(role) {
  const prefix = role === 'admin' ? 'AUDIAPRO_' : `AUDIAPRO_${role.toUpperCase()}_`;
  return { email: need(`${prefix}EMAIL`), password: need(`${prefix}PASSWORD`) };
}

export const browser = await launch();
after(() => browser.close());

const leftOpen = new Set();
// What a test left open failed: it is kept as a picture, with what went wrong in it.
afterEach(async (test) => {
  for (const view of leftOpen) {
    const name = `failed-${(test?.name ?? 'test').replace(/\W+/g, '-').slice(0, 80)}-${leftOpen.size}`;
    await view.screen(name).catch(() => undefined);
    console.error(`${name}: ${view.page.url()} ${JSON.stringify(view.faults)}`);
    await view.close().catch(() => leftOpen.delete(view));
  }
});

const kept = new Map();

/** A page, and what went wrong in it. */
export async function open({ role = null, scheme = 'light', phone = false, allow = [] } = {}) {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 860 }, isMobile: phone, hasTouch: phone, colorScheme: scheme, reducedMotion: 'reduce',
    timezoneId: 'Asia/Tokyo', locale: 'en-GB', baseURL: URL_, storageState: role ? kept.get(role) : undefined, acceptDownloads: true,
  });
  // No promise of speed: two processors may be shared with a second browser, the server and a model.
  context.setDefaultTimeout(60_000);
  const faults = [];
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  page.on('response', (response) => {
    const line = `${response.status()} ${new URL(response.url()).pathname}`;
    if (response.status() >= 400 && !allow.some((each) => line.startsWith(each))) faults.push(line);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`);
  });
  const view = {
    context, page, faults,
    async violations() { return page.evaluate(() => window.violations); },
    async screen(name) { await page.screenshot({ path: `${SCREENS}/${name}.png` }); },
    async close() {
      leftOpen.delete(view);
      // What a page still asks for at this moment is nobody's failure.
      if (!page.isClosed()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    },
  };
  leftOpen.add(view);
  if (role && !kept.has(role)) {
    allow.push('401 /v1/auth/session', '401 /admin/v1/auth/session');
    if (role === 'staff') {
      await staffSignIn(page, accountOf(role));
      await page.waitForURL('**/staff/tenants');
    } else {
      await signIn(page, accountOf(role));
      await page.waitForURL('**/app');
    }
    kept.set(role, await context.storageState());
  }
  return view;
}

/** The staff's own door. */
export async function staffSignIn(page, { email, password }) {
  await page.goto('/staff/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export function forget(role) {
  kept.delete(role);
}

export async function heading(page, name) {
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

let staffToken = null;

/** What the API says to the staff. */
export async function staffApi(path, init = {}) {
  if (!staffToken) {
    const begun = await fetch(`${URL_}/admin/v1/auth/sign-in`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(accountOf('staff')) });
    staffToken = (await begun.json()).token;
  }
  const response = await fetch(`${URL_}${path}`, { ...init, headers: { Authorization: `Bearer ${staffToken}`, 'Content-Type': 'application/json', ...init.headers } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

/** What the API says to the demo's key. */
export async function api(path, init = {}) {
  const response = await fetch(`${URL_}${path}`, { ...init, headers: { Authorization: `Bearer ${need('AUDIAPRO_API_KEY')}`, 'Content-Type': 'application/json', ...init.headers } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

export async function demoCall(externalId = 'demo-0040') {
  return (await api(`/v1/calls?external_id=${externalId}`)).data[0];
}

/** A call of which somebody else has written down what was said. */
export async function transcribed(externalId, from, sentences) {
  const record = { external_id: externalId, direction: 'inbound', from, to: '+12025550100', agent: '201', talk_s: 60, disposition: 'answered', started_at: new Date(Date.now() - 3_600_000).toISOString() };
  const { call_id: id } = await api('/v1/calls', { method: 'POST', body: JSON.stringify(record) });
  const turns = sentences.map((content, n) => ({
    ParticipantRole: n % 2 ? 'CUSTOMER' : 'AGENT', BeginOffsetMillis: n * 5000, EndOffsetMillis: n * 5000 + 4000, Content: content, Sentiment: 'NEUTRAL',
    Items: content.split(' ').map((word, at, all) => ({ Type: 'pronunciation', Content: word, Confidence: '0.9', BeginOffsetMillis: n * 5000 + Math.floor((at * 4000) / all.length), EndOffsetMillis: n * 5000 + Math.floor(((at + 1) * 4000) / all.length) })),
  }));
  await api(`/v1/calls/${id}/transcript`, { method: 'PUT', body: JSON.stringify({ LanguageCode: 'en-US', Transcript: turns }) });
  return id;
}

/** RFC 6238, as an authenticator app does it. */
export function totp(secret, at) {
  const bits = [...secret.replace(/[=\s]/g, '')].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
