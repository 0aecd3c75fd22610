// What was deleted or removed can be put back for a while, as it was and where it was.
import type { Locator, Page } from '@playwright/test';
import { plenty, scarce } from './catalogue.ts';
import { expect, press, Shop, test as base, withoutTabs } from './support.ts';

const [one, two, three] = plenty;

const undo = (page: Page, what: string): Locator => page.getByRole('button', { name: `Undo: put back ${what}`, exact: true });
const titles = (page: Page): Locator => page.locator('.lines h2');
const texts = (page: Page): Locator => page.locator('.entries .text');
const remove = (page: Page, text: string): Locator => page.getByRole('button', { name: `Delete ${text}`, exact: true });

const test = base.extend<{ list: void }>({
  /** Three entries, of which the second was read. */
  list: async ({ page, shop, scripts }, use) => {
    await shop.open('/list');
    for (const text of ['Emma', 'Walden', 'Ulysses']) {
      await page.getByLabel('What do you want to read?').fill(text);
      await page.getByLabel('What do you want to read?').press('Enter');
      await expect(remove(page, text)).toBeVisible();
    }
    const box = page.getByRole('checkbox', { name: 'Walden' });
    await box.check();
    if (!scripts) await press(page.locator('.entry', { hasText: 'Walden' }).getByRole('button', { name: 'Save' }));
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    await shop.open('/list');
    await use();
  },
});

// covers: GST-02
test('a line comes back with its copies, in its place', async ({ page, shop }) => {
  await shop.add(one, 1);
  await shop.add(two, 7, 8);
  await shop.add(three, 1, 9);
  await shop.open('/cart');
  await shop.line(two).remove.click();
  await shop.expectCount(2);
  await expect(page.locator('.offers')).toContainText(`“${two.title}” was removed.`);
  await undo(page, two.title).click();
  await shop.expectCount(9);
  await expect(titles(page)).toHaveText([one.title, two.title, three.title]);
  await expect(shop.line(two).quantity).toHaveValue('7');
  await expect(undo(page, two.title)).toHaveCount(0);
  await page.reload();
  await shop.expectCount(9);
  await expect(titles(page)).toHaveText([one.title, two.title, three.title]);
});

test('the last line that was removed comes back into an empty cart', async ({ page, shop }) => {
  await shop.add(one, 2);
  await shop.open('/cart');
  await shop.line(one).remove.click();
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await undo(page, one.title).click();
  await shop.expectCount(2);
  await expect(shop.line(one).quantity).toHaveValue('2');
});

test('a line that was set to none comes back as well', async ({ page, shop }) => {
  await shop.add(one, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
  await shop.line(one).quantity.fill('0');
  await shop.line(one).update.click();
  await shop.expectCount(1);
  await undo(page, one.title).click();
  await shop.expectCount(3);
});

// covers: GST-02
test('an entry comes back as it was, in its place', async ({ page, shop, list }) => {
  await remove(page, 'Walden').click();
  await expect(texts(page)).toHaveText(['Emma', 'Ulysses']);
  await undo(page, 'Walden').click();
  await expect(texts(page)).toHaveText(['Emma', 'Walden', 'Ulysses']);
  await expect(page.getByRole('checkbox', { name: 'Walden' })).toBeChecked();
  await expect(undo(page, 'Walden')).toHaveCount(0);
  await shop.open('/list');
  await expect(texts(page)).toHaveText(['Emma', 'Walden', 'Ulysses']);
  await expect(page.getByRole('checkbox', { name: 'Walden' })).toBeChecked();
});

test('each of several comes back by itself', async ({ page, shop, list }) => {
  for (const text of ['Emma', 'Ulysses']) {
    await remove(page, text).click();
    await expect(undo(page, text)).toBeVisible();
    await shop.letGo();
  }
  await expect(texts(page)).toHaveText(['Walden']);
  await undo(page, 'Emma').click();
  await expect(texts(page)).toHaveText(['Emma', 'Walden']);
  await expect(undo(page, 'Ulysses')).toBeVisible();
});

test('what there is too little of by then stays out, and it is said', async ({ page, shop, tolerate }) => {
  tolerate(/Failed to load resource/);
  if (shop.scripts) await withoutTabs(page);
  await shop.add(scarce, 1);
  await shop.open('/cart');
  await shop.line(scarce).remove.click();
  await expect(undo(page, scarce.title)).toBeVisible();
  // Elsewhere so many are put into the cart that what was removed does not fit besides.
  const other = new Shop(await page.context().newPage(), shop.scripts);
  await other.add(scarce, scarce.stock);
  await undo(page, scarce.title).click();
  await expect(page.getByRole('alert').filter({ hasText: `Only ${scarce.stock} of this book are left.` })).toBeVisible();
  await shop.open('/cart');
  await shop.expectCount(scarce.stock);
});

test('nobody else is offered it', async ({ page, list, browser, baseURL }) => {
  await remove(page, 'Walden').click();
  await expect(undo(page, 'Walden')).toBeVisible();
  const other = await browser.newContext({ baseURL });
  const stranger = await other.newPage();
  await stranger.goto('/list');
  await expect(stranger.getByText('Nothing to read yet.')).toBeVisible();
  await expect(stranger.locator('.offer')).toHaveCount(0);
  await other.close();
});

test.describe('scripts on', { tag: '@scripts-on' }, () => {
  test('it is announced politely, and reached and pressed by the keyboard', async ({ page, shop, list }) => {
    await remove(page, 'Ulysses').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: '“Ulysses” was deleted.' })).toBeVisible();
    // The focus is where it goes on, and the offer behind it.
    await expect(remove(page, 'Walden')).toBeFocused();
    for (let stops = 0; stops < 5 && !(await undo(page, 'Ulysses').evaluate((it) => it === document.activeElement)); stops++)
      await page.keyboard.press('Tab');
    await expect(undo(page, 'Ulysses')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(texts(page)).toHaveText(['Emma', 'Walden', 'Ulysses']);
    await expect(page.getByRole('status').filter({ hasText: '“Ulysses” is on your list again.' })).toBeVisible();
    expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  });

  test('it goes after a while, but not from under the keyboard', async ({ page, shop }) => {
    // Time passes when the test says so.
    await page.addInitScript(() => {
      const ticks: (() => void)[] = [];
      const { setInterval } = window;
      const fake = (act: () => void, ms: number) => (ms === 20_000 && ticks.push(act), setInterval(act, ms * 1000));
      Object.assign(window, { setInterval: fake, pass: () => ticks.forEach((act) => act()) });
    });
    const pass = () => page.evaluate(() => (window as unknown as { pass: () => void }).pass());
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    for (const book of [one, two]) {
      await shop.line(book).remove.click();
      await expect(undo(page, book.title)).toBeVisible();
      await shop.letGo();
    }
    await page.mouse.move(0, 0);
    await undo(page, two.title).focus();
    await pass();
    await expect(undo(page, one.title)).toBeHidden();
    await expect(undo(page, two.title)).toBeVisible();
    await page.getByRole('main').focus();
    await pass();
    await expect(undo(page, two.title)).toBeHidden();
  });
});
