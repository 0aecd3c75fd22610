// Looking for books: live while one types, and a plain form without scripts.
import { expect, test } from './support.ts';

const FIELD = 'Search books';

test('a search leads to its own page', async ({ page, shop }) => {
  await shop.open('/');
  await page.getByLabel(FIELD).fill('bronte');
  await page.getByLabel(FIELD).press('Enter');
  await expect(page).toHaveURL('/search?q=bronte');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search');
  await expect(page.getByRole('main').getByRole('link', { name: 'Jane Eyre' })).toBeVisible();
  await expect(page.getByLabel(FIELD)).toHaveValue('bronte');
});

test('what is not there is said, and every letter means itself', async ({ page, shop }) => {
  for (const text of ['no such book', '%', '_', '"quoted" & <b>', "' OR 1=1 --", '😀']) {
    await shop.open(`/search?q=${encodeURIComponent(text)}`);
    await expect(page.getByRole('main').getByRole('status')).toHaveText(`Nothing is called “${text}”.`);
    await expect(page.getByRole('navigation', { name: 'Pages' })).toHaveCount(0);
  }
});

test('percent signs and pluses are what was typed, also after a reload', async ({ page, shop }) => {
  for (const text of ['%65mma', 'a%20b', '%E9', '%26', 'c++']) {
    await shop.open('/');
    await page.getByLabel(FIELD).fill(text);
    await page.getByLabel(FIELD).press('Enter');
    for (const reload of [false, true]) {
      if (reload) await page.reload();
      await expect(page.getByRole('main').getByRole('status')).toHaveText(`Nothing is called “${text}”.`);
      await expect(page.getByLabel(FIELD)).toHaveValue(text);
    }
  }
});

test('the field says what was searched for, also on the way back', async ({ page, shop }) => {
  await shop.open('/');
  for (const text of ['emma', 'dracula']) {
    await page.getByLabel(FIELD).fill(text);
    await page.getByLabel(FIELD).press('Enter');
    await expect(page).toHaveURL(`/search?q=${text}`);
  }
  for (const [path, text] of [['/search?q=emma', 'emma'], ['/', '']]) {
    await page.goBack();
    await expect(page).toHaveURL(path);
    await expect(page.getByLabel(FIELD)).toHaveValue(text);
  }
});

test('an empty search asks for something', async ({ page, shop }) => {
  const answer = await shop.open('/search');
  expect(answer.status()).toBe(200);
  await expect(page.getByRole('main')).toContainText('Type a title or an author');
  await shop.open('/search?q=%20%20');
  await expect(page.getByRole('main')).toContainText('Type a title or an author');
});

test('what is too long or a page that is not there has its status', async ({ shop }) => {
  expect((await shop.open(`/search?q=${'a'.repeat(101)}`)).status()).toBe(422);
  expect((await shop.open('/search?q=bronte&page=7')).status()).toBe(404);
});

test('many books have pages', async ({ page, shop }) => {
  await shop.open('/search?q=a');
  await page.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL('/search?q=a&page=2');
  await expect(page.getByText('Page 2 of')).toBeVisible();
});

test.describe('scripts on @scripts-on', () => {
  test('books are shown from the third letter on', async ({ page, shop }) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('search_books')) asked.push(request.url());
    });
    await shop.open('/');
    // However slowly the machine types, no pause is one but those here.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1_000);
    const field = page.getByLabel(FIELD);
    const found = page.getByRole('search').getByRole('link');
    await field.pressSequentially('br');
    await page.clock.runFor(400);
    expect(asked).toEqual([]);
    await field.pressSequentially('ontë');
    await page.clock.runFor(400);
    await page.clock.resume();
    await expect(found).toHaveCount(2);
    // One pause, one question.
    expect(asked).toHaveLength(1);
    await field.press('Escape');
    await expect(found).toHaveCount(0);
    await expect(field).toBeFocused();
    await field.fill('no such book');
    await expect(page.getByRole('search').getByRole('status')).toHaveText('Nothing is called that.');
    await page.getByRole('main').click({ position: { x: 5, y: 5 } });
    await expect(page.getByRole('search').getByRole('status')).toBeEmpty();
  });

  test('a book that was found is followed with the keyboard, and the rest goes away', async ({ page, shop }) => {
    await shop.open('/');
    await page.getByLabel(FIELD).pressSequentially('jane eyre');
    await expect(page.getByRole('search').getByRole('link')).toHaveCount(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Jane Eyre');
    await expect(page.getByRole('search').getByRole('link')).toHaveCount(0);
  });

  test('a slow answer is not waited for when something else is typed, and never shown', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.open('/');
    const ends: (string | undefined)[] = [];
    page.on('requestfailed', (request) => {
      if (request.url().includes('search_books')) ends.push(request.failure()?.errorText);
    });
    let first = true;
    let release = () => {};
    const slow = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/_call/search_books*', async (route) => {
      if (first) {
        first = false;
        await slow;
        await route.continue().catch(() => {});
      } else {
        await route.continue();
      }
    });
    const field = page.getByLabel(FIELD);
    const asked = page.waitForRequest('**/_call/search_books*');
    await field.fill('austen');
    await asked;
    await field.fill('bronte');
    const found = page.getByRole('search').getByRole('link');
    await expect(found).toHaveCount(2);
    // Its request was stopped, which is how the server learns of it.
    expect(ends).toEqual(['net::ERR_ABORTED']);
    release();
    await page.waitForTimeout(300);
    await expect(found).toHaveCount(2);
    await expect(found.first()).toContainText('Brontë');
  });

  test('a search that fails says so, and the page goes on', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await page.route('**/_call/search_books*', (route) => route.abort());
    await shop.open('/');
    await page.getByLabel(FIELD).fill('austen');
    await expect(page.getByRole('search').getByRole('status')).not.toBeEmpty();
    await page.unroute('**/_call/search_books*');
    await page.getByLabel(FIELD).fill('bronte');
    await expect(page.getByRole('search').getByRole('link')).toHaveCount(2);
  });
});
