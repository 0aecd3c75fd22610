// A page's part of the wasm is loaded when the page is needed, and the shop works until it comes and when it does not.
import { Account, expect, press, test } from './support.ts';
import type { Page } from '@playwright/test';
import { plenty } from './catalogue.ts';

const [book] = plenty;
const PARTS = /\/pkg\/part_\d+\.[0-9a-f]{32}\.wasm$/;
const NOISE = /Failed to (load|fetch)|wasm|preloaded using link preload/i;

/** The parts that a page has asked for. */
function watchParts(page: Page): string[] {
  const parts: string[] = [];
  page.on('request', (request) => void (PARTS.test(request.url()) && parts.push(request.url())));
  return parts;
}

const hydrated = (page: Page) => page.locator('html[data-hydrated]');

test.describe('a part of the wasm', { tag: ['@scripts-on', '@release'] }, () => {
  // covers: LGT-01
  test('is not loaded by a page that does not need it', async ({ page, shop }) => {
    const parts = watchParts(page);
    await shop.open('/');
    await page.waitForLoadState('networkidle');
    expect(parts).toEqual([]);
  });

  // covers: LGT-01
  test('is named in the page that needs it, and loaded once', async ({ page, shop }) => {
    const parts = watchParts(page);
    await shop.open('/cart');
    const links = page.locator('head link[rel=preload][href*="/pkg/part_"]');
    const named = await links.evaluateAll((links: HTMLLinkElement[]) => links.map((link) => link.href));
    expect(named.length).toBeGreaterThan(0);
    expect(parts.toSorted()).toEqual(named.toSorted());
  });

  // covers: LGT-01
  test('is asked for by a link that is pointed at', async ({ page, shop }) => {
    await shop.open('/');
    const parts = watchParts(page);
    await page.getByRole('link', { name: book.title }).first().hover();
    await expect.poll(() => parts.length).toBeGreaterThan(0);
    const before = parts.length;
    await page.getByRole('link', { name: book.title }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: book.title })).toBeVisible();
    expect(parts.length).toBe(before);
  });

  // covers: LGT-02
  test('that is late leaves links and forms to the browser', async ({ page, shop, tolerate }) => {
    tolerate(NOISE);
    await page.route(PARTS, () => {});
    await page.goto('/contact', { waitUntil: 'commit' });
    await page.getByRole('link', { name: 'Books', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await expect(hydrated(page)).toBeAttached();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  // covers: LGT-02
  test('that cannot be fetched at first is fetched again', async ({ page, shop, tolerate }) => {
    tolerate(NOISE);
    let failures = 0;
    await page.route(PARTS, (route) => (failures++ < 3 ? route.abort() : route.continue()));
    await page.goto('/contact', { waitUntil: 'commit' });
    await expect(hydrated(page)).toBeAttached();
    expect(failures).toBeGreaterThan(3);
  });

  // covers: LGT-02
  test('that never comes costs no press and no page', async ({ page, shop, tolerate }) => {
    tolerate(NOISE);
    await page.route(PARTS, (route) => route.abort());
    await page.goto(`/books/${book.slug}`, { waitUntil: 'load' });
    await press(page.getByRole('button', { name: 'Add to cart' }));
    await expect(shop.link('Cart (1)')).toBeVisible();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  // covers: LGT-03
  test('that does not come for a link is told, and the page can be tried again', async ({ page, shop, tolerate }) => {
    tolerate(NOISE);
    await shop.open('/');
    await page.route(PARTS, (route) => route.abort());
    await shop.link('Reading list').click();
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' })).toBeVisible();
    // The rest of the application lives.
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await shop.link('Reading list').click();
    const again = page.getByRole('link', { name: 'Try again' });
    await expect(again).toBeVisible();
    await page.unroute(PARTS);
    await again.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading list');
    await expect(hydrated(page)).toBeAttached();
  });

  // covers: LGT-03
  test('that comes again is shown by the next link to its page', async ({ page, shop, tolerate }) => {
    tolerate(NOISE);
    await shop.open('/');
    await page.route(PARTS, (route) => route.abort());
    await shop.link('Reading list').click();
    await expect(page.getByRole('link', { name: 'Try again' })).toBeVisible();
    await page.unroute(PARTS);
    await shop.link('Books').click();
    await shop.link('Reading list').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading list');
  });

  // covers: LGT-04
  test('that members need is named in their pages alone, and loaded once', async ({ page, shop }) => {
    await new Account(shop).signUp();
    const parts = watchParts(page);
    await shop.open('/');
    const links = page.locator('[data-part] link[rel=preload]');
    const named = await links.evaluateAll((links: HTMLLinkElement[]) => links.map((link) => link.href));
    expect(named.length).toBeGreaterThan(0);
    expect(parts.toSorted()).toEqual(named.toSorted());
  });

  // covers: LGT-04
  test('that members need comes when somebody signs in, and goes on working', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await account.open();
    await shop.link('Books').click();
    await account.signOut();
    await expect(page).toHaveURL('/');
  });

  // covers: LGT-04
  test('that members need and that does not come is a link to a page without it', async ({ page, shop, tolerate }) => {
    tolerate(NOISE);
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/sign-in');
    await page.route(PARTS, (route) => route.abort());
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await page.getByRole('banner').getByRole('link', { name: 'Sign out' }).click();
    await expect(page).toHaveURL('/account');
    await press(account.signOutButton);
    await expect(shop.link('Sign in')).toBeVisible();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  // covers: LGT-04
  test('that shows what is found is loaded once somebody types', async ({ page, shop }) => {
    await shop.open('/');
    const parts = watchParts(page);
    await page.getByLabel('Search books').fill(book.title.slice(0, 4));
    await expect(page.getByRole('search').getByRole('link').first()).toBeVisible();
    expect(parts.length).toBeGreaterThan(0);
  });
});
