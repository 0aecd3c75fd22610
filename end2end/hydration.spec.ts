// Hydration takes a page over in silence: no request, no complaint, nothing moves.
import type { Page } from '@playwright/test';
import { plenty, scarce } from './catalogue.ts';
import { Account, expect, holdCall, holdWasm, test, watchCalls, type Shop } from './support.ts';

const [one, two] = plenty;

const PAGES: [string, string, (shop: Shop) => Promise<void>][] = [
  ['the first page', '/', async () => {}],
  ['a genre', '/?genre=Gothic%20%26%20Horror&page=2', async () => {}],
  ['a book', `/books/${one.slug}`, async () => {}],
  ['a book, with a cart', `/books/${one.slug}?from=x`, (shop) => shop.add(two, 12)],
  ['an empty cart', '/cart', async () => {}],
  ['a filled cart', '/cart', fill],
  ['the message form', '/contact', async () => {}],
  ['the sign-in', '/sign-in?back=%2Faccount%3Fx%3D%2526', async () => {}],
  ['the sign-up', '/sign-up?back=%', async () => {}],
  ['an account', '/account', (shop) => new Account(shop).signUp('Žofie')],
  ['a missing book', '/books/no-such-book', async () => {}],
  ['a missing page', '/no/such/page', async () => {}],
];

async function fill(shop: Shop): Promise<void> {
  await shop.add(one, 2);
  await shop.add(two, 12, 14);
}

test.describe('hydration', { tag: '@scripts-on' }, () => {
  for (const [what, address, prepare] of PAGES) {
    // That nothing complains is what every test asserts.
    test(`of ${what} makes no call and no noise`, async ({ page, shop }) => {
      await prepare(shop);
      const calls = watchCalls(page);
      const sockets: string[] = [];
      page.on('websocket', (socket) => sockets.push(socket.url()));
      await shop.open(address);
      // Whatever hydration would ask it asks at once.
      await page.waitForTimeout(600);
      expect(calls).toEqual([]);
      expect(sockets).toEqual([]);
    });

    for (const width of [360, 1280]) {
      test(`of ${what} moves nothing at ${width} px`, async ({ page, shop, tolerate }) => {
        tolerate(/preloaded using link preload but not used/);
        await page.setViewportSize({ width, height: 720 });
        await prepare(shop);
        await watchShifts(page);
        const release = await holdWasm(page);
        await page.goto(address, { waitUntil: 'load' });
        await painted(page);
        // A slow machine paints a page whose end it has not read yet.
        const { length } = await shifts(page);
        release();
        await shop.ready();
        await page.waitForTimeout(300);
        await painted(page);
        expect((await shifts(page)).slice(length)).toEqual([]);
      });
    }
  }

  for (const [width, height] of [
    [360, 640],
    [1280, 720],
  ]) {
    // The answers come later than half a second after the click, from when on a shift counts.
    test.describe(`at ${width} px nothing moves`, () => {
      test.use({ viewport: { width, height } });
      test.beforeEach(async ({ page }) => watchShifts(page));
      test.afterEach(async ({ page }) => {
        await painted(page);
        expect(await shifts(page)).toEqual([]);
      });

      test('when a book is added', async ({ page, shop }) => {
        await shop.openBook(one);
        await slowly(page, 'add_to_cart', () => shop.addToCart.click());
        await shop.expectCount(1);
      });

      test('when a quantity is refused', async ({ page, shop }) => {
        await shop.openBook(scarce);
        await shop.quantity.fill('99');
        await slowly(page, 'add_to_cart', () => shop.addToCart.click());
        await expect(shop.alert).toBeVisible();
      });

      test('when a field is marked', async ({ page, shop }) => {
        await shop.openBook(one);
        await shop.quantity.evaluate((input: HTMLInputElement) => (input.form!.noValidate = true));
        await shop.quantity.fill('100');
        await slowly(page, 'add_to_cart', () => shop.addToCart.click());
        await expect(shop.quantity).toHaveAttribute('aria-invalid', 'true');
      });

      test('when the cart changes', async ({ page, shop }) => {
        await fill(shop);
        await shop.open('/cart');
        await shop.line(one).quantity.fill('15');
        await slowly(page, 'set_quantity', () => shop.line(one).update.click());
        await shop.expectCount(27);
      });

      test('when a slow page takes the place of another', async ({ page, shop }) => {
        await shop.open('/');
        await slowly(page, 'get_book', () => page.getByRole('link', { name: one.title, exact: true }).click());
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
        await slowly(page, 'get_books', () => shop.link('Books').click());
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
      });

      test('when a line of the cart is refused', async ({ page, shop }) => {
        await shop.add(scarce, 1);
        await shop.add(one, 1, 2);
        await shop.open('/cart');
        await shop.line(scarce).quantity.fill('99');
        await slowly(page, 'set_quantity', () => shop.line(scarce).update.click());
        await expect(shop.alert).toBeVisible();
      });
    });
  }

  test('no script of one build meets the wasm of another', async ({ request }) => {
    const page = await (await request.get('/')).text();
    const files = new Set(page.match(/\/pkg\/[\w.-]+\.(?:js|wasm|css)/g));
    // The script, the wasm, the style sheet, and of a split build what loads its parts.
    expect(files.size).toBe(process.env.BUILD === 'release' ? 4 : 3);
    for (const file of [...files, '/robots.txt']) {
      const answer = await request.get(file);
      // The release build names files by what is in them: another build has other names.
      if (/\.[0-9a-f]{32}\./.test(file)) {
        expect(answer.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
        continue;
      }
      expect(answer.headers()['cache-control'], `${file} is asked for each time`).toBe('no-cache');
      const etag = answer.headers().etag;
      const again = await request.get(file, { headers: { 'if-none-match': etag } });
      expect(again.status()).toBe(304);
    }
  });

  test('a page without a call is as quiet after a navigation', async ({ page, shop }) => {
    await shop.open('/');
    const calls = watchCalls(page);
    await page.getByRole('link', { name: one.title, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
    await page.waitForTimeout(1_000);
    // What is said of the book is asked for once, and the view counted; the cart is known already.
    const asked = ['get_book', 'get_likes', 'get_reviews', 'get_views'].map((call) => `GET /_call/${call}.cbor`);
    expect(calls.map((call) => call.split('?')[0]).sort()).toEqual([...asked, 'POST /_call/count_view.cbor']);
  });
});

/** Waits for two frames: the second begins when the first is on the screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Does something whose call is answered only after 700 ms. */
async function slowly(page: Page, call: string, act: () => Promise<void>): Promise<void> {
  const release = await holdCall(page, call);
  await act();
  await page.waitForTimeout(700);
  release();
}

/** Collects every layout shift that counts, from the first paint on. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    interface Shift extends PerformanceEntry {
      value: number;
      hadRecentInput: boolean;
      sources: { node?: Node; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
    }
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as Shift[]) {
        if (shift.hadRecentInput) continue;
        const moved = shift.sources.map(({ node, previousRect: from, currentRect: to }) => {
          const element = node instanceof Element ? node : node?.parentElement;
          const name = element ? `${element.tagName.toLowerCase()}.${element.className}` : 'gone';
          return `${name} ${from.x},${from.y} ${from.width}x${from.height} -> ${to.x},${to.y} ${to.width}x${to.height}`;
        });
        shifts.push(`${shift.value.toFixed(4)}: ${moved.join('; ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

async function shifts(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
}
