// Moving between pages with scripts on: what stays, what is waited for, and where the focus goes.
import { plenty, scarce } from './catalogue.ts';
import { expect, follow, holdCall, test, watchCalls } from './support.ts';

const [one, two] = plenty;

test.describe('scripts on', { tag: '@scripts-on' }, () => {
  test('a page stays until the next one has what it asks for', async ({ page, shop }) => {
    await shop.open('/?page=2');
    const calls = watchCalls(page);
    const release = await holdCall(page, 'get_book');
    const link = page.getByRole('main').getByRole('heading', { level: 2 }).first().getByRole('link');
    const title = await link.innerText();
    await link.click();
    await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'true');
    await expect(page).toHaveTitle('Books · Marginalia');
    await expect(page.getByText('Page 2 of')).toBeVisible();
    await expect(page).toHaveURL('/?page=2');
    release();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([title]);
    await expect(page).toHaveTitle(`${title} · Marginalia`);
    await expect(page).toHaveURL(/\/books\//);
    await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy');
    const asked = calls.map((call) => call.replace(/^GET \/_call\/(\w+).*/, '$1'));
    expect(asked.filter((call) => call === 'get_book')).toHaveLength(1);
    expect(asked, 'nothing is asked for the page that is left').not.toContain('get_books');
  });

  test('the last of several clicks decides', async ({ page, shop }) => {
    await shop.open('/');
    const release = await holdCall(page, 'get_book');
    await page.getByRole('main').getByRole('heading', { level: 2 }).first().getByRole('link').click();
    await expect(page.getByRole('main')).toHaveAttribute('aria-busy', 'true');
    await shop.link('Cart (0)').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Cart']);
    release();
    await page.waitForTimeout(300);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Cart']);
    await expect(page).toHaveURL('/cart');
    await expect(page.getByRole('main')).not.toHaveAttribute('aria-busy');
  });

  test('a list stays until the next one is there, and is marked', async ({ page, shop }) => {
    await shop.open('/');
    const release = await holdCall(page, 'get_books');
    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page.getByRole('main').locator('[aria-busy=true]')).toBeVisible();
    await expect(page.getByText('Page 1 of')).toBeVisible();
    release();
    await expect(page.getByText('Page 2 of')).toBeVisible();
    await expect(page.getByRole('main').locator('[aria-busy=true]')).toHaveCount(0);
  });

  test('what was typed for one book is not in the form of another', async ({ page, shop }) => {
    await shop.openBook(one);
    await follow(page, `/books/${two.slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([two.title]);
    await shop.quantity.fill('7');
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([one.title]);
    await expect(shop.quantity).toHaveValue('1');
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page.getByText('Added to your cart.')).toBeVisible();
    await page.goForward();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([two.title]);
    await expect(page.getByText('Added to your cart.')).toHaveCount(0);
    await shop.link('Cart (1)').click();
    await expect(shop.line(one).quantity).toHaveValue('1');
  });

  test('what is wrong with one book is not said of another', async ({ page, shop }) => {
    await shop.openBook(scarce);
    await shop.quantity.fill('99');
    await shop.addToCart.click();
    await expect(shop.alert).toBeVisible();
    await follow(page, `/books/${one.slug}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([one.title]);
    await expect(shop.alert).toHaveCount(0);
    await expect(shop.quantity).toHaveValue('1');
  });

  test('the keyboard goes on in the new page', async ({ page, shop }) => {
    await shop.open('/');
    await page.getByRole('link', { name: one.title, exact: true }).press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([one.title]);
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('main').getByRole('link').first()).toBeFocused();
    await shop.link('Books').press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Books']);
    await expect(shop.link('Books')).toBeFocused();
  });

  test('a page that has just come takes the focus from nothing', async ({ page, shop }) => {
    await shop.openBook(one);
    await expect(page.locator('body')).toBeFocused();
  });
});
