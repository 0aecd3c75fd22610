// Reviews: who writes one, what stands there, and once only.
import { books, type Book } from './catalogue.ts';
import { Account, Shop, expect, press, test, watchCalls, withoutTabs } from './support.ts';

/** A book without a review, of one test's own: what stands there is what it writes. */
async function fresh(shop: Shop, test: number): Promise<Book> {
  const slot = 2 * test + Number(shop.scripts);
  for (const book of books.filter((_, place) => place % 24 === slot)) {
    const reviews = await shop.page.request.get(`/_call/get_reviews?slug=${book.slug}`);
    if ((await reviews.json()).length === 0) return book;
  }
  throw new Error('every book of this test has a review; the database is to be a new one');
}

const text = (shop: Shop) => shop.page.getByLabel('Review', { exact: true });
const star = (shop: Shop, count: number) => shop.page.getByRole('radio', { name: count === 1 ? '1 star' : `${count} stars`, exact: true });
const postReview = (shop: Shop) => shop.page.getByRole('button', { name: 'Post review' });
const all = (shop: Shop) => shop.page.getByRole('region', { name: 'Reviews' }).getByRole('listitem');
const posted = (shop: Shop) => shop.page.getByText('Your review is below.');
const signInLink = (shop: Shop) => shop.page.getByRole('link', { name: 'Sign in to write a review' });

async function write(shop: Shop, stars: number, words: string): Promise<void> {
  await star(shop, stars).check();
  await text(shop).fill(words);
}

test('a member posts a review, which stands there once, with the average', async ({ page, shop, scripts }) => {
  const book = await fresh(shop, 0);
  await new Account(shop).signUp('Žofie');
  await shop.openBook(book);
  await expect(page.getByText('No reviews yet', { exact: true })).toBeVisible();
  await write(shop, 4, 'First line\nÜbermütig <b>"x"</b>, 読みやすい 🐎');
  const calls = watchCalls(page);
  await postReview(shop).click();
  await expect(posted(shop)).toBeVisible();
  await expect(postReview(shop)).toHaveCount(0);
  await expect(all(shop)).toHaveCount(1);
  await expect(all(shop)).toContainText('Žofie');
  await expect(all(shop).getByRole('img')).toHaveAccessibleName('4 of 5 stars');
  const words = all(shop).locator('.text');
  expect(await words.innerText()).toBe('First line\nÜbermütig <b>"x"</b>, 読みやすい 🐎');
  await expect(page.getByText('4.0 of 5, 1 review', { exact: true })).toBeVisible();
  if (scripts) expect(calls).toEqual(['POST /_call/post_review.cbor']);
  await page.reload();
  await shop.ready();
  await expect(all(shop)).toHaveCount(1);
  await expect(posted(shop)).toHaveCount(0);
});

test('a second review of a book is refused, and what was typed stays', async ({ shop, page }) => {
  const book = await fresh(shop, 1);
  await new Account(shop).signUp();
  await shop.openBook(book);
  await write(shop, 2, 'Not for me.');
  await postReview(shop).click();
  await expect(posted(shop)).toBeVisible();
  await page.reload();
  await shop.ready();
  await write(shop, 5, 'After all.');
  const answer = await press(postReview(shop));
  expect(answer.status()).toBe(409);
  await expect(shop.alert).toHaveText('You have reviewed this book already.');
  await expect(text(shop)).toHaveValue('After all.');
  await expect(star(shop, 5)).toBeChecked();
  await expect(all(shop)).toHaveCount(1);
  await expect(all(shop)).toContainText('Not for me.');
});

