// The script of the pages' forms is a file. What is pressed before it has run, and where it cannot be had.
import type { Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { blockWasm, expect, FORM_SCRIPT, holdFormScript, test, WASM, type CartLine, type Shop } from './support.ts';

const [one, two, three] = plenty;
const NATIVE = 'POST /cart?_call=set_quantity';
const CALL = 'POST /_call/set_quantity.cbor';
const NOISE = /Failed to (load|fetch)|unreachable|preloaded using link preload|Content Security Policy|MIME type|dynamically imported/;

/** What a page posts from now on, with one of its fields. */
function watchPosts(page: Page, field = 'quantity'): string[] {
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST') return;
    const { pathname, search } = new URL(request.url());
    posts.push(`POST ${pathname}${search} ${new URLSearchParams(request.postData() ?? '').getAll(field)}`);
  });
  return posts;
}

/** Opens a page of which nothing but the file is waited for. */
const start = (page: Page, path: string) => page.goto(path, { waitUntil: 'commit' });

async function change(line: CartLine, quantity: number): Promise<void> {
  await line.quantity.fill(String(quantity));
  await line.update.click({ noWaitAfter: true });
}

/** Two clicks of one run, as a mouse tells them, the second wherever the first has led. */
async function clickTwice(page: Page, button: CartLine['remove'], between: () => Promise<void>): Promise<void> {
  await button.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await button.boundingBox())!;
  for (let clickCount = 1; clickCount <= 2; clickCount++) {
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down({ clickCount });
    await page.mouse.up({ clickCount });
    if (clickCount === 1) await between();
  }
}

async function expectCart(shop: Shop, count: number): Promise<void> {
  await shop.page.unrouteAll({ behavior: 'ignoreErrors' });
  await shop.page.goto('/cart');
  await expect(shop.link(`Cart (${count})`)).toBeVisible();
}

test.beforeEach(({ tolerate }) => tolerate(NOISE));

// covers: GST-25
test('the script is a file that browsers keep, and another build has another @scripts-on', async ({ page, shop }) => {
  const answers: string[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/_call/_form.')) answers.push(pathname);
  });
  await shop.open('/contact');
  await shop.open('/');
  expect(new Set(answers).size).toBe(1);
  const [path] = answers;
  const sizes = await page.evaluate(
    (path) => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith(path)) as PerformanceResourceTiming[],
    path,
  );
  expect(sizes.map((size) => size.transferSize), 'the second page has it already').toEqual([0]);
  const answer = await page.request.get(path);
  expect(answer.headers()).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'gzip',
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  const other = await page.request.get(path.replace(/_form\.../, '_form.xx'));
  expect([other.status(), other.headers()['cache-control']]).toEqual([404, 'no-store']);
});

