// Forms that are held for the wasm, and forms whose wasm fails or traps: what was sent arrives, once and in order.
import type { Page, Request } from '@playwright/test';
import { plenty, scarce } from './catalogue.ts';
import { expect, holdCall, holdWasm, makeBrittle, test as base, WASM, type CartLine, type Shop } from './support.ts';

const [one, two] = plenty;
const NATIVE = 'POST /cart?_call=set_quantity';
const CALL = 'POST /_call/set_quantity.cbor';

/** What a page posts from now on, with the field that says what. */
function watchPosts(page: Page, field = 'quantity'): string[] {
  const posts: string[] = [];
  page.on('request', (request: Request) => {
    if (request.method() !== 'POST') return;
    const { pathname, search } = new URL(request.url());
    posts.push(`POST ${pathname}${search} ${new URLSearchParams(request.postData() ?? '').getAll(field)}`);
  });
  return posts;
}

const test = base.extend<{ lines: [CartLine, CartLine] }>({
  /** Two books in the cart, in the order of the page: two copies and one. */
  lines: async ({ shop, tolerate }, use) => {
    // A held wasm is one that was asked for and not used yet.
    tolerate(/preloaded using link preload but not used/);
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    await use([shop.line(one), shop.line(two)]);
  },
});

/** Lets no time pass in a page until the test says so. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1_000);
}

/** Lets the wasm come, and time pass again once it is there. */
async function awake(page: Page, shop: Shop, release: () => void): Promise<void> {
  release();
  await shop.ready();
  await page.clock.resume();
}

/** Opens a page without its wasm, and with a clock that stands still. Gives back what lets the wasm come. */
async function openHeld(page: Page, path = '/cart'): Promise<() => void> {
  const release = await holdWasm(page);
  await stopClock(page);
  await page.goto(path);
  if (path !== '/cart') await page.locator('main form').first().evaluate((form) => form.setAttribute('data-hold', ''));
  return release;
}

async function change(line: CartLine, quantity: number): Promise<void> {
  await line.quantity.fill(String(quantity));
  await line.update.click({ noWaitAfter: true });
}

async function isHeld(line: CartLine): Promise<void> {
  await expect(line.update).toHaveAttribute('aria-busy', 'true');
  await expect(line.row.locator('form[data-hold]')).toHaveAttribute('aria-busy', 'true');
}

async function isFree(line: CartLine): Promise<void> {
  await expect(line.update).not.toHaveAttribute('aria-busy');
  await expect(line.row.locator('form[data-hold]')).not.toHaveAttribute('aria-busy');
}

/** Whether what came of it is right on a page that is loaded anew. */
async function expectCart(page: Page, shop: Shop, [first, second]: [number, number]): Promise<void> {
  await expect(async () => {
    await page.goto('/cart');
    await expect(shop.line(one).quantity).toHaveValue(String(first), { timeout: 500 });
    await expect(shop.line(two).quantity).toHaveValue(String(second), { timeout: 500 });
  }).toPass();
}

