// A form whose answer is another page: a book's way onto the reading list.
import { books } from './catalogue.ts';
import { expect, test, type Shop } from './support.ts';

const [book, other] = books;
const wanted = `${book.title}, ${book.author}`;

const button = (shop: Shop) => shop.page.getByRole('button', { name: 'Add to reading list' });
const entries = (shop: Shop) => shop.page.getByRole('list', { name: 'To read' }).locator('.text');

async function remember(shop: Shop) {
  await button(shop).click();
  await expect(shop.page).toHaveURL('/list');
  await shop.ready();
}

test('a book is put on the list, which is shown', async ({ page, shop }) => {
  await shop.openBook(book);
  await remember(shop);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading list');
  await expect(entries(shop)).toHaveText([wanted]);
  // Neither reload nor the way back sends anything again.
  await page.reload();
  await shop.ready();
  await expect(entries(shop)).toHaveText([wanted]);
  await page.goBack();
  await expect(page).toHaveURL(`/books/${book.slug}`);
  await page.goForward();
  await shop.ready();
  await expect(entries(shop)).toHaveText([wanted]);
});

test('pressed twice it is there once, and another book is another entry', async ({ shop }) => {
  await shop.openBook(book);
  await button(shop).dblclick();
  await expect(shop.page).toHaveURL('/list');
  await shop.openBook(other);
  await remember(shop);
  await expect(entries(shop)).toHaveText([wanted, `${other.title}, ${other.author}`]);
});

test('a refusal is told on the list, beside its own field, with what was sent', async ({ page, shop, scripts }) => {
  await shop.openBook(book);
  const long = 'x'.repeat(201);
  await page.locator('input[name=text]').evaluate((field: HTMLInputElement, text) => (field.value = text), long);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST' && response.request().isNavigationRequest()),
    button(shop).click(),
  ]);
  expect(answer.status()).toBe(422);
  expect(new URL(answer.url()).pathname).toBe('/list');
  const field = page.getByLabel('What do you want to read?');
  await shop.ready();
  await expect(field).toHaveValue(long);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(shop.alert).toBeFocused();
  await expect(page.locator('.field-error')).toHaveText(/200/);
  await expect(entries(shop)).toHaveCount(0);
  // Corrected, it is an intent of its own.
  await field.fill(wanted);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(entries(shop)).toHaveText([wanted]);
  if (scripts) await expect(page.locator('.pending')).toHaveCount(0);
  await page.goto('/list');
  await expect(entries(shop)).toHaveText([wanted]);
});

test('the book in the cart is not what the list is told', async ({ shop }) => {
  await shop.add(book, 2);
  await remember(shop);
  await expect(entries(shop)).toHaveText([wanted]);
  await shop.expectCount(2);
});

test('after a page that was reached by a link it is the same @scripts-on', async ({ page, shop }) => {
  await shop.open('/');
  await page.getByRole('main').getByRole('link', { name: book.title }).first().click();
  await expect(page).toHaveURL(`/books/${book.slug}`);
  await remember(shop);
  await expect(entries(shop)).toHaveText([wanted]);
});

test('what is under way on the page that is left is done all the same @scripts-on', async ({ page, shop }) => {
  await shop.openBook(book);
  // The server has carried it out, and its answer never comes.
  let carriedOut = false;
  await page.route('**/_call/add_to_cart*', async (route) => {
    await route.fetch();
    carriedOut = true;
  });
  await shop.addToCart.click();
  await expect.poll(() => carriedOut).toBe(true);
  await expect(shop.form).toHaveAttribute('aria-busy', 'true');
  await remember(shop);
  await expect(entries(shop)).toHaveText([wanted]);
  await shop.expectCount(1);
});
