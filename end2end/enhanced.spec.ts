// What scripts add: nothing reloads, a pressed button shows that it is busy, and a failed call says so.
import { book, books, euros, plenty, scarce } from './catalogue.ts';
import { expect, follow, holdCall, markDocument, press, test, watchCalls, withoutScreen } from './support.ts';

const [one, two] = plenty;

test.describe('scripts on', { tag: '@scripts-on' }, () => {
  test('nothing that a visitor does reloads the page', async ({ page, shop }) => {
    await shop.open('/');
    const same = await markDocument(page);
    const loads: string[] = [];
    page.on('request', (request) => request.isNavigationRequest() && loads.push(request.url()));

    await page.getByRole('link', { name: 'Next' }).click();
    await expect(page.getByText('Page 2 of')).toBeVisible();
    await page.getByRole('link', { name: one.genre, exact: true }).click();
    await expect(page).toHaveURL(/genre=/);
    await shop.link('Books').click();
    await expect(page.getByText(`${books.length} books`)).toBeVisible();
    await page.getByRole('link', { name: books[4].title, exact: true }).click();
    await shop.quantity.fill('2');
    await shop.addToCart.click();
    await shop.expectCount(2);
    await shop.quantity.fill('99');
    await shop.addToCart.click();
    await expect(shop.alert).toBeVisible();
    await shop.link('Cart (2)').click();
    await shop.line(books[4]).quantity.fill('3');
    await shop.line(books[4]).update.click();
    await shop.expectCount(3);
    await shop.line(books[4]).remove.click();
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
    await page.getByRole('link', { name: 'Look at the books' }).click();
    await expect(page.getByRole('heading', { name: 'Books', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Marginalia, to the start' }).click();
    await page.goBack();

    expect(await same()).toBe(true);
    expect(loads).toEqual([]);
  });

  // covers: UFS-01 UFS-02 TRN-01
  test('the pressed button is busy until the answer is there', async ({ page, shop }) => {
    await shop.openBook(one);
    await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    await expect(shop.form).toHaveAttribute('aria-busy', 'true');
    await shop.expectCount(0);
    release();
    await shop.expectCount(1);
    await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
    await expect(shop.form).not.toHaveAttribute('aria-busy');
  });

  test('what is typed while the form is sent is not lost', async ({ page, shop }) => {
    await shop.openBook(one);
    await shop.quantity.fill('3');
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await shop.quantity.fill('7');
    release();
    await shop.expectCount(3);
    await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
    await page.waitForTimeout(100);
    await expect(shop.quantity).toHaveValue('7');
  });

  test('a form that fails leaves nothing behind that listens for typing', async ({ page, shop }) => {
    await page.addInitScript(() => {
      const { addEventListener, removeEventListener } = EventTarget.prototype;
      const listeners = new Set<unknown>();
      window.addEventListener = (...of: [string, EventListener]) => {
        if (of[0] === 'input') listeners.add(of[1]);
        addEventListener.apply(window, of);
      };
      window.removeEventListener = (...of: [string, EventListener]) => {
        listeners.delete(of[1]);
        removeEventListener.apply(window, of);
      };
      Object.assign(window, { listeners });
    });
    const count = () => page.evaluate(() => (window as unknown as { listeners: Set<unknown> }).listeners.size);
    await shop.openBook(scarce);
    await shop.quantity.fill('99');
    const before = await count();
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await expect.poll(count).toBe(before + 1);
    release();
    await expect(shop.alert).toBeVisible();
    await expect.poll(count).toBe(before);
  });

  // covers: TRP-08
  test('in the cart only the pressed button is busy', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    const release = await holdCall(page, 'set_quantity');
    await shop.line(one).quantity.fill('5');
    await shop.line(one).update.click();
    await expect(shop.line(one).update).toHaveAttribute('aria-busy', 'true');
    await expect(page.locator('button[aria-busy]')).toHaveCount(1);
    // Another line does not wait for it.
    await shop.line(two).remove.click();
    await expect(shop.line(two).row).toHaveCount(0);
    await expect(shop.line(one).update).toHaveAttribute('aria-busy', 'true');
    release();
    await expect(shop.line(one).row).toContainText(euros(5 * one.price));
    await shop.expectCount(5);
    await expect(page.locator('button[aria-busy]')).toHaveCount(0);
  });

  test('a change in the cart leaves its rows and the focus where they are', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    await shop.line(two).quantity.fill('9');
    const rows = await page.getByRole('main').getByRole('listitem').elementHandles();
    await shop.line(one).quantity.fill('5');
    await shop.line(one).quantity.press('Enter');
    await shop.expectCount(6);
    await expect(shop.line(one).quantity).toBeFocused();
    await shop.line(one).update.click();
    await expect(shop.line(one).update).not.toHaveAttribute('aria-busy');
    await expect(shop.line(one).update).toBeFocused();
    for (const row of rows) expect(await row.evaluate((row) => row.isConnected)).toBe(true);
    // What was typed elsewhere and not sent yet.
    await expect(shop.line(two).quantity).toHaveValue('9');
  });

  test('pressing twice sends once', async ({ page, shop }) => {
    await shop.openBook(one);
    const calls = watchCalls(page);
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.dblclick();
    await shop.quantity.press('Enter');
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    release();
    await shop.expectCount(1);
    expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
    // And the form takes the next one.
    await shop.addToCart.click();
    await shop.expectCount(2);
  });

  // covers: FRM-14 FRM-10
  test('the field is reset once the new data is on screen, and not before', async ({ page, shop }) => {
    await shop.openBook(one);
    const release = await holdCall(page, 'add_to_cart');
    await shop.quantity.fill('6');
    await shop.addToCart.click();
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    await expect(shop.quantity).toHaveValue('6');
    release();
    await shop.expectCount(6);
    await expect(shop.quantity).toHaveValue('1');
  });

  // covers: TRN-02 TRP-19
  test('message, count and field change together', async ({ page, shop }) => {
    await shop.openBook(one);
    await shop.quantity.fill('6');
    // Every frame that a visitor could see, as what it shows.
    await page.evaluate(() => {
      const seen: string[] = [];
      const text = (selector: string) => document.querySelector(selector)!.textContent!.trim();
      const look = () => {
        const now = `${text('header a[href="/cart"]')}: ${text('main [role=status]')}`;
        if (seen.at(-1) !== now) seen.push(now);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seen });
    });
    await shop.addToCart.click();
    await expect(page.getByText('Added to your cart.')).toBeVisible();
    await shop.expectCount(6);
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen).toEqual(['Cart (0): ', 'Cart (6): Added to your cart.']);
  });

  // covers: ERR-04
  for (const [what, answer, message] of [
    ['the connection breaks', 'abort', 'The connection was lost. Please look whether it worked before you try again.'],
    ['a proxy answers 500', { status: 500 }, 'The connection was lost. Please look whether it worked before you try again.'],
    ['a proxy answers 200', { status: 200 }, 'The connection was lost. Please look whether it worked before you try again.'],
    ['a proxy answers 503', { status: 503 }, 'This is not possible just now. Please try again in a moment.'],
    ['a proxy answers 504', { status: 504 }, 'This took too long. Please look whether it worked before you try again.'],
  ] as const) {
    test(`${what}: the form says so, keeps what was typed, and works again`, async ({ page, shop, tolerate }) => {
      tolerate(/Failed to load resource/);
      await shop.openBook(one);
      const same = await markDocument(page);
      await page.route('**/_call/add_to_cart*', (route) =>
        answer === 'abort'
          ? route.abort()
          : route.fulfill({ ...answer, contentType: 'text/html', body: '<h1>proxy page</h1>' }),
      );
      await shop.quantity.fill('3');
      await shop.addToCart.click();
      await expect(shop.alert).toHaveText(message);
      await expect(shop.alert).toBeFocused();
      await expect(shop.quantity).toHaveValue('3');
      await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
      await expect(page.getByText('proxy page')).toHaveCount(0);
      await expect(page.getByText('Added to your cart.')).toHaveCount(0);
      await shop.expectCount(0);

      await page.unroute('**/_call/add_to_cart*');
      await shop.addToCart.click();
      await shop.expectCount(3);
      await expect(shop.alert).toHaveCount(0);
      expect(await same()).toBe(true);
    });
  }

  test('without a connection the form says so, and works once there is one', async ({ context, shop, tolerate }) => {
    tolerate(/Failed to load resource: net::ERR_INTERNET_DISCONNECTED/);
    await shop.openBook(one);
    await context.setOffline(true);
    await shop.addToCart.click();
    await expect(shop.alert).toHaveText('There is no connection. Please try again.');
    await context.setOffline(false);
    await shop.letGo();
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(shop.alert).toHaveCount(0);
  });

  test('in the cart a failed call is told at its line', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    await page.route('**/_call/remove_line*', (route) => route.abort());
    await shop.line(one).remove.click();
    await expect(shop.line(one).complaint).toHaveText([/The connection was lost/]);
    await expect(shop.line(two).complaint).toHaveCount(0);
    await shop.expectCount(2);
    await page.unroute('**/_call/remove_line*');
    await shop.line(one).remove.click();
    await shop.expectCount(1);
  });

  test('a page whose data does not come says so, and comes when it does', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.open('/');
    const same = await markDocument(page);
    await page.route('**/_call/get_book*', (route) => route.abort());
    await page.getByRole('link', { name: one.title, exact: true }).click();
    await expect(shop.alert).toHaveText('This book could not be shown. There is no connection. Please try again.');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Not available']);
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByRole('link', { name: 'Try again' })).not.toHaveAttribute('aria-busy');
    await expect(shop.alert).toBeVisible();
    await page.unroute('**/_call/get_book*');
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([one.title]);
    await expect(page).toHaveTitle(`${one.title} · Marginalia`);
    expect(await same()).toBe(true);
  });

  test('a list that does not come can be asked for again', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    await page.route('**/_call/get_books*', (route) => route.abort());
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Not available']);
    await page.unroute('**/_call/get_books*');
    await page.getByRole('link', { name: 'Try again' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Books']);
  });

  test('a cart that could not be looked up again says so', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.add(one, 1);
    await shop.open('/cart');
    await withoutScreen(page);
    await page.route('**/_call/get_cart*', (route) => route.abort());
    await shop.line(one).quantity.fill('3');
    await shop.line(one).update.click();
    await expect(page.getByText('This may be out of date')).toBeVisible();
    await expect(shop.line(one).quantity).toHaveValue('3');
    // It was changed: only what else there is to know is not known.
    await shop.expectCount(3);
    await page.unroute('**/_call/get_cart*');
    await page.getByRole('link', { name: 'Try again' }).click();
    await shop.expectCount(3);
    await expect(page.getByText('This may be out of date')).toHaveCount(0);
  });

  test('what is missing is told without a reload', async ({ page, shop }) => {
    await shop.open('/');
    const same = await markDocument(page);
    for (const address of ['/books/no-such-book', '/?page=99', '/no/such/page']) {
      await follow(page, address);
      await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
      await page.getByRole('link', { name: 'Look at the books' }).click();
      await expect(page.getByText('Page 1 of')).toBeVisible();
    }
    expect(await same()).toBe(true);
  });

  // An older answer never takes the place of a newer one.
  test('answers that overtake each other end with the newest', async ({ page, shop }) => {
    await shop.add(one, 1);
    await shop.add(two, 1, 2);
    await shop.open('/cart');
    await withoutScreen(page);
    let asked = 0;
    await page.route('**/_call/get_cart*', async (route) => {
      const first = asked++ === 0;
      const answer = await route.fetch();
      if (first) await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.fulfill({ response: answer });
    });
    await shop.line(one).quantity.fill('10');
    await shop.line(one).update.click();
    await expect.poll(() => asked).toBe(1);
    await shop.line(two).quantity.fill('20');
    await shop.line(two).update.click();
    await shop.expectCount(30);
    await expect(shop.line(one).update).not.toHaveAttribute('aria-busy');
    await page.waitForTimeout(300);
    await shop.expectCount(30);
    await expect(shop.line(one).quantity).toHaveValue('10');
    await expect(shop.line(two).quantity).toHaveValue('20');
  });

  // The action worked; only what it changed could not be asked for.
  test('a success whose fresh data does not come is a success', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    await withoutScreen(page);
    await page.route('**/_call/get_cart*', (route) => route.abort());
    await shop.addToCart.click();
    await expect(page.getByText('Added to your cart.')).toBeVisible();
    await expect(shop.alert).toHaveCount(0);
    await page.unroute('**/_call/get_cart*');
    await shop.letGo();
    await shop.addToCart.click();
    await shop.expectCount(2);
  });

  // covers: CON-02 CON-06
  test('an answer that comes after one has gone elsewhere does not pull one back', async ({ page, shop }) => {
    await shop.openBook(one);
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await page.evaluate(() => {
      const seen = new Set<string>();
      new MutationObserver(() => seen.add(document.querySelector('h1')?.textContent ?? 'none')).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      Object.assign(window, { seen });
    });
    release();
    await shop.expectCount(1);
    await page.waitForTimeout(2_000);
    await expect(page).toHaveURL('/');
    const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    expect(seen).toEqual(['Books']);
  });

  // covers: CON-03
  test('a failure that comes after one has gone elsewhere disturbs nothing', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(scarce);
    await shop.quantity.fill('99');
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    release();
    // Its form is gone, so the page tells; in the way of nothing.
    const told = page.getByRole('alert').filter({ hasText: 'has failed: Only' });
    await expect(told).toBeVisible();
    await expect(shop.alert).toHaveCount(0);
    await told.getByRole('button', { name: 'Dismiss' }).click();
    await expect(told).toHaveCount(0);
    await page.unroute('**/_call/add_to_cart*');
    await shop.openBook(scarce);
    await shop.addToCart.click();
    await shop.expectCount(1);
  });

  // covers: TRP-08
  test('the form of another book begins anew', async ({ page, shop }) => {
    await shop.openBook(scarce);
    await shop.quantity.fill('99');
    await shop.addToCart.click();
    await expect(shop.alert).toBeVisible();
    await shop.link('Books').click();
    await page.getByRole('link', { name: books[0].title, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(books[0].title);
    await expect(shop.alert).toHaveCount(0);
    await expect(shop.quantity).toHaveValue('1');
    await shop.addToCart.click();
    await shop.expectCount(1);
    await page.goBack();
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(scarce.title);
    await expect(shop.alert).toHaveCount(0);
  });

  // covers: ERR-08
  test('a call that the server does not know is told in the form, and the page stays', async ({ page, shop }) => {
    await shop.openBook(one);
    const same = await markDocument(page);
    await page.route('**/_call/add_to_cart*', (route) =>
      route.continue({ url: route.request().url().replace('add_to_cart', 'no_such_call') }),
    );
    await shop.quantity.fill('3');
    const answer = await press(shop.addToCart);
    expect(answer.status()).toBe(404);
    await expect(shop.alert).toHaveText('This is not there any more.');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText([one.title]);
    await expect(page.getByText('Not found')).toHaveCount(0);
    await expect(shop.quantity).toHaveValue('3');
    expect(await same()).toBe(true);
    await page.unroute('**/_call/add_to_cart*');
    await shop.letGo();
    await shop.addToCart.click();
    await shop.expectCount(3);
    await expect(shop.alert).toHaveCount(0);
  });

  // covers: RED-04 RED-05
  for (const [what, target] of [
    ['a file', () => `/covers/${one.slug}.svg`],
    ['another site', (own: string) => `${own.replace('127.0.0.1', 'localhost')}/books/${two.slug}?from=x`],
  ] as const) {
    test(`a redirect to ${what} is loaded by the browser`, async ({ page, shop, baseURL }) => {
      const to = target(baseURL!);
      await shop.openBook(one);
      await page.route('**/_call/add_to_cart*', (route) =>
        // Our codec: a map of a value that is nothing, the redirect, and that it leads elsewhere.
        route.fulfill({
          contentType: 'application/cbor',
          body: Buffer.concat([
            Buffer.from('\xa3\x65value\x41\xf6\x68redirect\x78', 'latin1'),
            Buffer.from([to.length]),
            Buffer.from(`${to}\x68external\xf5`, 'latin1'),
          ]),
        }),
      );
      await shop.addToCart.click();
      await expect(page).toHaveURL(new URL(to, baseURL).href);
      await expect(page.getByText('Not found')).toHaveCount(0);
      await page.goBack();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText([one.title]);
    });
  }

  // covers: SEX-09 CKH-10
  test('a call asks for our codec, and its answer is stored nowhere', async ({ shop }) => {
    await shop.openBook(book(one.slug));
    const answer = await press(shop.addToCart);
    expect(new URL(answer.url()).pathname).toBe('/_call/add_to_cart.cbor');
    expect(await answer.request().headerValue('accept')).toBe('application/cbor');
    expect(await answer.headerValue('cache-control')).toContain('no-store');
  });
});
