// Who a visitor is: a session cookie, given by the first action.
import { plenty } from './catalogue.ts';
import { Shop, expect, test } from './support.ts';

const [one, two] = plenty;

test('looking around leaves no cookie', async ({ context, shop }) => {
  await shop.open('/');
  await shop.openBook(one);
  await shop.open('/cart');
  expect(await context.cookies()).toEqual([]);
});

// covers: MPA-19 CKH-02 CKH-05 CKH-07
test('the first action begins a session that scripts cannot read', async ({ context, page, shop }) => {
  await shop.add(one, 1);
  const cookies = await context.cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ name: 'bookshop', httpOnly: true, sameSite: 'Lax', path: '/', secure: false });
  expect(cookies[0].value.length).toBeGreaterThanOrEqual(43);
  expect(cookies[0].expires, 'it outlives the browser').toBeGreaterThan(Date.now() / 1000 + 30 * 24 * 3600);
  expect(await page.evaluate(() => document.cookie)).toBe('');

  await shop.add(two, 1, 2);
  expect((await context.cookies())[0].value, 'it is kept').toBe(cookies[0].value);
});

test('another visitor has a cart of their own', async ({ browser, baseURL, javaScriptEnabled, scripts, shop }) => {
  await shop.add(one, 4);
  const context = await browser.newContext({ baseURL, javaScriptEnabled });
  const other = new Shop(await context.newPage(), scripts);
  await other.open('/cart');
  await other.expectCount(0);
  await expect(other.page.getByText('Your cart is empty.')).toBeVisible();
  await other.add(one, 1);
  await context.close();

  await shop.open('/cart');
  await expect(shop.line(one).quantity).toHaveValue('4');
});

test('a session that nobody gave out is an empty visitor', async ({ context, baseURL, shop }) => {
  await context.addCookies([{ name: 'bookshop', value: 'x'.repeat(43), url: baseURL! }]);
  await shop.open('/cart');
  await shop.expectCount(0);
  await context.addCookies([{ name: 'bookshop', value: "' OR 1=1 --", url: baseURL! }]);
  await shop.add(one, 1);
});

test('two tabs share a cart', async ({ context, scripts, shop }) => {
  await shop.add(one, 1);
  const second = new Shop(await context.newPage(), scripts);
  await second.open('/cart');
  await second.expectCount(1);

  await shop.add(two, 2, 3);
  await second.page.reload();
  await second.ready();
  await second.expectCount(3);
  await expect(second.line(two).quantity).toHaveValue('2');

  await second.line(one).remove.click();
  await second.expectCount(2);
  await shop.page.reload();
  await shop.ready();
  await shop.expectCount(2);
});

// What a browser may bring that is no session: nothing, what another application has set, one that has ended.
const strangers = [
  { brings: 'no cookie', cookie: undefined },
  { brings: 'a cookie of another application', cookie: { name: '_ga', value: 'GA1.1.5' } },
  { brings: 'a session that has ended', cookie: { name: 'bookshop', value: 'x'.repeat(43) } },
];

for (const { brings, cookie } of strangers) {
  test(`the first two actions of a new visitor, whose browser brings ${brings}, are one visitor's @scripts-on`, async ({ context, page, shop, baseURL }) => {
    if (cookie) await context.addCookies([{ ...cookie, url: baseURL! }]);
    await shop.openBook(one);
    // The first goes on when there is another, which then has no cookie either, or when there will be none.
    let [posts, goOn] = [0, () => {}];
    const both = new Promise<void>((resolve) => (goOn = resolve));
    await page.route('**/_call/**', async (route) => {
      if (route.request().method() === 'POST') {
        posts += 1;
        if (posts === 2) goOn();
        setTimeout(goOn, 1_000);
        await both;
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Like', exact: true }).click();
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
    await page.unrouteAll({ behavior: 'wait' });
    expect((await context.cookies()).filter(({ name }) => name === 'bookshop')).toHaveLength(1);
    await page.reload();
    await shop.ready();
    await shop.expectCount(1);
    await expect(page.getByRole('button', { name: 'Unlike', exact: true })).toBeVisible();
  });
}

test("two tabs of a new visitor, each with a first action, are one visitor's @scripts-on", async ({ context, page, shop }) => {
  const other = new Shop(await context.newPage(), true);
  await shop.openBook(one);
  await other.openBook(two);
  // Whichever is first goes on when the other is there, which then has no cookie either, or when it does not come.
  let [posts, goOn] = [0, () => {}];
  const both = new Promise<void>((resolve) => (goOn = resolve));
  await context.route('**/_call/add_to_cart*', async (route) => {
    posts += 1;
    if (posts === 2) goOn();
    setTimeout(goOn, 1_000);
    await both;
    await route.continue();
  });
  await Promise.all([shop.addToCart.click(), other.addToCart.click()]);
  for (const tab of [page, other.page]) await expect(tab.getByText('Added to your cart.')).toBeVisible();
  await context.unrouteAll({ behavior: 'wait' });
  expect(await context.cookies()).toHaveLength(1);
  await page.reload();
  await shop.ready();
  await shop.expectCount(2);
});
