// How often a book was seen: each view once, and nobody waits for it.
import { books, type Book } from './catalogue.ts';
import { expect, follow, holdCall, test, watchCalls, type Shop } from './support.ts';

/** Two books that nothing else looks at while a test does. */
function quiet(shop: Shop, test: number): [Book, Book] {
  const slot = 2 * (2 * test + Number(shop.scripts));
  const last = books.slice(-30).filter((book) => book.stock >= 10);
  return [last[slot], last[slot + 1]];
}

/** How often the server has counted so far. It counts after its answer. */
async function counted(shop: Shop, book: Book): Promise<number> {
  // What comes with a cookie and without a browser's headers says that it is a program.
  const headers = { 'actions-signature': '0' };
  return (await shop.page.request.get(`/_call/get_views?slug=${book.slug}`, { headers })).json();
}

const expectCounted = (shop: Shop, book: Book, times: number) =>
  expect.poll(() => counted(shop, book), { message: book.title }).toBe(times);

const seen = (shop: Shop, times: number) =>
  expect(shop.page.getByText(`Seen ${times} time${times === 1 ? '' : 's'}`, { exact: true })).toBeVisible();

test('a visit counts once, a reload again, and so does the book that a link leads to', async ({ page, shop, scripts }) => {
  const [book, other] = quiet(shop, 0);
  const [before, beforeOther] = [await counted(shop, book), await counted(shop, other)];
  await shop.openBook(book);
  await expectCounted(shop, book, before + 1);
  await page.reload();
  await shop.ready();
  await expectCounted(shop, book, before + 2);
  await seen(shop, before + 1);

  await shop.open(`/search?q=${encodeURIComponent(other.title)}`);
  const calls = watchCalls(page);
  await page.getByRole('main').getByRole('link', { name: other.title, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText([other.title]);
  await expectCounted(shop, other, beforeOther + 1);
  // With scripts the number comes with the answer to the count.
  await seen(shop, beforeOther + Number(scripts));
  await shop.link('Books').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Books']);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText([other.title]);
  await expectCounted(shop, other, beforeOther + 2);
  const counts = calls.filter((call) => call.includes('count_view'));
  expect(counts).toEqual(scripts ? Array(2).fill('POST /_call/count_view.cbor') : []);
  await expectCounted(shop, book, before + 2);
});

test('what is done on the page is no view', async ({ page, shop }) => {
  const [book] = quiet(shop, 1);
  const before = await counted(shop, book);
  await shop.openBook(book);
  await shop.addToCart.click();
  await shop.expectCount(1);
  await shop.quantity.fill('99');
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
  await expectCounted(shop, book, before + 1);
  await page.waitForTimeout(200);
  expect(await counted(shop, book)).toBe(before + 1);
});

test.describe('scripts on @scripts-on', () => {
  test('a slow count delays nothing, and is not given up with its page', async ({ page, shop }) => {
    const [book, other] = quiet(shop, 2);
    const [before, beforeOther] = [await counted(shop, book), await counted(shop, other)];
    let count = () => {};
    const held = new Promise<void>((resolve) => (count = resolve));
    await page.route('**/_call/count_view*', async (route) => {
      await held;
      await route.continue();
    });
    await shop.open('/');
    for (const next of [book, other]) {
      await follow(page, `/books/${next.slug}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText([next.title]);
    }
    await seen(shop, beforeOther);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await shop.link('Cart (1)').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Cart']);
    expect([await counted(shop, book), await counted(shop, other)]).toEqual([before, beforeOther]);
    count();
    await expectCounted(shop, book, before + 1);
    await expectCounted(shop, other, beforeOther + 1);
  });

  test('a count that fails is not told, on its page or on the next', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    const [book, other] = quiet(shop, 3);
    const before = await counted(shop, other);
    await page.route('**/_call/count_view*', (route) => route.fulfill({ status: 503, body: 'not just now' }));
    await shop.open('/');
    for (const next of [book, other]) {
      const answered = page.waitForResponse('**/_call/count_view*');
      await follow(page, `/books/${next.slug}`);
      await answered;
      await expect(page.getByRole('heading', { level: 1 })).toHaveText([next.title]);
    }
    await seen(shop, before);
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(0);
    await shop.addToCart.click();
    await shop.expectCount(1);
  });

  test('the page asks for its number beside the book', async ({ page, shop }) => {
    const [book] = quiet(shop, 3);
    await shop.open(`/search?q=${encodeURIComponent(book.title)}`);
    const release = await holdCall(page, 'get_book');
    const asked = ['get_views', 'get_reviews', 'get_likes'].map((call) => page.waitForRequest(`**/_call/${call}*`));
    await page.getByRole('main').getByRole('link', { name: book.title, exact: true }).click();
    await Promise.all(asked);
    release();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([book.title]);
  });
});