test.describe('before the file', { tag: '@scripts-on' }, () => {
  // covers: GST-01 RPL-05
  test('a form is posted at once, and once', async ({ page, shop }) => {
    await shop.add(two, 1);
    const release = await holdFormScript(page);
    await start(page, `/books/${one.slug}`);
    const posts = watchPosts(page);
    let go = () => {};
    const gone = new Promise<void>((resolve) => (go = resolve));
    await page.route(/[?&]_call=/, async (route) => {
      await gone;
      await route.continue();
    });
    // Pressed again from within the page: Playwright itself waits for the navigation that is under way.
    await page.evaluate(() => {
      const pressAgain = ({ submitter }: SubmitEvent) => {
        sessionStorage.early = !!(window as unknown as { _early: unknown })._early;
        setTimeout(() => {
          submitter!.click();
          sessionStorage.pressed = 'again';
          console.log('pressed again');
        }, 1_000);
      };
      addEventListener('submit', pressAgain, { once: true });
    });
    const pressedAgain = page.waitForEvent('console', (message) => message.text() === 'pressed again');
    await shop.addToCart.click({ noWaitAfter: true });
    await expect.poll(() => posts).toEqual([`POST /books/${one.slug}?_call=add_to_cart 1`]);
    release();
    await pressedAgain;
    go();
    await shop.link('Cart (2)').waitFor();
    const { early, pressed } = await page.evaluate(() => ({ ...sessionStorage }) as Record<string, string>);
    expect([early, pressed]).toEqual(['true', 'again']);
    expect(posts).toHaveLength(1);
    await expectCart(shop, 2);
  });

  // covers: RPL-05
  test('a form whose post was stopped can be sent again', async ({ page, shop }) => {
    await holdFormScript(page);
    await start(page, `/books/${one.slug}`);
    const posts = watchPosts(page);
    await page.route(/[?&]_call=/, () => {}, { times: 1 });
    await page.evaluate(() => {
      window.navigation.addEventListener('navigateerror', () => document.documentElement.setAttribute('data-stopped', ''));
      addEventListener('submit', () => setTimeout(stop, 100), { once: true });
    });
    await shop.addToCart.click({ noWaitAfter: true });
    await page.locator('html[data-stopped]').waitFor({ state: 'attached' });
    await shop.letGo();
    await shop.addToCart.click();
    await shop.link('Cart (1)').waitFor();
    expect(posts).toHaveLength(2);
    await expectCart(shop, 1);
  });

  // covers: RPL-01
  test('a form that is held waits for the wasm, with what was in it at the press', async ({ page, shop }) => {
    await shop.add(one, 2);
    const release = await holdFormScript(page);
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1_000);
    await start(page, '/cart');
    const posts = watchPosts(page);
    const line = shop.line(one);
    await change(line, 7);
    await line.quantity.fill('9');
    await page.clock.runFor(2_000);
    expect(posts).toEqual([]);
    release();
    await shop.ready();
    await page.clock.resume();
    await shop.expectCount(7);
    await expect(line.quantity).toHaveValue('9');
    expect(posts).toEqual([`${CALL} 7`]);
    await expectCart(shop, 7);
  });

  // covers: RPL-03
  test('forms are sent in the order of their presses', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    const release = await holdFormScript(page);
    await blockWasm(page, () => {});
    await start(page, '/cart');
    const posts = watchPosts(page);
    await change(shop.line(two), 5);
    await change(shop.line(one), 4);
    // One that is not held itself waits for those.
    await shop.line(one).remove.click({ noWaitAfter: true });
    expect(posts).toEqual([]);
    release();
    await shop.link('Cart (5)').waitFor();
    expect(posts).toEqual([`${NATIVE} 5`, `${NATIVE} 4`, 'POST /cart?_call=remove_line ']);
    await expectCart(shop, 5);
  });

  for (const where of ['on its page', 'on the page that comes'] as const) {
    // covers: GST-01 GST-02
    test(`a double click is one press, whose second click is ${where}`, async ({ page, shop }) => {
      for (const [number, book] of [one, two, three].entries()) await shop.add(book, 1, number + 1);
      await holdFormScript(page);
      await start(page, '/cart');
      await shop.line(three).row.waitFor();
      const posts = watchPosts(page, '_key');
      await page.route(/[?&]_call=/, async (route) => {
        if (where === 'on its page') await new Promise((resolve) => setTimeout(resolve, 1_000));
        await route.continue();
      });
      await clickTwice(page, shop.line(one).remove, async () => {
        if (where === 'on its page') await expect.poll(() => posts.length).toBe(1);
        else await shop.link('Cart (2)').waitFor();
      });
      await shop.link('Cart (2)').waitFor();
      // Far longer than the second click needs to be sent.
      await page.waitForTimeout(700);
      expect(posts).toHaveLength(1);
      await expectCart(shop, 2);
    });
  }

  // covers: GST-01
  test('a double tap is one press across pages', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL, hasTouch: true });
    const page = await context.newPage();
    const tap = (label: string) => page.getByRole('button', { name: label, exact: true });
    await page.goto(`/books/${one.slug}`);
    await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    await tap('Add to cart').tap();
    await page.getByRole('link', { name: 'Cart (1)' }).waitFor();
    await holdFormScript(page);
    // The question's "yes" comes where the finger is.
    await page.addInitScript(() => {
      const style = '.form-confirm button { position: fixed; inset: 0; }';
      new MutationObserver((_, observer) => {
        if (!document.head) return;
        observer.disconnect();
        document.head.insertAdjacentHTML('beforeend', `<style>${style}</style>`);
      }).observe(document, { childList: true, subtree: true });
    });
    await start(page, '/cart');
    const box = (await tap('Empty the cart').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.touchscreen.tap(x, y);
    await tap('Yes, empty the cart').waitFor();
    const pressed = await page.evaluate(() => {
      const events: Event[] & { press?: string[] } = (window as unknown as { _early: Event[] & { press?: string[] } })._early;
      // However slow this machine is, the next tap comes in time.
      if (events.press) events.press[0] = String(performance.timeOrigin + performance.now() + 60_000);
      return events.press?.slice(1).map(Number);
    });
    // A finger is where the browser rounds it to.
    expect(pressed!.map((at, axis) => Math.abs(at - [x, y][axis]!) < 1), 'the page is told of the tap').toEqual([true, true]);
    await page.touchscreen.tap(x + 5, y - 6);
    await page.waitForTimeout(300);
    await expect(page.getByRole('link', { name: 'Cart (1)' })).toBeVisible();
    await context.close();
  });

  // covers: GST-01
  test('a held key is one press', async ({ page, shop }) => {
    await holdFormScript(page);
    await start(page, `/books/${one.slug}`);
    const posts = watchPosts(page);
    await page.route(/[?&]_call=/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.continue();
    });
    await shop.quantity.focus();
    for (let repeat = 0; repeat < 5; repeat++) await page.keyboard.down('Enter');
    await shop.link('Cart (1)').waitFor();
    // It goes on to be held on the page that comes.
    await shop.addToCart.focus();
    for (let repeat = 0; repeat < 5; repeat++) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.waitForTimeout(500);
    expect(posts).toHaveLength(1);
    await expectCart(shop, 1);
  });

  for (const file of ['comes', 'does not come'] as const) {
    // covers: GST-01
    test(`each click counts in a form that says so, where the file ${file}`, async ({ page, shop }) => {
      const release = await holdFormScript(page);
      await blockWasm(page, () => {});
      await start(page, `/books/${one.slug}`);
      await shop.form.evaluate((form) => form.setAttribute('data-repeat', ''));
      const posts = watchPosts(page, '_key');
      await clickTwice(page, shop.addToCart, async () => {});
      await page.mouse.down({ clickCount: 3 });
      await page.mouse.up({ clickCount: 3 });
      expect(posts).toEqual([]);
      release(file === 'comes' ? undefined : (route) => route.abort());
      await shop.link('Cart (3)').waitFor();
      expect(new Set(posts).size).toBe(3);
      await expectCart(shop, 3);
    });
  }

  // covers: GST-05
  test('what is changed is neither undone nor lost', async ({ page, shop }) => {
    await shop.open('/list');
    await page.getByLabel('What do you want to read?').fill('Emma');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const box = page.getByRole('checkbox', { name: 'Emma' });
    await expect(box).toBeVisible();
    await page.waitForLoadState('networkidle');
    const release = await holdFormScript(page);
    await start(page, '/list');
    await box.check();
    const posts = watchPosts(page, 'done');
    release();
    await shop.ready();
    await expect.poll(() => posts.filter((post) => post.includes('set_entry'))).toHaveLength(1);
    await page.waitForLoadState('networkidle');
    await page.reload();
    await expect(box).toBeChecked();
  });

  // covers: RPL-01
  test('a form that is held is sent when its page is left', async ({ page, shop }) => {
    await shop.add(one, 2);
    await holdFormScript(page);
    await start(page, '/cart');
    await change(shop.line(one), 7);
    await shop.link('Books').click({ noWaitAfter: true });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await expect(async () => {
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.goto('/cart');
      await expect(shop.link('Cart (7)')).toBeVisible({ timeout: 500 });
    }).toPass();
  });
});

