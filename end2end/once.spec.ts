// What is asked for twice is done once, and told once.
import { plenty } from './catalogue.ts';
import { blockWasm, expect, test } from './support.ts';

const [one, two] = plenty;

test('a success is told, and not again after a reload', async ({ page, shop }) => {
  await shop.openBook(one, '?from=x');
  await shop.addToCart.click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Added to your cart.');
  await shop.expectCount(1);
  await page.reload();
  await shop.ready();
  await expect(page.getByText('Added to your cart.')).toHaveCount(0);
  await shop.expectCount(1);
});

test('a success is told by its own page alone', { tag: '@scripts-off' }, async ({ page, shop }) => {
  await shop.openBook(one);
  await shop.addToCart.click();
  await expect(page.getByText('Added to your cart.')).toBeVisible();
  await shop.openBook(two);
  await expect(page.getByText('Added to your cart.')).toHaveCount(0);
});

test('a first visitor whose form arrives twice has one cart', { tag: '@scripts-off' }, async ({ page, shop }) => {
  await shop.openBook(one);
  // As an impatient hand sends it, or a proxy that tries again.
  await page.route(/[?&]_call=/, async (route) => {
    const [first] = await Promise.all([route.fetch({ maxRedirects: 0 }), route.fetch({ maxRedirects: 0 })]);
    await route.fulfill({ response: first });
  });
  await shop.quantity.fill('3');
  await shop.addToCart.click();
  await shop.expectCount(3);
});

test('the same form, posted again, changes nothing', { tag: '@scripts-off' }, async ({ page, shop }) => {
  await shop.openBook(one);
  const posted = page.waitForRequest((request) => request.method() === 'POST');
  await shop.addToCart.click();
  await shop.expectCount(1);
  const request = await posted;
  const again = await page.request.post(request.url(), {
    data: request.postData()!,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
  expect(again.status()).toBe(303);
  await page.reload();
  await shop.expectCount(1);
  await shop.addToCart.click();
  await shop.expectCount(2);
});

test.describe('scripts on', { tag: '@scripts-on' }, () => {
  test('a call that arrives twice is carried out once', async ({ page, shop }) => {
    await shop.openBook(one);
    await page.route('**/_call/add_to_cart*', async (route) => {
      const [first] = await Promise.all([route.fetch(), route.fetch()]);
      await route.fulfill({ response: first });
    });
    await shop.addToCart.click();
    await shop.expectCount(1);
    await page.reload();
    await shop.ready();
    await shop.expectCount(1);
  });

  test('when a proxy gives another answer, trying again does not do it again', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    await page.route('**/_call/add_to_cart*', async (route) => {
      await route.fetch();
      await route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' });
    });
    await shop.addToCart.click();
    await expect(shop.alert).toHaveText(
      'The connection was lost. Please look whether it worked before you try again.',
    );
    await shop.expectCount(1);
    await page.unroute('**/_call/add_to_cart*');
    await shop.addToCart.click();
    await expect(page.getByText('Added to your cart.')).toBeVisible();
    await shop.expectCount(1);
  });

  test('when the answer is lost, trying again does not do it again', async ({ page, shop, tolerate }) => {
    tolerate(/net::ERR_FAILED/);
    await shop.openBook(one);
    await page.route('**/_call/add_to_cart*', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await shop.addToCart.click();
    await expect(shop.alert).toHaveText(
      'The connection was lost. Please look whether it worked before you try again.',
    );
    await page.unroute('**/_call/add_to_cart*');
    await shop.letGo();
    await shop.addToCart.click();
    await expect(page.getByText('Added to your cart.')).toBeVisible();
    await shop.expectCount(1);
    await shop.addToCart.click();
    await shop.expectCount(2);
  });

  test('the form of a page is one intent, natively and through the wasm', async ({ page, shop, tolerate }) => {
    const unblock = await blockWasm(page, tolerate);
    await page.goto(`/books/${one.slug}`);
    const key = await shop.key.inputValue();
    await unblock();
    await shop.open(`/books/${one.slug}`);
    await shop.key.evaluate((field: HTMLInputElement, key) => (field.value = key), key);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(shop.key).not.toHaveValue(key);
    await shop.key.evaluate((field: HTMLInputElement, key) => (field.value = key), key);
    await shop.addToCart.click();
    await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
    await page.reload();
    await shop.ready();
    await shop.expectCount(1);
  });
});
