// What only a development build has.
import type { Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { expect, follow, test, watchCalls } from './support.ts';

const [one] = plenty;

test.describe('@dev @scripts-on', () => {
  function warnings(page: Page): string[] {
    const said: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'warning' && message.text().startsWith('a waterfall')) said.push(message.text());
    });
    return said;
  }

  test('a query that waits for another is named once, with where both stand', async ({ page, shop, tolerate }) => {
    tolerate(/^a waterfall/);
    await shop.open('/contact');
    const said = warnings(page);
    await follow(page, '/dev/waterfall');
    await expect(page.getByText(/Likes: \d/)).toBeVisible();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/`get_likes` \(\S+like\.rs:\d+\).+`get_book` \(\S+detail\.rs:\d+\)/);
    // It is not said again.
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await page.waitForTimeout(5_500);
    await follow(page, '/dev/waterfall');
    await expect(page.getByText(/Likes: \d/)).toBeVisible();
    expect(said).toHaveLength(1);
  });

  test('no page of the shop has one', async ({ page, shop }) => {
    const said = warnings(page);
    await shop.open('/');
    for (const path of [`/books/${one.slug}`, '/cart', '/list', '/search?q=emma', '/sign-in', '/contact', '/']) {
      await follow(page, path);
      await page.waitForLoadState('networkidle');
    }
    expect(said).toEqual([]);
  });

  for (const first of ['in the browser', 'by the server']) {
    test(`no action waits for what is outside of its single flight, first asked ${first}`, async ({ page, shop }) => {
      if (first === 'in the browser') {
        await shop.open('/contact');
        await follow(page, '/dev/apart');
      } else {
        await shop.open('/dev/apart');
      }
      await expect(page.getByText(/Likes of Emma: \d/)).toBeVisible();
      let answer = () => {};
      const answered = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/_call/get_likes*', async (route) => {
        await answered;
        await route.continue();
      });
      const seen = watchCalls(page);
      await page.getByRole('button', { name: 'Act', exact: true }).click();
      await expect.poll(() => seen).toEqual(['POST /_call/empty_cart.cbor', expect.stringContaining('GET /_call/get_likes.cbor')]);
      await page.getByRole('button', { name: 'Actions (1)' }).waitFor();
      answer();
      await page.waitForTimeout(300);
      expect(seen, 'the book came with the answer').toHaveLength(2);
    });
  }

  test('what is polled is asked again, as long as its component is there', async ({ page, shop }) => {
    await shop.open('/contact');
    await follow(page, '/dev/polled');
    const calls = watchCalls(page);
    await expect.poll(() => calls.filter((call) => call.includes('get_likes')).length).toBeGreaterThan(2);
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    const until = calls.length;
    await page.waitForTimeout(700);
    expect(calls.slice(until).filter((call) => call.includes('get_likes'))).toEqual([]);
  });

  test('the inspector shows what an action did', async ({ page, shop, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await shop.add(one, 2);
    await shop.open('/cart');
    await shop.line(one).quantity.fill('3');
    await shop.line(one).update.click();
    await shop.expectCount(3);
    await page.getByRole('button', { name: 'Actions (1)' }).click();
    const panel = page.getByRole('region', { name: 'Actions of this page' });
    await panel.getByText('set_quantity').click();
    await expect(panel).toContainText('Shown at once in: get_cart');
    await expect(panel).toContainText(/\d+ ms: sent/);
    await expect(panel).toContainText(/\d+ ms: answered/);
    await expect(panel).toContainText('fresh: get_cart');
    await panel.getByRole('button', { name: 'Copy as curl' }).click();
    const curl = await page.evaluate(() => navigator.clipboard.readText());
    expect(curl).toMatch(/^curl 'http:\/\/[^']+\/_call\/set_quantity' -H 'content-type: \S+' .*quantity=3/);
  });

  test('the inspector shows what failed', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    await page.route('**/_call/add_to_cart*', (route) => route.fulfill({ status: 503, body: 'not just now' }));
    await shop.addToCart.click();
    await expect(shop.alert).toBeVisible();
    await page.getByRole('button', { name: 'Actions (1)' }).click();
    const panel = page.getByRole('region', { name: 'Actions of this page' });
    await panel.getByText('add_to_cart').click();
    await expect(panel).toContainText(/failed: unavailable/);
  });
});
