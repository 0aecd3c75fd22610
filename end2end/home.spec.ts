// The start page: every book, 24 a page, by genre.
import type { Page } from '@playwright/test';
import { PAGE_SIZE, books, fullGenre, ofGenre, pages, type Book } from './catalogue.ts';
import { expect, test } from './support.ts';

const shelf = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link');
const titles = (books: Book[]) => books.map((book) => book.title);
const genreLink = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Genres' }).getByRole('link', { name, exact: true });
const pager = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true });

test('the first page shows 24 books, each a link with its title', async ({ page, shop }) => {
  const response = await shop.open('/');
  expect(response.status()).toBe(200);
  await expect(page).toHaveTitle('Books · Marginalia');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
  await expect(shelf(page)).toHaveText(titles(books.slice(0, PAGE_SIZE)));
  await expect(page.getByText(`${books.length} books`, { exact: true })).toBeVisible();
  await expect(page.getByText(`Page 1 of ${pages(books)}`)).toBeVisible();
  await expect(pager(page, 'Previous')).toHaveCount(0);
});

test('Next leads through the whole catalogue, and Previous back', async ({ page, shop }) => {
  await shop.open('/');
  const last = pages(books);
  for (let number = 2; number <= last; number++) {
    await pager(page, 'Next').click();
    await expect(page.getByText(`Page ${number} of ${last}`)).toBeVisible();
    await expect(shelf(page)).toHaveText(titles(books.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)));
  }
  await expect(pager(page, 'Next')).toHaveCount(0);
  await pager(page, 'Previous').click();
  await expect(page.getByText(`Page ${last - 1} of ${last}`)).toBeVisible();
});

test('the next page is read from its top', async ({ page, shop }) => {
  await shop.open('/');
  await pager(page, 'Next').click();
  await expect(page.getByText(`Page 2 of ${pages(books)}`)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
});

test('a book in the list opens its page', async ({ page, shop }) => {
  await shop.open('/');
  await page.getByRole('link', { name: books[1].title, exact: true }).click();
  await expect(page).toHaveURL(`/books/${books[1].slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(books[1].title);
  await expect(page).toHaveTitle(`${books[1].title} · Marginalia`);
});

for (const genre of ['Gothic & Horror', "Children's"]) {
  test(`the genre ${genre} filters, page by page`, async ({ page, shop }) => {
    const wanted = ofGenre(genre);
    expect(wanted.length, 'the test wants a second page').toBeGreaterThan(PAGE_SIZE);
    await shop.open('/');
    await genreLink(page, genre).click();
    await expect(page.getByText(`${wanted.length} books`, { exact: true })).toBeVisible();
    await expect(shelf(page)).toHaveText(titles(wanted.slice(0, PAGE_SIZE)));
    await expect(genreLink(page, genre)).toHaveAttribute('aria-current', 'page');
    expect(new URL(page.url()).searchParams.get('genre')).toBe(genre);

    await pager(page, 'Next').click();
    await expect(shelf(page)).toHaveText(titles(wanted.slice(PAGE_SIZE)));
    const address = new URL(page.url()).searchParams;
    expect([address.get('genre'), address.get('page')]).toEqual([genre, '2']);

    await genreLink(page, 'All').click();
    await expect(shelf(page)).toHaveText(titles(books.slice(0, PAGE_SIZE)));
    await expect(page).toHaveURL('/');
  });
}

test('a book leads to the other books of its genre', async ({ page, shop }) => {
  const [book] = ofGenre('Gothic & Horror');
  await shop.openBook(book);
  await page.getByRole('main').getByRole('link', { name: book.genre, exact: true }).click();
  await expect(shelf(page)).toHaveText(titles(ofGenre(book.genre).slice(0, PAGE_SIZE)));
});

test('an exactly full last page has no next one', async ({ page, shop }) => {
  const wanted = ofGenre(fullGenre);
  const last = pages(wanted);
  await shop.open(`/?genre=${encodeURIComponent(fullGenre)}&page=${last}`);
  await expect(shelf(page)).toHaveCount(PAGE_SIZE);
  await expect(page.getByText(`Page ${last} of ${last}`)).toHaveCount(last > 1 ? 1 : 0);
  await expect(pager(page, 'Next')).toHaveCount(0);
  const beyond = await shop.open(`/?genre=${encodeURIComponent(fullGenre)}&page=${last + 1}`);
  expect(beyond.status()).toBe(404);
});

for (const address of [
  `/?page=${pages(books) + 1}`,
  '/?page=0',
  '/?page=-1',
  '/?page=two',
  '/?page=99999999999999999999',
  '/?genre=Cookery',
  '/?genre=%00%3Cscript%3E',
  '/no/such/page',
]) {
  test(`nothing is found at ${address}, and the page says so`, async ({ page, shop }) => {
    const response = await shop.open(address);
    expect(response.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Not found']);
    await expect(page).toHaveTitle('Not found · Marginalia');
    await page.getByRole('link', { name: 'Look at the books' }).click();
    await expect(shelf(page)).toHaveCount(PAGE_SIZE);
    await expect(page).toHaveTitle('Books · Marginalia');
  });
}

test('back and forward lead through what was looked at', async ({ page, shop }) => {
  await shop.open('/');
  await pager(page, 'Next').click();
  await expect(page.getByText(`Page 2 of ${pages(books)}`)).toBeVisible();
  await genreLink(page, 'Drama').click();
  await expect(shelf(page)).toHaveText(titles(ofGenre('Drama').slice(0, PAGE_SIZE)));

  await page.goBack();
  await expect(shelf(page)).toHaveText(titles(books.slice(PAGE_SIZE, 2 * PAGE_SIZE)));
  await page.goBack();
  await expect(shelf(page)).toHaveText(titles(books.slice(0, PAGE_SIZE)));
  await page.goForward();
  await expect(page.getByText(`Page 2 of ${pages(books)}`)).toBeVisible();
});

test('what is popular this hour is on the page, as the server says it', async ({ page, shop }) => {
  await shop.add(books[3], 1);
  await shop.open('/');
  // Kept for five minutes, for everybody: what another test has put into a cart may not be there yet.
  const popular: Book[] = await (await page.request.get('/_call/get_popular', { headers: { 'actions-signature': '0' } })).json();
  const section = page.getByRole('region', { name: 'Popular this hour' });
  await expect(section.getByRole('link')).toHaveText(popular.map((book) => `${book.title}, ${book.author}`));
  if (popular.length > 0) {
    await section.getByRole('link').first().click();
    await expect(page).toHaveURL(`/books/${popular[0].slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(popular[0].title);
  }
});
