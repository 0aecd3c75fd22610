// Several tabs of one browser.
import { plenty } from './catalogue.ts';
import { Account, Shop, expect, holdCall, test, watchCalls } from './support.ts';
import type { Page } from '@playwright/test';

const [one, two] = plenty;

/** Another tab of the same browser. */
async function another(page: Page, path: string): Promise<Shop> {
  const shop = new Shop(await page.context().newPage(), true);
  await shop.open(path);
  return shop;
}

test.describe('scripts on @scripts-on', () => {
  test('what one tab puts into the cart the others show', async ({ page, shop }) => {
    await shop.openBook(one);
    const other = await another(page, '/cart');
    await shop.quantity.fill('2');
    await shop.addToCart.click();
    await shop.expectCount(2);
    await expect(other.line(one).quantity).toHaveValue('2');
    await other.expectCount(2);
    await other.line(one).remove.click();
    await shop.expectCount(0);
  });

  test('who signs out in one tab has signed out in all', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    const other = await another(page, '/cart');
    await expect(other.page.getByRole('banner').locator('.name')).toHaveText('Ada');
    await account.signOut();
    await expect(other.link('Sign in')).toBeVisible();
    await expect(other.page.getByRole('banner').locator('.name')).toHaveCount(0);
  });

  test('another tab asks again for what was named, and for nothing else', async ({ page, shop }) => {
    await shop.openBook(one);
    const other = await another(page, `/books/${two.slug}`);
    const calls = watchCalls(other.page);
    await page.getByRole('button', { name: 'Like', exact: true }).click();
    await expect.poll(() => calls).toEqual([expect.stringContaining('GET /_call/get_likes.cbor')]);
    await other.page.waitForTimeout(300);
    expect(calls).toHaveLength(1);
  });

  test('ten changes are few refreshes in another tab, and nothing comes back', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.openBook(two);
    const other = await another(page, '/cart');
    const [here, there] = [watchCalls(page), watchCalls(other.page)];
    await page.evaluate(() => {
      const channel = new BroadcastChannel('leptos_actions');
      for (let number = 0; number < 10; number++) channel.postMessage({ stale: null });
      channel.close();
    });
    await expect.poll(() => there.length).toBeGreaterThan(0);
    await other.page.waitForTimeout(500);
    const asked = there.filter((call) => call.includes('get_cart'));
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(there.filter((call) => call.startsWith('POST'))).toEqual([]);
    // The tab that posted hears nothing of itself, and nothing comes back from the other.
    const mine = here.filter((call) => call.includes('get_cart'));
    expect(mine.length).toBeLessThanOrEqual(2);
  });

  test('a tab in the background waits until somebody looks at it', async ({ page, shop }) => {
    await shop.openBook(one);
    const other = await another(page, '/list');
    await other.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    });
    const calls = watchCalls(other.page);
    await shop.addToCart.click();
    await shop.expectCount(1);
    await other.page.waitForTimeout(500);
    expect(calls).toEqual([]);
    await other.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    await other.expectCount(1);
  });

  test('what becomes stale while it is asked again is asked once more', async ({ page, shop }) => {
    await shop.open('/cart');
    const asked = () => calls.filter((call) => call.includes('get_cart')).length;
    const calls = watchCalls(page);
    const release = await holdCall(page, 'get_cart');
    const other = await another(page, '/contact');
    const tell = () => other.page.evaluate(() => new BroadcastChannel('leptos_actions').postMessage({ stale: null }));
    await tell();
    await expect.poll(asked).toBe(1);
    await tell();
    await expect.poll(asked).toBe(2);
    release();
  });

  test('what nobody can read is taken for everything', async ({ page, shop }) => {
    await shop.open('/cart');
    const calls = watchCalls(page);
    const other = await another(page, '/contact');
    await other.page.evaluate(() => new BroadcastChannel('leptos_actions').postMessage('another build'));
    await expect.poll(() => calls.filter((call) => call.includes('get_cart')).length).toBe(1);
  });

  test('what fails in one tab is nothing to another', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    const other = await another(page, '/cart');
    const calls = watchCalls(other.page);
    await page.route('**/_call/add_to_cart*', (route) => route.fulfill({ status: 503, body: 'not just now' }));
    await shop.addToCart.click();
    await expect(shop.alert).toBeVisible();
    await other.page.waitForTimeout(300);
    expect(calls).toEqual([]);
  });

  // covers: UOP-06
  test('a change that is under way here is not undone by what another tab makes stale', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    const other = await another(page, '/cart');
    const release = await holdCall(page, 'set_quantity');
    await shop.line(one).quantity.fill('5');
    await shop.line(one).update.click();
    await shop.expectCount(6);
    await other.line(two).remove.click();
    await expect(other.line(two).row).toHaveCount(0);
    await expect(shop.line(two).row).toHaveCount(0);
    await expect(shop.line(one).quantity).toHaveValue('5');
    release();
    await shop.expectCount(5);
    await other.expectCount(5);
  });
});