test('what is missing is said beside its field, and what was typed stays', async ({ shop, page }) => {
  const book = await fresh(shop, 2);
  await new Account(shop).signUp();
  await shop.openBook(book);
  await text(shop).evaluate((area: HTMLTextAreaElement) => (area.form!.noValidate = true));
  await text(shop).fill('Clever.');
  const noStars = await press(postReview(shop));
  expect(noStars.status()).toBe(422);
  await expect(star(shop, 1)).toHaveAccessibleDescription('Fill this in.');
  await expect(text(shop)).toHaveValue('Clever.');
  await expect(text(shop)).not.toHaveAttribute('aria-invalid');
  await text(shop).evaluate((area: HTMLTextAreaElement) => (area.form!.noValidate = true));
  await write(shop, 3, '  \n ');
  const noText = await press(postReview(shop));
  expect(noText.status()).toBe(422);
  await expect(text(shop)).toHaveAccessibleDescription('Fill this in.');
  await expect(star(shop, 3)).toBeChecked();
  await expect(all(shop)).toHaveCount(0);
  await text(shop).fill('Clever.');
  await postReview(shop).click();
  await expect(posted(shop)).toBeVisible();
  await expect(all(shop)).toHaveCount(1);
});

test('the newest of two members comes first', async ({ shop, page }) => {
  const book = await fresh(shop, 3);
  for (const [name, stars, words] of [['Ada', 5, 'Wonderful.'], ['Zoë', 4, 'Good.']] as const) {
    const account = new Account(shop);
    await account.signUp(name);
    await shop.openBook(book);
    await write(shop, stars, words);
    await postReview(shop).click();
    await expect(posted(shop)).toBeVisible();
    await account.signOut();
  }
  await shop.openBook(book);
  await expect(all(shop).locator('.text')).toHaveText(['Good.', 'Wonderful.']);
  await expect(all(shop).locator('.writer')).toHaveText(['Zoë', 'Ada']);
  await expect(page.getByText('4.5 of 5, 2 reviews', { exact: true })).toBeVisible();
});