test.describe('a held form', { tag: '@scripts-on' }, () => {
  // covers: RPL-01 RPL-06
  test('is sent by the wasm that comes, as it was at the press', async ({ page, shop, lines: [line] }) => {
    const answer = await holdCall(page, 'set_quantity');
    const release = await openHeld(page);
    const posts = watchPosts(page);
    await change(line, 7);
    await line.quantity.fill('9');
    await isHeld(line);
    expect(posts).toEqual([]);
    await awake(page, shop, release);
    await expect.poll(() => posts).toEqual([`${CALL} 7`]);
    await isHeld(line);
    answer();
    await shop.expectCount(8);
    await isFree(line);
    await expect(line.quantity).toHaveValue('9');
    await line.update.click();
    await shop.expectCount(10);
    expect(posts).toEqual([`${CALL} 7`, `${CALL} 9`]);
  });

  test('is sent once, however often it is pressed', async ({ page, shop, lines: [line] }) => {
    const release = await openHeld(page);
    const posts = watchPosts(page);
    await change(line, 7);
    await line.update.dblclick();
    await line.quantity.press('Enter');
    await isHeld(line);
    await awake(page, shop, release);
    await shop.expectCount(8);
    await isFree(line);
    expect(posts).toEqual([`${CALL} 7`]);
  });

  test('sends the pressed button as well, whoever sends it', async ({ page, shop, lines: [line] }) => {
    const release = await openHeld(page);
    const name = (button: HTMLElement) => Object.assign(button, { name: 'pressed', value: 'yes' });
    const posts = watchPosts(page, 'pressed');
    await line.update.evaluate(name);
    await change(line, 7);
    await awake(page, shop, release);
    await shop.expectCount(8);
    expect(posts).toEqual([`${CALL} yes`]);

    await page.unroute(WASM);
    await openHeld(page);
    await line.update.evaluate(name);
    await change(line, 8);
    await page.clock.runFor(3_000);
    await shop.link('Cart (9)').waitFor();
    expect(posts).toEqual([`${CALL} yes`, `${NATIVE} yes`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('whose field is empty is not sent', async ({ page, shop, lines: [line] }) => {
    const release = await openHeld(page);
    const posts = watchPosts(page);
    await line.quantity.fill('');
    await line.update.click();
    await isFree(line);
    await awake(page, shop, release);
    await expect(line.quantity).toHaveValue('');
    expect(posts).toEqual([]);
  });

  test('is sent although what was typed since is not right', async ({ page, shop, lines: [line] }) => {
    const release = await openHeld(page);
    await change(line, 7);
    await line.quantity.fill('');
    await awake(page, shop, release);
    await shop.expectCount(8);
    await expect(line.quantity).toHaveValue('');
  });

  // covers: RPL-03
  test('waits for those that were pressed before it', async ({ page, shop, lines: [first, second] }) => {
    const release = await openHeld(page);
    const posts = watchPosts(page);
    await change(second, 5);
    await change(first, 4);
    const submits = await page.evaluateHandle(() => {
      const submits: EventTarget[] = [];
      addEventListener('submit', (event) => submits.push(event.target!), true);
      return submits;
    });
    // As if this form were the wasm's already, and the other not yet.
    await first.row.locator('form[data-hold]').evaluate((form) => form.setAttribute('data-live', ''));
    expect(await submits.evaluate((submits) => submits.length)).toBe(0);
    await isHeld(first);
    await first.row.locator('form[data-hold]').evaluate((form) => form.removeAttribute('data-live'));
    await awake(page, shop, release);
    await shop.expectCount(9);
    expect(posts).toEqual([`${CALL} 5`, `${CALL} 4`]);
  });

  test('is posted by the browser if the wasm does not come, and not again when it does', async ({
    page,
    shop,
    lines: [line],
  }) => {
    const release = await openHeld(page);
    const posts = watchPosts(page);
    // The post takes so long that the wasm comes meanwhile.
    let go = () => {};
    const gone = new Promise<void>((resolve) => (go = resolve));
    await page.route(/[?&]_call=/, async (route) => {
      await gone;
      await route.continue();
    });
    // Pressed again from within the page: Playwright itself waits for the navigation that is under way.
    await page.evaluate((name) => {
      const pressAgain = () => {
        sessionStorage.pressed = 'again';
        document.querySelector<HTMLButtonElement>(`[aria-label="${name}"]`)!.click();
      };
      new MutationObserver(pressAgain).observe(document.documentElement, { attributeFilter: ['data-hydrated'] });
    }, `Update ${one.title}`);
    await change(line, 7);
    await line.update.click();
    await line.quantity.fill('9');
    await page.clock.runFor(2_999);
    expect(posts).toEqual([]);
    const passes = page.clock.runFor(1).catch(() => {});
    await expect.poll(() => posts).toEqual([`${NATIVE} 7`]);
    release();
    setTimeout(go, 3_000);
    await passes;
    await shop.link('Cart (8)').waitFor();
    await page.clock.resume();
    await shop.ready();
    await expect(line.quantity).toHaveValue('7');
    expect(await page.evaluate(() => sessionStorage.pressed), 'the wasm came in time').toBe('again');
    expect(posts).toEqual([`${NATIVE} 7`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('is posted in the order of the presses', async ({ page, shop, lines: [first, second] }) => {
    await openHeld(page);
    const posts = watchPosts(page);
    await change(second, 5);
    await change(first, 4);
    await page.clock.runFor(3_000);
    await shop.link('Cart (9)').waitFor();
    expect(posts).toEqual([`${NATIVE} 5`, `${NATIVE} 4`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('that is refused is shown, and those behind it are sent', async ({ page, shop, lines: [first] }) => {
    await shop.add(scarce, 1, 4);
    await openHeld(page);
    const posts = watchPosts(page);
    await change(shop.line(scarce), 99);
    await change(first, 4);
    await page.clock.runFor(3_000);
    await expect(shop.line(scarce).complaint).toHaveText([`Only ${scarce.stock} of this book are left.`]);
    await expect(shop.line(scarce).quantity).toHaveValue('99');
    await shop.link('Cart (6)').waitFor();
    expect(posts).toEqual([`${NATIVE} 99`, `${NATIVE} 4`, `${NATIVE} 99`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('goes before one that is not held', async ({ page, shop, lines: [first, second] }) => {
    await openHeld(page);
    const posts = watchPosts(page);
    await change(first, 4);
    await second.remove.click({ noWaitAfter: true });
    await shop.link('Cart (4)').waitFor();
    expect(posts).toEqual([`${NATIVE} 4`, 'POST /cart?_call=remove_line ']);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('is sent when its page is left', async ({ page, shop, lines: [line] }) => {
    const release = await openHeld(page);
    await change(line, 7);
    await shop.link('Books').click({ noWaitAfter: true });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    release();
    await expectCart(page, shop, [7, 1]);
  });

  test('is free again when one comes back to its page', async ({ page, shop, lines: [line] }) => {
    const release = await openHeld(page);
    const posts = watchPosts(page);
    await change(line, 7);
    // What a browser tells a page that it keeps.
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    await isFree(line);
    await expect.poll(() => posts).toEqual([`${NATIVE} 7`]);
    await page.clock.runFor(3_000);
    await awake(page, shop, release);
    await change(line, 8);
    await shop.expectCount(9);
    expect(posts).toEqual([`${NATIVE} 7`, `${CALL} 8`]);
  });

  // Of the shop's forms that are held none resets; so others are held here.
  for (const [how, since] of [['is reset if nothing', ''], ['keeps what', '5']] as const) {
    test(`${how} was typed since the press`, async ({ page, shop, tolerate }) => {
      tolerate(/preloaded using link preload but not used/);
      const release = await openHeld(page, `/books/${one.slug}`);
      await shop.quantity.fill('3');
      await shop.addToCart.click();
      if (since) await shop.quantity.fill(since);
      await awake(page, shop, release);
      await shop.expectCount(3);
      await expect(shop.quantity).toHaveValue(since || '1');
    });
  }

  test('that is reset as soon as it is sent keeps what was typed since', async ({ page, shop, tolerate }) => {
    tolerate(/preloaded using link preload but not used/);
    const release = await openHeld(page, '/list');
    const text = page.getByLabel('What do you want to read?');
    await text.fill('Emma');
    await text.press('Enter');
    await text.fill('Persuasion');
    await awake(page, shop, release);
    await expect(page.getByRole('button', { name: 'Delete Emma' })).toBeVisible();
    await expect(text).toHaveValue('Persuasion');
    await text.press('Enter');
    await expect(page.getByRole('button', { name: 'Delete Persuasion' })).toBeVisible();
    await expect(text).toHaveValue('');
  });

  for (const [how, break_] of Object.entries({
    'cannot be fetched': (page: Page) => page.route(WASM, (route) => route.abort()),
    'is answered 500': (page: Page) => page.route(WASM, (route) => route.fulfill({ status: 500 })),
    'is broken': (page: Page) =>
      page.route(WASM, (route) => route.fulfill({ contentType: 'application/wasm', body: 'broken' })),
    'has no script': (page: Page) => page.route('**/pkg/*.js', (route) => route.abort()),
    'traps while it takes the page over': (page: Page) =>
      page.evaluate(() => sessionStorage.setItem('traps', 'from the beginning')),
  })) {
    test(`is posted at once if the wasm ${how}`, async ({ page, shop, lines: [line], tolerate }) => {
      tolerate(/Failed to (load|fetch)|failed to fetch Wasm|CompileError|unreachable|dynamically imported module/);
      await makeBrittle(page);
      await break_(page);
      let press = () => {};
      const pressed = new Promise<void>((resolve) => (press = resolve));
      await page.route(/\.wasm|pkg\/.*\.js/, async (route) => {
        await pressed;
        await route.fallback();
      });
      await page.addInitScript(() =>
        addEventListener('unhandledrejection', () => document.documentElement.setAttribute('data-failed', '')),
      );
      await stopClock(page);
      await page.goto('/cart', { waitUntil: 'commit' });
      const posts = watchPosts(page);
      await change(line, 7);
      await isHeld(line);
      expect(posts).toEqual([]);
      press();
      await expect(async () => {
        // Far from the three seconds, but a turn.
        await page.clock.runFor(10).catch(() => {});
        expect(posts).toEqual([`${NATIVE} 7`]);
      }).toPass();
      await shop.link('Cart (8)').waitFor();

      // And when that is known, it is not held at all.
      await page.locator('html[data-failed]').waitFor({ state: 'attached' });
      await change(line, 8);
      await shop.link('Cart (9)').waitFor();
      expect(posts).toEqual([`${NATIVE} 7`, `${NATIVE} 8`]);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }
});

test.describe('a wasm that traps later', { tag: '@scripts-on' }, () => {
  test.beforeEach(async ({ page, tolerate }) => {
    tolerate(/unreachable/);
    await makeBrittle(page);
  });

  test('leaves forms that the browser posts', async ({ page, shop, lines: [first, second] }) => {
    await shop.open('/cart');
    const posts = watchPosts(page);
    await page.evaluate(() => (sessionStorage.traps = 'from now on'));
    await change(first, 7);
    await shop.link('Cart (8)').waitFor();
    expect(posts).toEqual([`${NATIVE} 7`]);
    // The wasm of that page traps at once. Nothing is held for it.
    await change(second, 2);
    await shop.link('Cart (9)').waitFor();
    expect(posts).toEqual([`${NATIVE} 7`, `${NATIVE} 2`]);
  });

  test('leaves forms that can be pressed, and are sent once', async ({ page, shop, lines: [line] }) => {
    await shop.open('/cart');
    const posts = watchPosts(page);
    // What was answered is not sent again.
    await change(line, 5);
    await shop.expectCount(6);
    await expect(line.update).not.toHaveAttribute('aria-busy');
    await page.evaluate(() => {
      sessionStorage.traps = 'from now on';
      dispatchEvent(new Event('popstate'));
      delete sessionStorage.traps;
    });
    // From here it would work again, but what it holds cannot be trusted.
    await page.route(/[?&]_call=/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    await line.quantity.fill('7');
    await line.update.dblclick({ noWaitAfter: true });
    await shop.link('Cart (8)').waitFor();
    expect(posts).toEqual([`${CALL} 5`, `${NATIVE} 7`]);
    await shop.ready();
    await change(line, 8);
    await shop.expectCount(9);
    expect(posts).toEqual([`${CALL} 5`, `${NATIVE} 7`, `${CALL} 8`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('leaves no form busy that waits for nothing', async ({ page, shop }) => {
    await shop.open('/list');
    await page.getByLabel('What do you want to read?').fill('Emma');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Delete Emma' })).toBeVisible();
    // A call that no submit has made, and so nothing will answer.
    await holdCall(page, 'set_entry');
    await page.getByRole('checkbox', { name: 'Emma' }).check();
    const form = page.locator('form[data-call=set_entry]');
    await expect(form).toHaveAttribute('aria-busy', 'true');
    await page.evaluate(() => {
      sessionStorage.traps = 'from now on';
      dispatchEvent(new Event('popstate'));
    });
    await expect(form).not.toHaveAttribute('aria-busy');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('in a listener of the form sends it', async ({ page, shop, lines: [line] }) => {
    await shop.open('/cart');
    const posts = watchPosts(page);
    // One that leaves the form to the browser, and one that has stopped that before.
    for (const [quantity, stops] of [[7, false], [8, true]] as const) {
      await line.row.locator('form[data-hold]').evaluate((form, stops) => {
        form.addEventListener('submit', (event) => {
          if (stops) event.preventDefault();
          (window as unknown as { trap: () => never }).trap();
        });
      }, stops);
      await change(line, quantity);
      await shop.link(`Cart (${quantity + 1})`).waitFor();
      await shop.ready();
    }
    expect(posts).toEqual([`${NATIVE} 7`, `${NATIVE} 8`]);
  });

  test('with a form that it has taken and not sent yet', async ({ page, shop, lines: [line] }) => {
    await shop.open('/cart');
    const posts = watchPosts(page);
    await page.evaluate(() => {
      const { preventDefault } = Event.prototype;
      SubmitEvent.prototype.preventDefault = function () {
        preventDefault.call(this);
        sessionStorage.traps = 'once it has stopped the browser';
      };
    });
    await page.addInitScript(() => delete sessionStorage.traps);
    await change(line, 7);
    await shop.link('Cart (8)').waitFor();
    expect(posts).toEqual([`${NATIVE} 7`]);
  });

  test('with an answer sends the form again, and it is done once', async ({ page, shop, tolerate }) => {
    tolerate(/preloaded using link preload but not used/);
    await shop.openBook(one);
    const posts = watchPosts(page);
    const answer = await holdCall(page, 'add_to_cart');
    await shop.quantity.fill('3');
    await shop.addToCart.click();
    await expect.poll(() => posts).toEqual(['POST /_call/add_to_cart.cbor 3']);
    await page.evaluate(() => (sessionStorage.traps = 'with the answer'));
    await page.addInitScript(() => delete sessionStorage.traps);
    answer();
    await shop.ready();
    await shop.link('Cart (3)').waitFor();
    expect(posts).toEqual(['POST /_call/add_to_cart.cbor 3', `POST /books/${one.slug}?_call=add_to_cart 3`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('loses nothing of a queue', async ({ page, shop }) => {
    await shop.open('/list');
    const posts = watchPosts(page, 'text');
    const answer = await holdCall(page, 'add_entry');
    const text = page.getByLabel('What do you want to read?');
    const wanted = ['Emma', 'Persuasion', 'Middlemarch'];
    for (const title of wanted) {
      await text.fill(title);
      await text.press('Enter');
      await expect(text).toHaveValue('');
    }
    expect(posts, 'one at a time').toEqual(['POST /_call/add_entry.cbor Emma']);
    await page.evaluate(() => (sessionStorage.traps = 'with the answer'));
    await page.addInitScript(() => delete sessionStorage.traps);
    answer();
    await expect.poll(() => posts.length).toBe(4);
    await shop.ready();
    await expect(page.getByRole('button', { name: /^Delete/ })).toHaveCount(3);
    const texts = page.getByRole('list', { name: 'To read' }).locator('.text');
    await expect(texts).toHaveText(wanted);
    expect(posts.slice(1)).toEqual(wanted.map((title) => `POST /list?_call=add_entry ${title}`));
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('while a form is handed to it sends that, as it was at the press', async ({ page, shop, lines }) => {
    const [first, second] = lines;
    const release = await openHeld(page);
    const posts = watchPosts(page);
    await change(first, 7);
    await change(second, 5);
    await first.quantity.fill('9');
    await page.evaluate(() =>
      addEventListener('submit', () => (sessionStorage.traps = 'now'), { once: true, capture: true }),
    );
    await page.addInitScript(() => delete sessionStorage.traps);
    // What was to be done in a moment is done after the answer to the first post, while the last loads the page.
    await page.evaluate(() => {
      const late: (() => void)[] = [];
      const { fetch } = window;
      Object.assign(window, { setTimeout: (act: () => void) => late.push(act) });
      window.fetch = async (...of) => {
        const answer = await fetch(...of);
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => late.splice(0).forEach((act) => act());
        if (String(of[0]).includes('_call=')) port2.postMessage('');
        return answer;
      };
    });
    release();
    await shop.link('Cart (12)').waitFor();
    expect(posts).toEqual([`${NATIVE} 7`, `${NATIVE} 5`]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});
