// A form posts to the page it stands on, with that page's query; the application never sees `_call`.
import { plenty, scarce } from './catalogue.ts';
import { blockWasm, expect, follow, press, test, watchCalls } from './support.ts';

const [one, two] = plenty;
const QUERY = '?from=x&page=2';

// covers: MPA-10
for (const query of [QUERY, '?q=a%26b%3D%C3%A9+%2B&empty=&x=1&x=2', '?recall=1&x_call=2', '?flag']) {
  test(`success leads back to the page with its query ${query}`, async ({ page, shop }) => {
    await shop.openBook(one, query);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page).toHaveURL(`/books/${one.slug}${query}`);
    await shop.addToCart.click();
    await shop.expectCount(2);
    await expect(page).toHaveURL(`/books/${one.slug}${query}`);
  });
}

test('the cart keeps its query too', async ({ page, shop }) => {
  await shop.add(one, 1);
  await shop.open(`/cart${QUERY}`);
  await shop.line(one).quantity.fill('2');
  await shop.line(one).update.click();
  await shop.expectCount(2);
  await expect(page).toHaveURL(`/cart${QUERY}`);
});

test('a failed post can be corrected and leads back to the page', async ({ page, shop, scripts }) => {
  await shop.openBook(scarce, QUERY);
  await shop.quantity.fill('99');
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
  if (scripts) await expect(page).toHaveURL(`/books/${scarce.slug}${QUERY}`);
  await shop.quantity.fill('1');
  await shop.addToCart.click();
  await shop.expectCount(1);
  await expect(page).toHaveURL(`/books/${scarce.slug}${QUERY}`);
});

test('an address that names a call is only an address', async ({ page, shop, scripts }) => {
  const response = await shop.openBook(one, '?from=x&_call=add_to_cart&page=2');
  expect(response.status()).toBe(200);
  await shop.expectCount(0);
  if (scripts) await expect(page).toHaveURL(`/books/${one.slug}${QUERY}`);
  await shop.addToCart.click();
  await shop.expectCount(1);
  await expect(page).toHaveURL(`/books/${one.slug}${QUERY}`);
});

test.describe('scripts on, without the wasm', { tag: '@scripts-on' }, () => {
  test('a failed post leaves the address as it was', async ({ page, shop, tolerate }) => {
    await blockWasm(page, tolerate);
    await page.goto(`/books/${scarce.slug}${QUERY}#content`);
    await shop.quantity.fill('99');
    const answer = await press(shop.addToCart);
    expect(answer.status()).toBe(409);
    expect(new URL(answer.url()).search).toBe(`${QUERY}&_call=add_to_cart`);
    await expect(shop.alert).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/books/${scarce.slug}\\?from=x&page=2(#content)?$`));

    await shop.quantity.fill('2');
    await shop.addToCart.click();
    await shop.expectCount(2);
    await expect(page).toHaveURL(new RegExp(`/books/${scarce.slug}\\?from=x&page=2(#content)?$`));
  });
});

test.describe('after a navigation in the page', { tag: '@scripts-on' }, () => {
  const address = `/books/${two.slug}?from=y&page=3`;

  test('the form is that of the new page', async ({ page, shop }) => {
    await shop.openBook(one, QUERY);
    await follow(page, address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(two.title);
    await expect(shop.form).toHaveAttribute('action', `${address}&_call=add_to_cart`);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page).toHaveURL(address);
  });

  test('a post without the wasm goes to the new page', async ({ page, shop }) => {
    await shop.openBook(one, QUERY);
    await follow(page, address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(two.title);
    // A button with a method of its own is left to the browser.
    await shop.addToCart.evaluate((button) => button.setAttribute('formmethod', 'post'));
    const posts = watchCalls(page);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page).toHaveURL(address);
    expect(posts).toEqual([`POST ${address}&_call=add_to_cart`]);
  });

  test('a post without the wasm goes to the address when only the query changed', async ({ page, shop }) => {
    await shop.openBook(one, QUERY);
    const other = `/books/${one.slug}?from=z`;
    await follow(page, other);
    await shop.addToCart.evaluate((button) => button.setAttribute('formmethod', 'post'));
    const posts = watchCalls(page);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page).toHaveURL(other);
    expect(posts).toEqual([`POST ${other}&_call=add_to_cart`]);
  });
});