test.describe('a file that', { tag: '@scripts-on' }, () => {
  const ways: Record<string, (page: Page) => Promise<(() => void) | void>> = {
    'is gone': async (page) => page.route(FORM_SCRIPT, (route) => route.fulfill({ status: 404 })),
    'cannot be fetched': async (page) => page.route(FORM_SCRIPT, (route) => route.abort()),
    'is no script': async (page) =>
      page.route(FORM_SCRIPT, (route) => route.fulfill({ contentType: 'text/html', body: '<p>Sign in' })),
    'is broken': async (page) => page.route(FORM_SCRIPT, (route) => route.fulfill({ contentType: 'text/javascript', body: '{' })),
  };
  for (const [way, break_] of Object.entries(ways)) {
    for (const wasm of ['runs', 'does not come'] as const) {
      test(`${way} leaves forms that can be sent, where the wasm ${wasm}`, async ({ page, shop, tolerate }) => {
        tolerate(/Unexpected (token|end)|page error: SyntaxError/);
        await break_(page);
        if (wasm !== 'runs') await page.route(WASM, (route) => route.abort());
        await page.goto(`/books/${one.slug}`);
        if (wasm === 'runs') await shop.ready();
        await shop.addToCart.click();
        await shop.link('Cart (1)').waitFor();
        // Sent again: what keeps a form from it must not stay.
        await shop.letGo();
        await shop.quantity.fill('2');
        await shop.addToCart.click();
        await shop.link('Cart (3)').waitFor();
        await page.goto('/cart');
        if (wasm === 'runs') await shop.ready();
        await change(shop.line(one), 5);
        await shop.link('Cart (5)').waitFor();
        await expectCart(shop, 5);
      });
    }
  }

  test('turns out to be gone after the presses has them posted in order, as they were', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    const release = await holdFormScript(page);
    await blockWasm(page, () => {});
    await start(page, '/cart');
    const posts = watchPosts(page);
    await change(shop.line(two), 5);
    await change(shop.line(one), 4);
    await shop.line(one).quantity.fill('9');
    expect(posts).toEqual([]);
    release((route) => route.fulfill({ status: 404 }));
    await shop.link('Cart (9)').waitFor();
    expect(posts).toEqual([`${NATIVE} 5`, `${NATIVE} 4`]);
    await expectCart(shop, 9);
  });

  test('is gone does not hide what was refused', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    const release = await holdFormScript(page);
    await blockWasm(page, () => {});
    await start(page, '/cart');
    await shop.line(two).quantity.evaluate((input: HTMLInputElement) => (input.form!.noValidate = true));
    await change(shop.line(two), 100);
    await change(shop.line(one), 4);
    release((route) => route.fulfill({ status: 404 }));
    await expect(shop.line(two).complaint.first()).toBeVisible();
    await shop.link('Cart (5)').waitFor();
    await expectCart(shop, 5);
  });

  test('never ends has what is held posted after three seconds, and is not waited for', async ({ page, shop }) => {
    await shop.add(one, 2);
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(1_000);
    await holdFormScript(page);
    await start(page, '/cart');
    const posts = watchPosts(page);
    await change(shop.line(one), 7);
    await page.clock.runFor(2_999);
    expect(posts).toEqual([]);
    await page.clock.runFor(1).catch(() => {});
    await shop.link('Cart (7)').waitFor();
    expect(posts).toEqual([`${NATIVE} 7`]);
    await expectCart(shop, 7);
  });
});

