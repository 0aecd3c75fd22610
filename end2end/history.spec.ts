// Back and reload, after something was sent.
import { plenty, scarce } from './catalogue.ts';
import { blockWasm, expect, markDocument, test, watchCalls } from './support.ts';

const [one] = plenty;

test('a reload after success repeats nothing', async ({ page, shop }) => {
  await shop.add(one, 2);
  const calls = watchCalls(page);
  await page.reload();
  await shop.ready();
  await shop.expectCount(2);
  expect(calls).toEqual([]);
});

test('back after adding leads to where one came from, and repeats nothing', async ({ page, shop, scripts }) => {
  await shop.open('/');
  await page.getByRole('link', { name: one.title, exact: true }).click();
  await shop.ready();
  await shop.addToCart.click();
  await shop.expectCount(1);
  const calls = watchCalls(page);
  // That the book is seen again is counted, and nothing else.
  const posts = () => calls.filter((call) => call.startsWith('POST') && !call.includes('count_view'));
  await page.goBack();
  // Without scripts the book's page stands twice in the history: before and after.
  if (!scripts) {
    await expect(page).toHaveURL(`/books/${one.slug}`);
    await page.goBack();
  }
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
  expect(posts()).toEqual([]);
  await page.goForward();
  if (!scripts) await page.goForward();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
  await page.reload();
  await shop.ready();
  await shop.expectCount(1);
  expect(posts()).toEqual([]);
});

test('back within the page keeps the document and the count', { tag: '@scripts-on' }, async ({ page, shop }) => {
  await shop.open('/');
  const same = await markDocument(page);
  await page.getByRole('link', { name: one.title, exact: true }).click();
  await shop.addToCart.click();
  await shop.expectCount(1);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
  await shop.expectCount(1);
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
  await expect(shop.quantity).toHaveValue('1');
  await expect(page.getByText('Added to your cart.')).toHaveCount(0);
  expect(await same()).toBe(true);
});

test('a reload after a failed post asks for the page', { tag: '@scripts-on' }, async ({ page, shop, tolerate }) => {
  await blockWasm(page, tolerate);
  await page.goto(`/books/${scarce.slug}`);
  await shop.quantity.fill('99');
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
  const calls = watchCalls(page);
  const response = await page.reload();
  expect(response!.request().method()).toBe('GET');
  expect(response!.status()).toBe(200);
  await expect(shop.alert).toHaveCount(0);
  expect(calls).toEqual([]);
});

test('a form that was sent works again after back', { tag: '@scripts-on' }, async ({ page, shop, tolerate }) => {
  await blockWasm(page, tolerate);
  await page.goto(`/books/${one.slug}`);
  await shop.addToCart.click();
  await shop.expectCount(1);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
  await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
  await shop.addToCart.click();
  await shop.expectCount(2);
});

test.describe('scripts off', { tag: '@scripts-off' }, () => {
  test('a form that was sent works again after back, and is another intent', async ({ page, shop }) => {
    await page.goto(`/books/${one.slug}`);
    const key = await shop.key.inputValue();
    await shop.addToCart.click();
    await shop.expectCount(1);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
    await expect(shop.key).not.toHaveValue(key);
    await shop.addToCart.click();
    await shop.expectCount(2);
  });

  // The browser asks its user first; here it sends the post again at once.
  test('a reload after a failure sends the form again, and that changes nothing', async ({ page, shop }) => {
    await page.goto(`/books/${scarce.slug}`);
    await shop.quantity.fill('99');
    await shop.addToCart.click();
    await expect(shop.alert).toBeVisible();
    const said = await shop.alert.textContent();
    const again = await page.reload();
    expect([again!.request().method(), again!.status()]).toEqual(['POST', 409]);
    await expect(shop.alert).toHaveText(said!);
    await expect(shop.quantity).toHaveValue('99');
    await shop.expectCount(0);
    await shop.quantity.fill('1');
    await shop.addToCart.click();
    await shop.expectCount(1);
  });
});
