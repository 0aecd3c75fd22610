// Scripts are on, and the wasm does not run: it is missing, blocked, on its way, or has trapped.
import type { Locator, Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { Account, expect, makeBrittle, press, test, WASM, type Shop } from './support.ts';

const [one] = plenty;
const NOISE =
  /Failed to (load|fetch)|failed to fetch Wasm|WebAssembly|wasm|unreachable|preloaded using link preload|Content Security Policy|dynamically imported/i;

/** Why the wasm of a page does not run. */
const reasons: Record<string, (page: Page) => Promise<unknown>> = {
  'is not found': (page) => page.route(WASM, (route) => route.fulfill({ status: 404 })),
  'is no wasm': (page) => page.route(WASM, (route) => route.fulfill({ contentType: 'text/html', body: '<p>Sign in' })),
  'never arrives': (page) => page.route(WASM, () => {}),
  'is blocked by a policy': (page) =>
    page.route(
      (url) => !url.pathname.includes('.'),
      async (route) => {
        if (!route.request().isNavigationRequest()) return route.fallback();
        const response = await route.fetch({ maxRedirects: 0 });
        const headers = { ...response.headers(), 'content-security-policy': "script-src 'self' 'unsafe-inline'" };
        await route.fulfill({ response, headers });
      },
    ),
  'is unknown to the browser': (page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly')),
  'has no script': (page) => page.route('**/pkg/*.js', (route) => route.abort()),
  'traps at once': async (page) => {
    await page.addInitScript(() => (sessionStorage.traps = 'from the beginning'));
    await makeBrittle(page);
  },
};

const box = (page: Page) => page.getByRole('checkbox', { name: 'Emma' });
const row = (page: Page) => page.getByRole('listitem').filter({ has: box(page) });
const save = (page: Page): Locator => row(page).getByRole('button', { name: 'Save' });
const paste = (page: Page) => page.getByRole('button', { name: 'Add what you have copied' });

/** A list with one entry, in a browser whose wasm works. */
async function keep(shop: Shop): Promise<void> {
  await shop.open('/list');
  await shop.page.getByLabel('What do you want to read?').fill('Emma');
  await press(shop.page.getByRole('button', { name: 'Add', exact: true }));
  await expect(box(shop.page)).toBeVisible();
}

/** Ticks the entry as somebody does for whom nothing sends it. */
async function tick(page: Page): Promise<void> {
  await expect(page.locator('html')).not.toHaveAttribute('data-actions');
  await expect(paste(page)).toBeHidden();
  await box(page).check();
  const answer = await press(save(page));
  expect(answer.status()).toBe(303);
  await expect(box(page)).toBeChecked();
}

test.describe('a wasm that', { tag: '@scripts-on' }, () => {
  test.beforeEach(({ tolerate }) => tolerate(NOISE));

  for (const [reason, break_] of Object.entries(reasons)) {
    // covers: GST-06
    test(`${reason} leaves a page that can be used`, async ({ page, shop }) => {
      await keep(shop);
      await break_(page);
      await page.goto('/list', { waitUntil: 'commit' });
      await tick(page);
      await page.goto(`/books/${one.slug}`, { waitUntil: 'commit' });
      await shop.addToCart.click();
      await expect(shop.link('Cart (1)')).toBeVisible();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }

  // covers: GST-06 GST-09
  test('may not make calls gives the plain page back', async ({ page, shop }) => {
    await keep(shop);
    const { origin } = new URL(page.url());
    await page.route(
      (url) => !url.pathname.includes('.'),
      async (route) => {
        if (!route.request().isNavigationRequest()) return route.fallback();
        const response = await route.fetch({ maxRedirects: 0 });
        const headers = { ...response.headers(), 'content-security-policy': `connect-src ${origin}/pkg/` };
        await route.fulfill({ response, headers });
      },
    );
    await shop.openBook(one);
    await shop.addToCart.click();
    await expect(shop.link('Cart (1)')).toBeVisible();
    // The page that the browser has loaded finds that out anew.
    await shop.open('/list');
    await box(page).click();
    await expect(save(page)).toBeVisible();
    await expect(box(page)).not.toBeChecked();
    await tick(page);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  // covers: GST-06
  test('traps later gives the plain page back', async ({ page, shop }) => {
    await makeBrittle(page);
    await keep(shop);
    await shop.open('/list');
    await expect(page.locator('html')).toHaveAttribute('data-actions', 'live');
    await expect(save(page)).toBeHidden();
    await expect(paste(page)).toBeVisible();
    const before = await box(page).boundingBox();
    await page.evaluate(() => {
      sessionStorage.traps = 'from now on';
      dispatchEvent(new Event('popstate'));
    });
    await expect(page.locator('html')).not.toHaveAttribute('data-actions');
    expect(await box(page).boundingBox(), 'nothing moves').toEqual(before);
    await tick(page);
  });

  // covers: GST-06
  test('runs hides what is needed without it, and moves nothing', async ({ page, shop }) => {
    await keep(shop);
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(WASM, async (route) => {
      await released;
      await route.continue();
    });
    await page.goto('/list', { waitUntil: 'commit' });
    await expect(save(page)).toBeVisible();
    const places = () => Promise.all([box(page), row(page)].map((it) => it.boundingBox()));
    const before = await places();
    release();
    await shop.ready();
    await expect(save(page)).toBeHidden();
    expect(await places()).toEqual(before);
    await box(page).check();
    await page.waitForLoadState('networkidle');
    await page.reload();
    await expect(box(page)).toBeChecked();
  });
});

// covers: GST-06
test('whoever has no scripts has the plain page', { tag: '@scripts-off' }, async ({ page, shop }) => {
  await keep(shop);
  await tick(page);
  await page.reload();
  await expect(box(page)).toBeChecked();
});

// covers: GST-06
test('a member signs out whether the wasm runs or not', { tag: '@scripts-on' }, async ({ page, shop, tolerate }) => {
  tolerate(NOISE);
  await new Account(shop).signUp();
  await page.route(WASM, (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(shop.link('Sign in')).toBeVisible();
});