test('a visitor is led to the sign-in, and back to the book', async ({ page, shop }) => {
  const book = await fresh(shop, 4);
  const account = new Account(shop);
  await account.signUp();
  await account.signOut();
  await shop.openBook(book, '?from=x');
  await expect(postReview(shop)).toHaveCount(0);
  await signInLink(shop).click();
  await expect(page).toHaveURL(/^[^?]*\/sign-in\?back=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await shop.ready();
  await account.fill({ Email: account.email, Password: account.password });
  await account.signIn.click();
  await expect(page).toHaveURL(`/books/${book.slug}?from=x`);
  await expect(postReview(shop)).toBeVisible();
  await expect(signInLink(shop)).toHaveCount(0);
});

test('a session that ended while somebody typed takes nothing of it', async ({ page, shop }) => {
  const book = await fresh(shop, 5);
  await new Account(shop).signUp();
  await shop.openBook(book);
  await write(shop, 5, 'Typed for an hour.');
  await page.context().clearCookies();
  const answer = await press(postReview(shop));
  expect(answer.status()).toBe(401);
  await expect(shop.alert).toHaveText('Please sign in first.');
  await expect(text(shop)).toHaveValue('Typed for an hour.');
  await expect(star(shop, 5)).toBeChecked();
  const again = page.getByRole('main').getByRole('link', { name: 'Sign in', exact: true });
  await expect(again).toHaveAttribute('href', `/sign-in?back=${encodeURIComponent(`/books/${book.slug}`)}`);
});

test('a review is written with the keyboard alone', async ({ page, shop }) => {
  const book = await fresh(shop, 6);
  await new Account(shop).signUp();
  await shop.openBook(book);
  await page.getByRole('button', { name: 'Add to reading list' }).focus();
  await page.keyboard.press('Tab');
  await expect(star(shop, 1)).toBeFocused();
  await page.keyboard.press('Space');
  for (let count = 0; count < 3; count++) await page.keyboard.press('ArrowRight');
  await expect(star(shop, 4)).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(text(shop)).toBeFocused();
  await page.keyboard.type('Clever.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(posted(shop)).toBeVisible();
  await expect(all(shop).getByRole('img')).toHaveAccessibleName('4 of 5 stars');
});

test('a word without an end widens nothing', async ({ page, shop }) => {
  const book = await fresh(shop, 7);
  await page.setViewportSize({ width: 360, height: 800 });
  await new Account(shop).signUp('W'.repeat(80));
  await shop.openBook(book);
  await write(shop, 1, `${'x'.repeat(1000)}\n${'ž'.repeat(900)}`);
  await postReview(shop).click();
  await expect(posted(shop)).toBeVisible();
  await expect(all(shop)).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('older reviews come below those that are there', async ({ page, shop, scripts, playwright, baseURL }) => {
  const book = await fresh(shop, 8);
  const add = async (number: number) => {
    const member = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { 'actions-signature': '0' } });
    const post = async (call: string, data: object) => {
      const answer = await member.post(`/_call/${call}`, { data });
      expect(answer.status(), await answer.text()).toBe(200);
    };
    const email = `writer-${number}-${Date.now()}-${scripts}@example.org`;
    await post('sign_up', { name: `Writer ${number}`, email, password: 'correct horse battery' });
    await post('post_review', { slug: book.slug, stars: 3, text: `Review ${number}` });
    await member.dispose();
  };
  for (let number = 1; number <= 12; number++) await add(number);
  await shop.openBook(book);
  const words = all(shop).locator('.text');
  const from = (first: number, last: number) =>
    Array.from({ length: first - last + 1 }, (_, index) => `Review ${first - index}`);
  await expect(words).toHaveText(from(12, 3));
  const older = page.getByRole('link', { name: 'Older reviews' });
  const calls = watchCalls(page);
  await older.click();
  await expect(words).toHaveText(scripts ? from(12, 1) : from(2, 1));
  await expect(older).toHaveCount(0);
  if (scripts) {
    expect(calls.filter((call) => call.includes('get_reviews'))).toHaveLength(1);
    // They stay while those that follow from a newer page are asked for.
    const fewest = await page.evaluateHandle(() => {
      const seen = { fewest: Infinity };
      const list = document.querySelector('.reviews')!;
      const look = () => (seen.fewest = Math.min(seen.fewest, list.querySelectorAll('.review').length));
      new MutationObserver(look).observe(list, { childList: true, subtree: true });
      return seen;
    });
    await add(13);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
    await expect(words).toHaveText(from(13, 1));
    expect((await fewest.jsonValue()).fewest).toBeGreaterThanOrEqual(11);
  }
});

test('a review that was written below older ones is with the newest', async ({ page, shop }) => {
  const book = await fresh(shop, 9);
  await new Account(shop).signUp();
  await shop.open(`/books/${book.slug}?before=1`);
  await write(shop, 4, 'Somewhere else.');
  await postReview(shop).click();
  await expect(page.getByText('Your review is with the newest.')).toBeVisible();
  await expect(all(shop)).toHaveCount(0);
  await page.getByRole('link', { name: 'the newest' }).click();
  await expect(all(shop).locator('.text')).toHaveText(['Somewhere else.']);
});

test('what one member has posted is not said to another @scripts-on', async ({ page, shop }) => {
  const book = await fresh(shop, 10);
  await new Account(shop).signUp('Ada');
  await shop.openBook(book);
  await write(shop, 5, 'By Ada.');
  await postReview(shop).click();
  await expect(posted(shop)).toBeVisible();
  const other = new Shop(await page.context().newPage(), true);
  await other.open('/');
  await new Account(other).signOut();
  await expect(signInLink(shop)).toBeVisible();
  await new Account(other).signUp('Bea');
  await expect(postReview(shop)).toBeVisible();
  await expect(posted(shop)).toHaveCount(0);
  await expect(text(shop)).toHaveValue('');
});

// Neither the book nor its reviews are read as anybody.
test('whoever posts as somebody else, of whom this tab was not told, sees who they are', { tag: '@scripts-on' }, async ({ page, shop }) => {
  const book = await fresh(shop, 11);
  await withoutTabs(page);
  await new Account(shop).signUp('Alice');
  await shop.openBook(book);
  const other = new Shop(await page.context().newPage(), true);
  await other.open('/');
  await new Account(other).signOut();
  await new Account(other).signUp('Bob');
  const header = page.getByRole('banner');
  await expect(header).toContainText('Alice');
  await write(shop, 4, 'Of a tab that was told nothing.');
  await postReview(shop).click();
  await expect(all(shop)).toContainText('Bob');
  await expect(header).toContainText('Bob');
  await expect(header).not.toContainText('Alice');
});
