// The cart.
import { book, euros, plenty, scarce } from './catalogue.ts';
import { expect, holdCall, press, test, withoutBrowserChecks, withoutTabs, Shop } from './support.ts';

const [one, two] = plenty;

test('an empty cart says so and leads back', async ({ page, shop }) => {
  await shop.open('/cart');
  await expect(page).toHaveTitle('Cart · Marginalia');
  await expect(page.getByRole('heading', { name: 'Cart', exact: true })).toBeVisible();
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await page.getByRole('link', { name: 'Look at the books' }).click();
  await expect(page.getByRole('heading', { name: 'Books', exact: true })).toBeVisible();
});

test('the cart lists what was added, with its total', async ({ page, shop }) => {
  await shop.add(one, 2);
  await shop.add(two, 3, 5);
  await shop.link('Cart (5)').click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([one.title, two.title]);
  await expect(shop.line(one).row).toContainText(euros(2 * one.price));
  await expect(shop.line(two).row).toContainText(euros(3 * two.price));
  await expect(page.getByText('Total')).toContainText(euros(2 * one.price + 3 * two.price));
});

// covers: MPA-01 REV-01 TRN-04
test('a quantity is changed, and total and header follow', async ({ page, shop }) => {
  await shop.add(one, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
  await shop.line(one).quantity.fill('7');
  await shop.line(one).update.click();
  await shop.expectCount(8);
  await expect(shop.line(one).quantity).toHaveValue('7');
  await expect(shop.line(two).quantity).toHaveValue('1');
  await expect(shop.line(one).row).toContainText(euros(7 * one.price));
  await expect(page.getByText('Total')).toContainText(euros(7 * one.price + two.price));
});

test('a quantity is changed with the Enter key', async ({ shop }) => {
  await shop.add(one, 2);
  await shop.open('/cart');
  await shop.line(one).quantity.fill('4');
  await shop.line(one).quantity.press('Enter');
  await shop.expectCount(4);
  await expect(shop.line(one).quantity).toHaveValue('4');
});

test('zero removes the line, and only that', async ({ page, shop }) => {
  await shop.add(one, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
  await shop.line(one).quantity.fill('0');
  await shop.line(one).update.click();
  await expect(shop.line(one).row).toHaveCount(0);
  await expect(shop.line(two).quantity).toHaveValue('1');
  await expect(page.getByText('Total')).toContainText(euros(two.price));
  await shop.expectCount(1);
});

test('what goes leaves the keyboard at the line after it, or before it', { tag: '@scripts-on' }, async ({ page, shop }) => {
  const [, , three] = plenty;
  for (const [at, book] of [one, two, three].entries()) await shop.add(book, 1, at + 1);
  await shop.open('/cart');
  const removed = shop.page.getByRole('button', { name: /^Remove / });
  const names = await removed.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')!));
  const button = (at: number) => page.getByRole('button', { name: names[at], exact: true });
  await button(1).press('Enter');
  await expect(button(1)).toHaveCount(0);
  await expect(button(2)).toBeFocused();
  await shop.letGo();
  await page.keyboard.press('Enter');
  await expect(button(2)).toHaveCount(0);
  await expect(button(0)).toBeFocused();
  await shop.letGo();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});

test('what is added once more is said once more', { tag: '@scripts-on' }, async ({ page, shop }) => {
  await shop.add(one, 1);
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const status = document.querySelector('main .notice [role=status]')!;
    const note = () => said.push(status.textContent!.trim());
    new MutationObserver(note).observe(status, { childList: true, characterData: true, subtree: true });
  });
  await shop.addToCart.click();
  await shop.expectCount(2);
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said.filter(Boolean));
  await expect.poll(said).toEqual(['Added to your cart.']);
});

