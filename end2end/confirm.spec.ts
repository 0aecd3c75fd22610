// A form that asks before it is carried out.
import { plenty } from './catalogue.ts';
import { blockWasm, expect, test, watchCalls, type Shop } from './support.ts';

const [one, two] = plenty;
const QUESTION = 'Take everything out of your cart?';

test.beforeEach(async ({ shop }) => {
  await shop.add(one, 2);
  await shop.add(two, 1, 3);
  await shop.open('/cart');
});

const emptyCart = (shop: Shop) => shop.page.getByRole('button', { name: 'Empty the cart', exact: true });
const yes = (shop: Shop) => shop.page.getByRole('button', { name: 'Yes, empty the cart' });

test('the cart is emptied once that is confirmed', async ({ page, shop, scripts }) => {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(`${dialog.type()}: ${dialog.message()}`);
    void dialog.accept();
  });
  await emptyCart(shop).click();
  if (!scripts) {
    await expect(page.getByRole('group', { name: QUESTION })).toContainText(QUESTION);
    await expect(page.getByText(QUESTION)).toBeFocused();
    await expect(page.getByRole('heading', { level: 2 })).toHaveText([one.title, two.title]);
    await shop.expectCount(3);
    await yes(shop).click();
  }
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await shop.expectCount(0);
  await expect(page).toHaveURL('/cart');
  expect(asked).toEqual(scripts ? [`confirm: ${QUESTION}`] : []);
});

test('whoever says no keeps everything', async ({ page, shop, scripts }) => {
  const calls = watchCalls(page);
  page.on('dialog', (dialog) => void dialog.dismiss());
  await emptyCart(shop).click();
  if (scripts) {
    await expect(emptyCart(shop)).toBeFocused();
    await expect(emptyCart(shop)).not.toHaveAttribute('aria-busy');
    expect(calls).toEqual([]);
  } else {
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(page.getByText(QUESTION)).toHaveCount(0);
  }
  await page.reload();
  await shop.ready();
  await shop.expectCount(3);
  await expect(page.getByRole('heading', { level: 2 })).toHaveText([one.title, two.title]);
});

test.describe('before the wasm', { tag: '@scripts-on' }, () => {
  test('the page asks, and the wasm takes its question over', async ({ page, shop, tolerate }) => {
    const unblock = await blockWasm(page, tolerate);
    await page.goto('/cart');
    await emptyCart(shop).click();
    await expect(page.getByText(QUESTION)).toBeFocused();
    await unblock();
    await page.getByRole('link', { name: 'Cancel' }).click();
    await shop.ready();
    await expect(page.getByText(QUESTION)).toHaveCount(0);
    await shop.expectCount(3);
  });

  test('a yes on the page is not asked for a second time', async ({ page, shop, tolerate }) => {
    const unblock = await blockWasm(page, tolerate);
    await page.goto('/cart');
    await unblock();
    const calls = watchCalls(page);
    // Playwright would dismiss a dialog, and the cart would stay as it is.
    await emptyCart(shop).click();
    await shop.ready();
    await expect(page.getByText(QUESTION)).toBeFocused();
    await yes(shop).click();
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
    await shop.expectCount(0);
    const posts = calls.filter((call) => call.startsWith('POST'));
    expect(posts).toEqual(['POST /cart?_call=empty_cart', 'POST /_call/empty_cart.cbor']);
  });
});