test.describe('a policy of the page', { tag: '@scripts-on' }, () => {
  /** Puts a policy on each page, with the nonce that its scripts have. */
  const under = (page: Page, policy: (nonce: string) => string) =>
    page.route(
      (url) => !url.pathname.includes('.'),
      async (route) => {
        if (!route.request().isNavigationRequest()) return route.fallback();
        const response = await route.fetch({ maxRedirects: 0 });
        const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1] ?? '';
        await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy(nonce) } });
      },
    );

  test('that knows nonces lets the script pass', async ({ page, shop }) => {
    const refused: string[] = [];
    page.on('console', (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()));
    await under(page, (nonce) => `script-src 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'`);
    await shop.open(`/books/${one.slug}`);
    expect(refused).toEqual([]);
    await page.route(/[?&]_call=/, (route) => route.fulfill({ status: 204 }));
    const sent = await shop.form.evaluate((form: HTMLFormElement) => {
      dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }));
      form.requestSubmit();
      return form.dataset.sent;
    });
    expect(sent, 'the file serves it').toBe('1');
  });

  test('that allows no inline script lets the file pass', async ({ page, shop }) => {
    await under(page, () => "script-src 'self' 'wasm-unsafe-eval'");
    await page.goto(`/books/${one.slug}`);
    const posts = watchPosts(page);
    await page.route(/[?&]_call=/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.fallback();
    });
    await shop.addToCart.dblclick({ noWaitAfter: true });
    await shop.link('Cart (1)').waitFor();
    expect(posts).toHaveLength(1);
    await expectCart(shop, 1);
  });
});
