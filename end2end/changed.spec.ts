// What somebody ticks, chooses or types before the wasm listens is neither undone nor lost by it.
import type { Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { Account, expect, holdWasm, press, test, watchCalls, type Shop } from './support.ts';

const [one, two] = plenty;
const box = (page: Page, name = 'Emma') => page.getByRole('checkbox', { name });
const TICKS = 'POST /_call/set_entry.cbor';
const ticks = (calls: string[]) => calls.filter((call) => call.includes('set_entry'));

async function keep(shop: Shop, ...texts: string[]): Promise<void> {
  await shop.open('/list');
  for (const text of texts) {
    await shop.page.getByLabel('What do you want to read?').fill(text);
    await press(shop.page.getByRole('button', { name: 'Add', exact: true }));
    await expect(box(shop.page, text)).toBeVisible();
  }
}

test.describe('before the wasm', { tag: '@scripts-on' }, () => {
  test.beforeEach(({ tolerate }) => tolerate(/preloaded using link preload but not used/));

  // covers: GST-05
  test('a tick stays, and is sent once the page is live', async ({ page, shop }) => {
    await keep(shop, 'Emma', 'Walden');
    const release = await holdWasm(page);
    await page.goto('/list', { waitUntil: 'commit' });
    const calls = watchCalls(page);
    await box(page).check();
    release();
    await shop.ready();
    await expect(box(page)).toBeChecked();
    await expect.poll(() => ticks(calls)).toEqual([TICKS]);
    await page.waitForLoadState('networkidle');
    await page.reload();
    await shop.ready();
    await expect(box(page)).toBeChecked();
    await expect(box(page, 'Walden')).not.toBeChecked();
    expect(ticks(calls)).toEqual([TICKS]);
  });

  // covers: GST-05
  test('a tick that was taken back sends nothing, and neither does what the browser restores', async ({ page, shop }) => {
    await keep(shop, 'Emma', 'Walden');
    const release = await holdWasm(page);
    await page.goto('/list', { waitUntil: 'commit' });
    await box(page, 'Walden').check();
    const calls = watchCalls(page);
    // A page that is loaded again begins with the controls as they were left.
    await page.reload({ waitUntil: 'commit' });
    await box(page).check();
    await box(page).uncheck();
    release();
    await shop.ready();
    await page.waitForLoadState('networkidle');
    await expect(box(page)).not.toBeChecked();
    await expect(box(page, 'Walden'), 'it is as the server has it').not.toBeChecked();
    expect(ticks(calls)).toEqual([]);
  });

  // covers: GST-05
  test('a tick that is being saved is not sent beside', async ({ page, shop }) => {
    await keep(shop, 'Emma');
    const release = await holdWasm(page);
    // The post is answered once the page that sends it is live, which it says itself: Playwright waits for what is posted.
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.exposeFunction('live', () => answer());
    await page.addInitScript(() => {
      const tell = () => setTimeout((window as unknown as { live: () => void }).live, 200);
      new MutationObserver(tell).observe(document, { subtree: true, attributeFilter: ['data-actions'] });
    });
    await page.goto('/list', { waitUntil: 'commit' });
    await page.route(/[?&]_call=/, async (route) => {
      await answered;
      await route.continue();
    });
    const calls = watchCalls(page);
    await box(page).check();
    await page.getByRole('button', { name: 'Save' }).click({ noWaitAfter: true });
    release();
    await expect.poll(() => ticks(calls)).toEqual(['POST /list?_call=set_entry']);
    await page.waitForLoadState('networkidle');
    await shop.ready();
    await expect(box(page)).toBeChecked();
    expect(ticks(calls)).toEqual(['POST /list?_call=set_entry']);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  // covers: GST-05
  test('a choice, a number and a text stay, and are sent with their form', async ({ page, shop }) => {
    await new Account(shop).signUp();
    const release = await holdWasm(page);
    await page.goto(`/books/${one.slug}`, { waitUntil: 'commit' });
    await page.getByLabel('2 stars').check();
    await page.getByLabel('4 stars').check();
    await page.getByLabel('Review', { exact: true }).fill('Clever.');
    await shop.quantity.fill('3');
    release();
    await shop.ready();
    await expect(page.getByLabel('4 stars')).toBeChecked();
    await expect(page.getByLabel('Review', { exact: true })).toHaveValue('Clever.');
    await expect(shop.quantity).toHaveValue('3');
    await shop.addToCart.click();
    await shop.expectCount(3);
    await page.getByRole('button', { name: 'Post review' }).click();
    await expect(page.getByText('Your review is below.')).toBeVisible();
    await expect(page.getByText('Clever.')).toBeVisible();
  });

  // covers: GST-05
  test('what is typed into the search finds something, and only where somebody still is', async ({ page, shop }) => {
    const field = page.getByRole('searchbox', { name: 'Search books' });
    const found = page.getByRole('search').getByRole('link', { name: two.title });
    for (const stays of [true, false]) {
      const release = await holdWasm(page);
      await page.goto('/contact', { waitUntil: 'commit' });
      await field.fill(two.title);
      if (!stays) await page.getByLabel('Name', { exact: true }).focus();
      release();
      await shop.ready();
      await expect(field).toHaveValue(two.title);
      await page.waitForLoadState('networkidle');
      await expect(found).toHaveCount(stays ? 1 : 0);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
  });
});

test.describe('@dev @scripts-on', () => {
  // covers: GST-05
  test('properties that a component sets do not undo a change, and its listeners hear of it once', async ({
    page,
    shop,
    tolerate,
  }) => {
    tolerate(/preloaded using link preload but not used/);
    const release = await holdWasm(page);
    await page.goto('/dev/changed', { waitUntil: 'commit' });
    await page.getByLabel('Box').check();
    await page.getByLabel('One').check();
    await page.getByLabel('Two').check();
    await page.getByLabel('Number').fill('7');
    await page.getByLabel('Text').fill('Emma');
    await page.getByLabel('Choice').selectOption('b');
    release();
    await shop.ready();
    const heard = page.locator('output');
    await expect(heard).toHaveText('box true, radio Two, number 7, text Emma, choice b');
    await expect(page.getByLabel('Box')).toBeChecked();
    await expect(page.getByLabel('One')).not.toBeChecked();
    await expect(page.getByLabel('Two')).toBeChecked();
    await expect(page.getByLabel('Number')).toHaveValue('7');
    await expect(page.getByLabel('Text')).toHaveValue('Emma');
    await expect(page.getByLabel('Choice')).toHaveValue('b');
    // From then on each change is heard as ever.
    await page.getByLabel('Box').uncheck();
    await expect(heard).toHaveText(/choice b, box false$/);
  });

  // covers: GST-05
  test('a reset forgets a change, and a script that corrects a text is heard last', async ({ page, shop, tolerate }) => {
    tolerate(/preloaded using link preload but not used/);
    const release = await holdWasm(page);
    await page.goto('/dev/changed', { waitUntil: 'commit' });
    const text = page.getByLabel('Text');
    await text.evaluate((area: HTMLTextAreaElement) =>
      area.addEventListener('input', () => (area.value = area.value.toUpperCase())),
    );
    await text.fill('Emma');
    await page.getByLabel('Box').check();
    // The box belongs to a form that is reset.
    await page.getByLabel('Box').evaluate((box: HTMLInputElement) => {
      const form = document.createElement('form');
      form.id = 'other';
      document.body.append(form);
      box.setAttribute('form', 'other');
      form.reset();
    });
    release();
    await shop.ready();
    await expect(page.locator('output')).toHaveText('text EMMA');
    await expect(text).toHaveValue('EMMA');
    await expect(page.getByLabel('Box')).not.toBeChecked();
  });
});
