// What is asked for before somebody asks: links that are pointed at, pages that an action leads to.
import { plenty } from './catalogue.ts';
import { Account, expect, test, watchCalls } from './support.ts';

const [one] = plenty;

test.describe('scripts on @scripts-on', () => {
  const link = (page: import('@playwright/test').Page) =>
    page.getByRole('main').getByRole('link', { name: one.title, exact: true });

  test('a link that is pointed at has its answer when it is followed', async ({ page, shop }) => {
    await shop.open('/');
    const calls = watchCalls(page);
    const books = () => calls.filter((call) => call.includes('get_book.')).length;
    const answered = page.waitForResponse('**/_call/get_book.*');
    await link(page).hover();
    await answered;
    await link(page).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
    expect(books()).toBe(1);
  });

  test('a link that the keyboard reaches has it too, and is asked once', async ({ page, shop }) => {
    await shop.open('/');
    const calls = watchCalls(page);
    const answered = page.waitForResponse('**/_call/get_book.*');
    await link(page).focus();
    await answered;
    await link(page).hover();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
    expect(calls.filter((call) => call.includes('get_book.')).length).toBe(1);
  });

  test('who saves data is asked for nothing ahead', async ({ page, shop }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { get: () => ({ saveData: true }) }));
    await shop.open('/');
    const calls = watchCalls(page);
    await link(page).hover();
    await page.waitForTimeout(200);
    expect(calls).toEqual([]);
  });

  test('a page whose redirect brought nothing asks itself', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/sign-in?back=%2Flist');
    await account.fill({ Email: account.email, Password: account.password });
    await page.route('**/_call/sign_in*', async (route) => {
      const { 'actions-screen': _, ...headers } = await route.request().allHeaders();
      await route.continue({ headers });
    });
    await account.signIn.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading list');
    await account.expectMember();
  });
});
