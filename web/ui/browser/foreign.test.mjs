// Text from outside in what people write here: notes, tags, views, names of tenants and their notes. It is text, and holds the layout.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, demoCall, heading, open, staffApi } from './people.mjs';

const stamp = Date.now().toString(36);
const TEXTS = ['<script>alert(1)</script><img src=x onerror=alert(2)>', '\u202eevil\u202c مرحبا 👩‍👩‍👧‍👦', 'x'.repeat(3_900)];
let tenant;

before(async () => {
  tenant = await staffApi('/admin/v1/tenants', { method: 'POST', body: JSON.stringify({ name: `<b>Wide</b> ${stamp} ${'w'.repeat(150)}`, admin_email: `w.${stamp}@acme.example` }) });
  for (const text of TEXTS) await staffApi(`/admin/v1/tenants/${tenant.id}/notes`, { method: 'POST', body: JSON.stringify({ text }) });
  await staffApi(`/admin/v1/tenants/${tenant.id}/tags`, { method: 'POST', body: JSON.stringify({ add: ['t'.repeat(40), 'pilot'] }) });
  await staffApi(`/admin/v1/tenants/${tenant.id}/suspend`, { method: 'POST', body: JSON.stringify({ reason: `<i>why</i> ${'r'.repeat(300)}` }) });
  await api('/v1/tags', { method: 'POST', body: JSON.stringify({ name: `<b>${stamp}</b>${'g'.repeat(30)}`, color: 'red' }) });
});

/** Boxes against the width that there is: the page's could have grown with them. */
async function isInside(page, where) {
  const wide = await page.evaluate(() => [...document.querySelectorAll('h1, h2, main section, aside, p, li, .panel, dd, button, [role=region]')]
    .filter((each) => !each.closest('.scroll-x') && !each.closest('[role=group]') && each.checkVisibility() && each.getBoundingClientRect().width > 2)
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((each) => `${each.tagName} ${each.className} ${Math.round(each.getBoundingClientRect().right)}`));
  assert.deepEqual(wide, [], where);
}

for (const phone of [false, true]) {
  test(`names and notes of tenants are text, ${phone ? 'on a telephone' : 'at a desk'}`, async () => {
    const { page, faults, violations, screen, close } = await open({ role: 'staff', phone });
    await page.goto(`/staff/tenants?q=${encodeURIComponent(`<b>Wide</b> ${stamp}`)}`);
    await page.getByRole('link', { name: /^<b>Wide<\/b>/ }).click();
    await heading(page, /<b>Wide<\/b>/);
    await page.getByText('<script>alert(1)</script><img src=x onerror=alert(2)>').waitFor();
    await page.getByText('<i>why</i>').first().waitFor();
    await isInside(page, 'a tenant');
    await screen(`foreign-tenant-${phone ? 'phone' : 'desk'}`);
    await page.goto(`/staff/tenants/${tenant.id}?tab=audit`);
    await page.locator('ol > li button').first().click();
    await isInside(page, 'its log');
    assert.deepEqual([faults, await violations()], [[], []]);
    await close();
  });

  test(`notes, tags and views of a team are text, ${phone ? 'on a telephone' : 'at a desk'}`, async () => {
    const { page, faults, violations, screen, close } = await open({ role: 'admin', phone });
    const call = await demoCall('evil-0').catch(() => null) ?? await demoCall();
    await page.goto('/app');
    await heading(page, 'Overview');
    const kept = await page.evaluate(async ({ id, texts }) => {
      const { csrf_token } = await (await fetch('/v1/auth/session')).json();
      const send = (path, body) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf_token }, body: JSON.stringify(body) }).then((answer) => answer.json());
      const notes = [];
      for (const text of texts) notes.push(await send(`/v1/calls/${id}/notes`, { text }));
      return { notes: notes.map((note) => note.id), view: (await send('/v1/views', { name: `<u>view</u> ${'v'.repeat(80)}`, query: 'sentiment=negative' })).id, csrf_token };
    }, { id: call.id, texts: [...TEXTS, 'w'.repeat(10_000)] });
    try {
      await page.goto(`/app/calls/${call.id}#notes`);
      await page.getByRole('tab', { name: /Notes/ }).click();
      await page.getByText('<script>alert(1)</script><img src=x onerror=alert(2)>').first().waitFor();
      await isInside(page, 'notes');
      await screen(`foreign-notes-${phone ? 'phone' : 'desk'}`);
      await page.goto(`/app/calls?view=${kept.view}&sentiment=negative`);
      await page.getByRole('button', { name: /^<u>view<\/u>/ }).waitFor();
      await page.goto('/app/tags');
      await page.getByText(`<b>${stamp}</b>`, { exact: false }).first().waitFor();
      await isInside(page, 'tags');
    } finally {
      await page.evaluate(async ({ id, notes, view, csrf_token }) => {
        const headers = { 'X-CSRF-Token': csrf_token };
        for (const note of notes) await fetch(`/v1/calls/${id}/notes/${note}`, { method: 'DELETE', headers });
        await fetch(`/v1/views/${view}`, { method: 'DELETE', headers });
      }, { id: call.id, ...kept });
    }
    assert.deepEqual([faults, await violations()], [[], []]);
    await close();
  });
}
