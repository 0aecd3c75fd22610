// Scripts are on, but the wasm is not there yet, or never comes.
import { plenty, scarce } from './catalogue.ts';
import { blockWasm, expect, holdWasm, test, watchCalls, withoutBrowserChecks } from './support.ts';

const [one, two] = plenty;

test.describe('before the wasm', { tag: '@scripts-on' }, () => {
  // A held wasm is one that was asked for and not used yet.
  test.beforeEach(({ tolerate }) => tolerate(/preloaded using link preload but not used/));

  test('what was typed before hydration is there after it', async ({ page, shop }) => {
    const release = await holdWasm(page);
    await page.goto(`/books/${one.slug}`);
    await shop.quantity.fill('7');
    release();
    await shop.ready();
    await expect(shop.quantity).toHaveValue('7');
    await shop.addToCart.click();
    await shop.expectCount(7);
  });

  test('what was typed into the cart before hydration is there after it', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    const release = await holdWasm(page);
    await page.goto('/cart');
    await shop.line(one).quantity.fill('7');
    release();
    await shop.ready();
    await expect(shop.line(one).quantity).toHaveValue('7');
    await expect(shop.line(two).quantity).toHaveValue('1');
    await shop.line(one).update.click();
    await shop.expectCount(8);
  });

  test('the focus is where it was before hydration', async ({ page, shop }) => {
    const release = await holdWasm(page);
    await page.goto(`/books/${one.slug}`);
    await shop.quantity.focus();
    release();
    await shop.ready();
    await expect(shop.quantity).toBeFocused();
  });

  // covers: RPL-05 UFS-05
  test('a form sent before hydration is posted at once, and once', async ({ page, shop }) => {
    await holdWasm(page);
    const posts = watchCalls(page);
    // Slow enough for the second click to come while the first is under way.
    let arrived = 0;
    await page.route(/[?&]_call=/, async (route) => {
      arrived++;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    // What became of each submit, kept beyond the page.
    await page.addInitScript(() =>
      addEventListener('submit', (event) =>
        setTimeout(() => {
          const busy = [event.target, event.submitter].map((it) => (it as Element).getAttribute('aria-busy'));
          const fate = `${event.defaultPrevented ? 'stopped' : 'sent'}, busy ${busy}`;
          sessionStorage.submits = [...(sessionStorage.submits ?? '').split('; ').filter(Boolean), fate].join('; ');
        }),
      ),
    );
    await page.goto(`/books/${one.slug}?from=x`);
    await shop.addToCart.dblclick({ noWaitAfter: true });
    await shop.expectCount(1);
    expect(posts).toEqual([`POST /books/${one.slug}?from=x&_call=add_to_cart`]);
    expect(arrived).toBe(1);
    expect(await page.evaluate(() => sessionStorage.submits)).toBe('sent, busy true,true; stopped, busy true,true');
    await expect(page).toHaveURL(`/books/${one.slug}?from=x`);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('the wasm that comes while a form is being posted does not send it again', async ({ page, shop }) => {
    // With a session there is one cart, whoever adds to it.
    await shop.add(two, 1);
    const release = await holdWasm(page);
    const posts = watchCalls(page);
    await page.route(/[?&]_call=/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      await route.continue();
    });
    // The second press comes from within the page: Playwright itself waits for the navigation that is under way.
    await page.addInitScript(() => {
      const pressOnceHydrated = () => {
        if (!('hydrated' in document.documentElement.dataset)) return void setTimeout(pressOnceHydrated, 50);
        sessionStorage.pressed = 'again';
        document.querySelector<HTMLButtonElement>('main button')!.click();
      };
      addEventListener('submit', pressOnceHydrated, { once: true });
    });
    await page.goto(`/books/${one.slug}`);
    await shop.addToCart.click({ noWaitAfter: true });
    release();
    await expect(shop.link('Cart (2)')).toBeVisible({ timeout: 15_000 });
    expect(await page.evaluate(() => sessionStorage.pressed), 'the wasm came in time').toBe('again');
    expect(posts.filter((call) => call.startsWith('POST'))).toEqual([`POST /books/${one.slug}?_call=add_to_cart`]);
    await page.reload();
    await shop.expectCount(2);
  });

  test('a post that was stopped can be sent again', async ({ page, shop, tolerate }) => {
    await blockWasm(page, tolerate);
    // Stopped from within the page: Playwright itself waits for the navigation that is under way.
    await page.addInitScript(() => {
      const stopAndLook = ({ submitter }: SubmitEvent) => {
        const look = () => (sessionStorage.busy = `${sessionStorage.busy ?? ''} ${submitter!.ariaBusy}`);
        setTimeout(() => {
          look();
          stop();
          setTimeout(look, 100);
        }, 300);
      };
      addEventListener('submit', stopAndLook, { once: true });
    });
    await page.goto(`/books/${one.slug}`);
    await page.route(/[?&]_call=/, () => {});
    await shop.addToCart.click({ noWaitAfter: true });
    await expect.poll(() => page.evaluate(() => sessionStorage.busy)).toBe(' true null');
    await page.unroute(/[?&]_call=/);
    await shop.letGo();
    await shop.addToCart.click();
    await shop.expectCount(1);
  });

  test('two forms of a page can both be sent before hydration', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    await holdWasm(page);
    await page.goto('/cart');
    await shop.line(one).remove.click();
    await shop.expectCount(1);
    await shop.line(two).remove.click();
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('without the wasm everything still works', async ({ page, shop, tolerate }) => {
    await blockWasm(page, tolerate);
    await page.goto('/');
    await page.getByRole('link', { name: one.title, exact: true }).click();
    await shop.quantity.fill('3');
    await shop.addToCart.click();
    await shop.expectCount(3);
    await shop.addToCart.click();
    await shop.expectCount(4);
    await shop.link('Cart (4)').click();
    await shop.line(one).quantity.fill('5');
    await shop.line(one).update.click();
    await shop.expectCount(5);
    await shop.line(one).remove.click();
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
  });
});

// The answer to a failed post carries what became of it; hydration takes it over.
test.describe('the answer to a failed post', { tag: '@scripts-on' }, () => {
  // covers: MPA-08 MPA-09
  test('is taken over by hydration, without a flash', async ({ page, shop, tolerate }) => {
    const unblock = await blockWasm(page, tolerate);
    await page.goto(`/books/${one.slug}?from=x`);
    await withoutBrowserChecks(shop.quantity);
    await shop.quantity.fill('100');
    await unblock();
    // What the page says and holds, whenever any of it changes.
    await page.addInitScript(() => {
      const seen: string[] = [];
      const look = () => {
        const field = document.querySelector<HTMLInputElement>('[name=quantity]');
        const alert = document.querySelector('main [role=alert]');
        if (!field || !alert || document.readyState === 'loading') return;
        const now = [field.value, field.getAttribute('aria-invalid'), alert.textContent!.trim()].join(' | ');
        if (seen.at(-1) !== now) seen.push(now);
      };
      const watch = { subtree: true, childList: true, characterData: true, attributes: true };
      new MutationObserver(look).observe(document, watch);
      addEventListener('DOMContentLoaded', look);
      Object.assign(window, { seen });
    });
    const calls = watchCalls(page);
    await shop.addToCart.click();
    await shop.ready();
    await expect(shop.quantity).toHaveValue('100');
    await expect(shop.quantity).toHaveAttribute('aria-invalid', 'true');
    await expect(shop.quantity).toHaveAccessibleDescription('Choose a number from 1 to 99.');
    await expect(shop.alert).toBeFocused();
    await page.waitForTimeout(500);
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen).toEqual(['100 | true | Please correct the marked fields.']);
    expect(calls, 'hydration asks for nothing').toEqual([`POST /books/${one.slug}?from=x&_call=add_to_cart`]);

    // From here the wasm takes over.
    await expect(page).toHaveURL(`/books/${one.slug}?from=x`);
    await shop.quantity.fill('4');
    await shop.addToCart.click();
    await shop.expectCount(4);
    expect(calls[1]).toBe('POST /_call/add_to_cart.cbor');
    await expect(shop.quantity).not.toHaveAttribute('aria-invalid');
    await expect(shop.alert).toHaveCount(0);
    await expect(shop.quantity).toHaveValue('1');

    calls.length = 0;
    const reloaded = await page.reload();
    expect(reloaded!.request().method()).toBe('GET');
    await shop.ready();
    await expect(shop.alert).toHaveCount(0);
    await shop.expectCount(4);
    expect(calls).toEqual([]);
  });

  test('is taken over by the line of the cart that it is about', async ({ page, shop, tolerate }) => {
    await shop.add(one, 1);
    await shop.add(scarce, 2, 3);
    const unblock = await blockWasm(page, tolerate);
    await page.goto('/cart');
    await shop.line(scarce).quantity.fill('99');
    await unblock();
    await shop.line(scarce).update.click();
    await shop.ready();
    await expect(shop.line(scarce).complaint).toHaveText([`Only ${scarce.stock} of this book are left.`]);
    await expect(shop.line(scarce).quantity).toHaveValue('99');
    await expect(shop.line(one).complaint).toHaveCount(0);
    await expect(shop.line(one).quantity).toHaveValue('1');

    // The other line's success leaves this one's message and value alone.
    await shop.line(one).quantity.fill('2');
    await shop.line(one).update.click();
    await shop.expectCount(4);
    await expect(shop.line(scarce).quantity).toHaveValue('99');
    await shop.line(scarce).quantity.fill('1');
    await shop.line(scarce).update.click();
    await shop.expectCount(3);
    await expect(shop.line(scarce).complaint).toHaveCount(0);
  });

  test('is gone after a look at another page', async ({ page, shop, tolerate }) => {
    const unblock = await blockWasm(page, tolerate);
    await page.goto(`/books/${scarce.slug}`);
    await shop.quantity.fill('99');
    await unblock();
    await shop.addToCart.click();
    await shop.ready();
    await expect(shop.alert).toBeVisible();
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(scarce.title);
    await expect(shop.alert).toHaveCount(0);
    await expect(shop.quantity).toHaveValue('1');
  });
});
