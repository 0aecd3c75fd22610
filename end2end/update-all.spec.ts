// Several lines of the cart at once: all of them or none.
import type { Locator } from '@playwright/test';
import { euros, plenty, scarce } from './catalogue.ts';
import { expect, holdCall, press, test, watchCalls, withoutBrowserChecks, withoutTabs, Shop } from './support.ts';

const [one, two] = plenty;

const form = (shop: Shop) => shop.page.locator('form[data-call=update_lines]');
const updateAll = (shop: Shop) => shop.page.getByRole('button', { name: 'Update all', exact: true });
const summary = (shop: Shop) => shop.page.getByText('Change several quantities at once');
const field = (shop: Shop, title: string): Locator => form(shop).getByLabel(title, { exact: true });
const total = (shop: Shop) => shop.page.getByText('Total');

/** A cart with one of each, and the form open. */
async function open(shop: Shop): Promise<void> {
  await shop.add(one, 1);
  await shop.add(scarce, 1, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
  await summary(shop).click();
}

test('one line has nothing to be changed with, and none neither', async ({ page, shop }) => {
  await shop.open('/cart');
  await expect(summary(shop)).toHaveCount(0);
  await shop.add(one, 1);
  await shop.open('/cart');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([one.title]);
  await expect(summary(shop)).toHaveCount(0);
});

test('several lines are changed at once, and one of none goes', async ({ page, shop, scripts }) => {
  await open(shop);
  await field(shop, one.title).fill('7');
  await field(shop, scarce.title).fill('0');
  await field(shop, two.title).fill('3');
  const calls = watchCalls(page);
  await updateAll(shop).click();
  await shop.expectCount(10);
  await expect(shop.line(one).quantity).toHaveValue('7');
  await expect(shop.line(two).quantity).toHaveValue('3');
  await expect(shop.line(scarce).row).toHaveCount(0);
  await expect(total(shop)).toContainText(euros(7 * one.price + 3 * two.price));
  if (scripts) expect(calls).toEqual(['POST /_call/update_lines.cbor']);
  await page.reload();
  await shop.expectCount(10);
});

// covers: FRM-19
test('what is wrong stands beside its own line, nothing is changed, and what was typed stays', async ({ shop }) => {
  await open(shop);
  await field(shop, one.title).fill('7');
  await field(shop, scarce.title).fill('99');
  await field(shop, two.title).fill('0');
  const answer = await press(updateAll(shop));
  expect(answer.status()).toBe(422);
  await expect(field(shop, scarce.title)).toHaveAccessibleDescription(`Only ${scarce.stock} of this book are left.`);
  await expect(field(shop, scarce.title)).toHaveAttribute('aria-invalid', 'true');
  await expect(field(shop, one.title)).toHaveAccessibleDescription('');
  await expect(field(shop, one.title)).toHaveValue('7');
  await expect(field(shop, scarce.title)).toHaveValue('99');
  await expect(field(shop, two.title)).toHaveValue('0');
  await expect(shop.alert).toHaveText('Please correct the marked fields.');
  await expect(shop.line(one).quantity).toHaveValue('1');
  await expect(shop.line(two).quantity).toHaveValue('1');
  await shop.expectCount(3);

  await field(shop, scarce.title).fill('1');
  await updateAll(shop).click();
  await shop.expectCount(8);
  await expect(shop.line(two).row).toHaveCount(0);
  await expect(shop.alert).toHaveCount(0);
});

test('numbers that are none are marked, each beside its line', async ({ shop }) => {
  await open(shop);
  await withoutBrowserChecks(field(shop, one.title));
  await field(shop, one.title).fill('100');
  await field(shop, two.title).fill('');
  const answer = await press(updateAll(shop));
  expect(answer.status()).toBe(422);
  await expect(field(shop, one.title)).toHaveAccessibleDescription('Choose a number from 0 to 99.');
  await expect(field(shop, two.title)).toHaveAccessibleDescription('Fill this in.');
  await expect(field(shop, scarce.title)).toHaveAccessibleDescription('');
  await shop.expectCount(3);
});

test('a line that was taken out elsewhere is not put back', async ({ page, shop, scripts }) => {
  await withoutTabs(page);
  await open(shop);
  const other = new Shop(await page.context().newPage(), scripts);
  await other.open('/cart');
  await other.line(one).remove.click();
  await other.expectCount(2);
  await field(shop, two.title).fill('5');
  const answer = await press(updateAll(shop));
  expect(answer.status()).toBe(409);
  // The form is that of other lines now: the page says it.
  await expect(page.getByRole('alert').filter({ hasText: 'This has changed in the meantime. Please look again.' })).toBeVisible();
  await page.goto('/cart');
  await shop.expectCount(2);
});

test('what a line says of itself is of the cart, whichever form has changed it', async ({ shop }) => {
  await open(shop);
  await shop.line(one).quantity.fill('3');
  await shop.line(one).update.click();
  await shop.expectCount(5);
  if (!shop.scripts) await summary(shop).click();
  await expect(field(shop, one.title)).toHaveValue('3');
  await field(shop, one.title).fill('4');
  await updateAll(shop).click();
  await shop.expectCount(6);
  await expect(shop.line(one).quantity).toHaveValue('4');
});

test.describe('scripts on @scripts-on', () => {
  test('all lines show at once what they will be, as one change', async ({ page, shop }) => {
    await open(shop);
    const release = await holdCall(page, 'update_lines');
    await field(shop, one.title).fill('7');
    await field(shop, scarce.title).fill('0');
    await field(shop, two.title).fill('3');
    await updateAll(shop).click();
    await shop.expectCount(10);
    await expect(shop.line(one).row).toContainText(euros(7 * one.price));
    await expect(shop.line(two).row).toContainText(euros(3 * two.price));
    await expect(total(shop)).toContainText(euros(7 * one.price + 3 * two.price));
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(1);
    release();
    await expect(shop.line(scarce).row).toHaveCount(0);
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
    await shop.expectCount(10);
  });

  test('what is refused is taken back in all lines, and what was typed stays', async ({ page, shop }) => {
    await open(shop);
    const release = await holdCall(page, 'update_lines');
    await field(shop, one.title).fill('0');
    await field(shop, scarce.title).fill('99');
    await updateAll(shop).click();
    await shop.expectCount(100);
    release();
    await expect(field(shop, scarce.title)).toHaveAccessibleDescription(/^Only /);
    await expect(field(shop, scarce.title)).toBeFocused();
    await expect(field(shop, one.title)).toHaveValue('0');
    await shop.expectCount(3);
    await expect(shop.line(one).quantity).toHaveValue('1');
  });

  test('what was typed stays when a line above it goes', async ({ shop }) => {
    await open(shop);
    await field(shop, two.title).fill('5');
    await shop.line(one).remove.click();
    await shop.expectCount(2);
    await expect(field(shop, two.title)).toHaveValue('5');
    await expect(field(shop, two.title)).toBeVisible();
    await updateAll(shop).click();
    await shop.expectCount(6);
  });

  test('whoever is typing goes on when another tab adds a line', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.add(scarce, 1, 2);
    await shop.open('/cart');
    await summary(shop).click();
    await field(shop, scarce.title).fill('');
    await page.keyboard.type('1');
    const other = new Shop(await page.context().newPage(), true);
    await other.add(two, 1, 3);
    await shop.expectCount(3);
    await expect(field(shop, two.title)).toBeVisible();
    await expect(field(shop, scarce.title)).toBeFocused();
    await page.keyboard.type('2');
    await expect(field(shop, scarce.title)).toHaveValue('12');
  });
});
