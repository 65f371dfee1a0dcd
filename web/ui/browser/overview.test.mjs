// The overview: each figure tells how it is reckoned and what it is compared with, and opens exactly its calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, heading, open } from './people.mjs';

test('a figure tells how it is reckoned and what it is compared with, and opens exactly its calls', async () => {
  const { page, faults, violations, screen, close } = await open({ role: 'admin' });
  await page.goto('/app?range=12mo');
  const card = page.getByRole('region', { name: 'Answered', exact: true });
  await card.waitFor();
  await page.getByText(/ · compared with /).waitFor();
  await page.keyboard.press('t');
  await page.keyboard.press('x');
  await page.waitForURL(/compare=off/);
  await page.getByText(/ · compared with /).waitFor({ state: 'detached' });
  await card.getByRole('button', { name: 'How Answered is reckoned' }).click();
  const link = page.getByRole('link', { name: /^Open [\d,]+ calls$/ });
  const told = Number((await link.textContent()).replace(/\D/g, ''));
  assert.ok(told > 100, `${told} calls of a year`);
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