test('a line is removed, and the last one leaves the cart empty', async ({ page, shop }) => {
  await shop.add(one, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
  await shop.line(one).remove.click();
  await expect(shop.line(one).row).toHaveCount(0);
  await shop.expectCount(1);
  await shop.line(two).remove.click();
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Look at the books' })).toBeVisible();
  await shop.expectCount(0);
});

// The shop lists a line again when its quantity is set; what fails has no line to say it.
test('what fails for a line that is gone is said by the page', async ({ page, shop, scripts }) => {
  await withoutTabs(page);
  await shop.add(scarce, 1);
  await shop.open('/cart');
  const other = new Shop(await page.context().newPage(), scripts);
  await other.open('/cart');
  await other.line(scarce).remove.click();
  await other.expectCount(0);
  await shop.line(scarce).quantity.fill('99');
  await shop.line(scarce).update.click();
  await expect(shop.alert).toHaveText(`Only ${scarce.stock} of this book are left.`);
  if (!scripts) await expect(page.getByText('Your cart is empty.')).toBeVisible();
});

test('a removed book can be added again', async ({ shop }) => {
  await shop.add(one, 2);
  await shop.open('/cart');
  await shop.line(one).remove.click();
  await shop.expectCount(0);
  await shop.add(one, 5);
  await shop.link('Cart (5)').click();
  await expect(shop.line(one).quantity).toHaveValue('5');
});

// covers: MPA-08 FRM-19
test('what is wrong stands at its own line, and what was typed stays', async ({ page, shop }) => {
  await shop.add(one, 1);
  await shop.add(scarce, 1, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
  const line = shop.line(scarce);
  await line.quantity.fill('99');
  const answer = await press(line.update);
  expect(answer.status()).toBe(409);
  await expect(line.complaint).toHaveText([`Only ${scarce.stock} of this book are left.`]);
  await expect(line.quantity).toHaveValue('99');
  await expect(shop.alert).toHaveCount(1);
  await expect(shop.line(one).complaint).toHaveCount(0);
  await expect(shop.line(two).complaint).toHaveCount(0);
  await expect(shop.line(one).quantity).toHaveValue('1');
  await expect(shop.line(two).quantity).toHaveValue('1');
  await expect(page.getByText('Total')).toContainText(euros(one.price + scarce.price + two.price));
  await shop.expectCount(3);

  await line.quantity.fill(String(scarce.stock));
  await line.update.click();
  await shop.expectCount(scarce.stock + 2);
  await expect(line.complaint).toHaveCount(0);
});

test('a field that does not parse is marked at its own line', async ({ shop }) => {
  await shop.add(one, 1);
  await shop.add(two, 1, 2);
  await shop.open('/cart');
  await withoutBrowserChecks(shop.line(two).quantity);
  await shop.line(two).quantity.fill('100');
  const answer = await press(shop.line(two).update);
  expect(answer.status()).toBe(422);
  await expect(shop.line(two).quantity).toHaveAttribute('aria-invalid', 'true');
  await expect(shop.line(two).quantity).toHaveAccessibleDescription('Choose a number from 0 to 99.');
  await expect(shop.line(two).quantity).toHaveValue('100');
  await expect(shop.line(one).quantity).not.toHaveAttribute('aria-invalid');
  await expect(shop.line(one).quantity).toHaveAccessibleDescription('');
  await expect(shop.line(one).quantity).toHaveValue('1');
});

test('the cart survives a reload and leads to its books', async ({ page, shop }) => {
  await shop.add(one, 3);
  await shop.open('/cart');
  await page.reload();
  await shop.ready();
  await expect(shop.line(one).quantity).toHaveValue('3');
  await shop.expectCount(3);
  await shop.line(one).row.getByRole('link', { name: one.title }).click();
  await expect(page).toHaveURL(`/books/${one.slug}`);
  await shop.expectCount(3);
});

test('titles with markup characters and of other scripts name their fields', async ({ shop }) => {
  const odd = ['aesops-fables', 'either-or', 'kokoro', 'shahnameh'].map(book);
  let count = 0;
  for (const book of odd) await shop.add(book, 1, ++count);
  await shop.open('/cart');
  for (const book of odd) {
    await expect(shop.line(book).quantity).toHaveValue('1');
    await shop.line(book).remove.click();
    await shop.expectCount(--count);
  }
});

test.describe('scripts on @scripts-on', () => {
  test('a second quantity that comes before the answer to the first is the one that stays', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.open('/cart');
    const release = await holdCall(page, 'set_quantity');
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('set_quantity')) sent.push(new URLSearchParams(request.postData() ?? '').get('quantity') ?? '');
    });
    const { quantity, update } = shop.line(one);
    for (const copies of ['3', '5']) {
      await quantity.fill(copies);
      await update.click();
    }
    // The same once more is a double click.
    await update.click();
    await shop.expectCount(5);
    release();
    await expect(update).not.toHaveAttribute('aria-busy');
    await shop.expectCount(5);
    await page.reload();
    await shop.expectCount(5);
    expect(sent).toEqual(['3', '5']);
  });

  test('a line that was removed elsewhere does not come back, and it is said', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await withoutTabs(page);
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    const other = new Shop(await page.context().newPage(), true);
    await other.open('/cart');
    await other.line(one).remove.click();
    await other.expectCount(1);
    await shop.line(one).quantity.fill('4');
    await shop.line(one).update.click();
    await shop.expectCount(1);
    await expect(shop.line(one).row).toHaveCount(0);
    await expect(page.getByRole('alert').filter({ hasText: 'This has changed in the meantime.' })).toBeVisible();
    await page.reload();
    await expect(shop.line(one).row).toHaveCount(0);
  });
});
