// What is asked again without anybody having pressed anything: on coming back, with the network, and after a failure.
import { plenty } from './catalogue.ts';
import { Account, Shop, expect, follow, test, watchCalls, withoutTabs } from './support.ts';

const [one, two] = plenty;

test.describe('scripts on @scripts-on', () => {
  test('whoever comes back, or has the network back, sees the cart as it is', async ({ page, shop }) => {
    await withoutTabs(page);
    await shop.add(one, 1);
    const other = new Shop(await page.context().newPage(), true);
    let count = 1;
    for (const event of ['focus', 'online']) {
      count += 2;
      await other.add(two, 2, count);
      await expect(shop.link(`Cart (${count - 2})`)).toBeVisible();
      await page.evaluate((event) => dispatchEvent(new Event(event)), event);
      await shop.expectCount(count);
    }
  });

  test('whoever comes back to the list sees what was added elsewhere', async ({ page, shop }) => {
    await withoutTabs(page);
    await shop.open('/list');
    const other = new Shop(await page.context().newPage(), true);
    await other.open('/list');
    await other.page.getByRole('textbox', { name: 'What do you want to read?' }).fill('Emma');
    await other.page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(other.page.getByRole('listitem').filter({ hasText: 'Emma' }).getByRole('checkbox')).toBeVisible();
    await expect(page.getByText('Nothing to read yet.')).toBeVisible();
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await expect(page.getByRole('listitem').filter({ hasText: 'Emma' })).toBeVisible();
  });

  test('who has signed out in a tab that tells nobody is out wherever they come back to', async ({ page, shop }) => {
    await withoutTabs(page);
    const account = new Account(shop);
    await account.signUp();
    const other = new Shop(await page.context().newPage(), true);
    await other.open('/');
    await new Account(other).signOut();
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await account.expectVisitor();
  });

  test('what could not be asked again is asked when the network is back, and nothing else', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    const button = page.getByRole('button', { name: 'Like', exact: true });
    // It is carried out, and neither its answer nor what it has changed arrives.
    await page.route('**/_call/set_like*', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.route('**/_call/get_likes*', (route) => route.abort());
    await button.click();
    await expect(page.locator('.like .form-error')).not.toBeEmpty();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    const calls = watchCalls(page);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(page.getByRole('button', { name: 'Unlike', exact: true })).toBeVisible();
    expect(calls.filter((call) => call.includes('get_likes'))).toHaveLength(1);
    expect(calls.filter((call) => !/get_likes|get_cart|get_me/.test(call))).toEqual([]);
  });

  test('what could not be asked again is asked again after a while, though nobody comes back', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    // Both are lost: as when the server is started anew.
    await page.route('**/_call/set_like*', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.route('**/_call/get_likes*', (route) => route.abort());
    await page.getByRole('button', { name: 'Like', exact: true }).click();
    await expect(page.locator('.like .form-error')).not.toBeEmpty();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    const calls = watchCalls(page);
    await expect(page.getByRole('button', { name: 'Unlike', exact: true })).toBeVisible();
    await page.waitForTimeout(2_500);
    expect(calls, 'once it is there nobody asks any more').toHaveLength(1);
  });

  // covers: TRP-09
  test('what becomes stale while it is being asked again is asked once more', async ({ page, shop }) => {
    await shop.openBook(one);
    const other = new Shop(await page.context().newPage(), true);
    await other.openBook(one);
    let [asked, release] = [0, () => {}];
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/_call/get_likes*', async (route) => {
      asked += 1;
      const isFirst = asked === 1;
      const answer = await route.fetch();
      if (isFirst) await released;
      await route.fulfill({ response: answer });
    });
    await other.page.evaluate(() => {
      const channel = new BroadcastChannel('leptos_actions');
      channel.postMessage({ stale: null });
      channel.close();
    });
    await expect.poll(() => asked).toBe(1);
    const unlike = page.getByRole('button', { name: 'Unlike', exact: true });
    await other.page.getByRole('button', { name: 'Like', exact: true }).click();
    await expect(unlike).toBeVisible();
    release();
    await page.waitForTimeout(300);
    await expect(unlike, 'the older answer takes the place of no newer one').toBeVisible();
    expect(asked).toBe(2);
    await page.unrouteAll({ behavior: 'wait' });
  });

  test("who acts in a tab that was told of nobody else sees nothing of two people's", async ({ page, shop }) => {
    await withoutTabs(page);
    const account = new Account(shop);
    await account.signUp('Alice');
    await shop.open('/list');
    const other = new Shop(await page.context().newPage(), true);
    await other.open('/');
    await new Account(other).signOut();
    await new Account(other).signUp('Bob');
    await other.add(one, 2);
    await expect(page.getByRole('banner')).toContainText('Alice');
    await page.getByRole('textbox', { name: 'What do you want to read?' }).fill('Emma');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Emma' })).toBeVisible();
    await expect(page.getByRole('banner')).toContainText('Bob');
    await expect(page.getByRole('banner')).not.toContainText('Alice');
    await shop.expectCount(2);
  });

  test('likes that cannot be read are not said to be none', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.open('/contact');
    await page.route('**/_call/get_likes*', (route) => route.abort());
    await follow(page, `/books/${one.slug}`);
    await expect(page.getByText('Its likes could not be read.')).toBeVisible();
    await expect(page.getByText('Nobody likes it yet.')).toHaveCount(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.locator('.stale').getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByRole('button', { name: 'Like', exact: true })).toBeVisible();
  });

  test('back shows a cart as it is now', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.open('/cart');
    await expect(shop.line(one).quantity).toHaveValue('1');
    // Another document, in which the cart changes.
    await page.goto('/covers/emma.svg');
    const other = new Shop(await page.context().newPage(), true);
    await other.open('/cart');
    await other.line(one).quantity.fill('4');
    await other.line(one).update.click();
    await other.expectCount(4);
    await expect(other.line(one).update).not.toHaveAttribute('aria-busy');
    await page.goBack();
    await shop.ready();
    await expect(shop.line(one).quantity).toHaveValue('4');
    await shop.expectCount(4);
  });
});
