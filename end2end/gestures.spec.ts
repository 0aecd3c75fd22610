// A double click and a held key are one press, whatever the server's speed, and reach nothing but what was pressed.
import type { Locator, Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { expect, holdCall, test as base, watchCalls, WASM, type Shop } from './support.ts';

const [one, two, three] = plenty;

/** Where the wasm is. */
type Wasm = 'runs' | 'is missing' | 'has trapped';

const test = base.extend<{ hand: Hand }>({
  hand: async ({ page, shop, tolerate }, use) => use(new Hand(page, shop, tolerate)),
});

/** Somebody's hand, on a mouse, a finger or a key. */
class Hand {
  constructor(
    readonly page: Page,
    readonly shop: Shop,
    readonly tolerate: (noise: RegExp) => void,
  ) {}

  /** Opens a page whose wasm runs, does not come, or has trapped. */
  async open(path: string, wasm: Wasm = 'runs'): Promise<void> {
    if (wasm === 'is missing') {
      this.tolerate(/404|wasm|preloaded using link preload/i);
      await this.page.route(WASM, (route) => route.fulfill({ status: 404 }));
      await this.page.goto(path);
      return;
    }
    await this.shop.open(path);
    if (wasm === 'has trapped') {
      this.tolerate(/unreachable/);
      await this.page.evaluate(() => {
        const { RuntimeError } = WebAssembly;
        dispatchEvent(new ErrorEvent('error', { error: new RuntimeError('unreachable') }));
      });
      await expect(this.page.locator('form[data-live]')).toHaveCount(0);
    }
  }

  /** The middle of an element. */
  async at(element: Locator): Promise<{ x: number; y: number }> {
    await element.scrollIntoViewIfNeeded();
    const box = (await element.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Clicks so many times in one run, as a mouse tells it, without looking where. */
  async run(element: Locator, clicks: number, apart: number): Promise<void> {
    const { x, y } = await this.at(element);
    await this.page.mouse.move(x, y);
    for (let clickCount = 1; clickCount <= clicks; clickCount++) {
      if (clickCount > 1) await this.page.waitForTimeout(apart);
      await this.page.mouse.down({ clickCount });
      await this.page.mouse.up({ clickCount });
    }
  }

  /** Holds a key down, which then repeats. */
  async hold(key: string, milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    while (Date.now() < end) {
      await this.page.keyboard.down(key);
      await this.page.waitForTimeout(33);
    }
    await this.page.keyboard.up(key);
  }

  /** Lets the time pass in which a second press belongs to the first. */
  async pause(): Promise<void> {
    await this.page.waitForTimeout(600);
  }

  /** Waits until nothing is under way. */
  async rest(): Promise<void> {
    await expect(this.page.locator('[aria-busy=true]')).toHaveCount(0);
  }

  async fillCart(): Promise<void> {
    for (const [index, book] of [one, two, three].entries()) await this.shop.add(book, 1, index + 1);
  }

  async fillList(texts: string[]): Promise<void> {
    await this.shop.open('/list');
    const field = this.page.getByLabel('What do you want to read?');
    for (const text of texts) {
      await field.fill(text);
      await field.press('Enter');
      await expect(this.remove(text)).toBeVisible();
    }
  }

  remove(text: string): Locator {
    return this.page.getByRole('button', { name: `Delete ${text}`, exact: true });
  }

  /** What is in the cart, and on the list, for whoever looks again. */
  async expectCart(count: number): Promise<void> {
    await this.rest();
    await this.page.goto('/cart');
    await expect(this.shop.link(`Cart (${count})`)).toBeVisible();
  }

  async expectList(texts: string[]): Promise<void> {
    await this.rest();
    await this.page.goto('/list');
    await expect(this.page.locator('.entries .text')).toHaveText(texts);
  }
}

const SIX = ['Emma', 'Walden', 'Ulysses', 'Dracula', 'Candide', 'Faust'];

test.describe('one press', { tag: '@scripts-off' }, () => {
  for (const server of ['is fast', 'is slow'] as const) {
    test.describe(`where no script runs and the server ${server}`, () => {
      test.beforeEach(async ({ page }) => {
        await page.route(
          ({ search }) => search.includes('_call='),
          async (route) => {
            if (server === 'is slow') await page.waitForTimeout(200);
            await route.continue();
          },
        );
      });

      for (const apart of [60, 150, 300]) {
        // covers: GST-01
        test(`a double click adds one copy, ${apart} ms apart`, async ({ shop, hand }) => {
          await hand.open(`/books/${one.slug}`);
          await hand.run(shop.addToCart, 2, apart);
          await shop.link('Cart (1)').waitFor();
          await hand.pause();
          await hand.expectCart(1);
        });

        // covers: GST-02
        test(`a double click removes one line, ${apart} ms apart`, async ({ shop, hand }) => {
          await hand.fillCart();
          await hand.open('/cart');
          await hand.run(shop.line(one).remove, 2, apart);
          await shop.link('Cart (2)').waitFor();
          await hand.pause();
          await hand.expectCart(2);
        });
      }

      // covers: GST-01
      test('Enter held in a field adds one copy', async ({ shop, hand }) => {
        await hand.open(`/books/${one.slug}`);
        await shop.quantity.focus();
        await hand.hold('Enter', 500);
        await shop.link('Cart (1)').waitFor();
        await hand.expectCart(1);
      });
    });
  }

  // covers: GST-01
  test('a deliberate second press adds a second copy', async ({ shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    await hand.run(shop.addToCart, 1, 0);
    await shop.link('Cart (1)').waitFor();
    await hand.pause();
    await hand.run(shop.addToCart, 1, 0);
    await shop.link('Cart (2)').waitFor();
    await hand.expectCart(2);
  });
});

test.describe('one press', { tag: '@scripts-on' }, () => {
  for (const wasm of ['runs', 'is missing', 'has trapped'] as const) {
    test.describe(`where the wasm ${wasm}`, () => {
      for (const apart of [60, 150, 300]) {
        // covers: GST-01
        test(`a double click adds one copy, ${apart} ms apart`, async ({ page, shop, hand }) => {
          await hand.open(`/books/${one.slug}`, wasm);
          await hand.run(shop.addToCart, 2, apart);
          await shop.link('Cart (1)').waitFor();
          await hand.pause();
          await hand.expectCart(1);
        });
      }

      // covers: GST-01
      test('Enter held in a field adds one copy', async ({ shop, hand }) => {
        await hand.open(`/books/${one.slug}`, wasm);
        await shop.quantity.focus();
        await hand.hold('Enter', 500);
        await shop.link('Cart (1)').waitFor();
        await hand.expectCart(1);
      });

      // covers: GST-01
      test('a deliberate second press adds a second copy', async ({ shop, hand }) => {
        await hand.open(`/books/${one.slug}`, wasm);
        await hand.run(shop.addToCart, 1, 0);
        await shop.link('Cart (1)').waitFor();
        await hand.pause();
        await hand.run(shop.addToCart, 1, 0);
        await shop.link('Cart (2)').waitFor();
        await hand.expectCart(2);
      });

      for (const apart of [30, 120, 250]) {
        // covers: GST-02
        test(`a double click removes one line, ${apart} ms apart`, async ({ page, shop, hand }) => {
          await hand.fillCart();
          await hand.open('/cart', wasm);
          await hand.run(shop.line(one).remove, 2, apart);
          await shop.link('Cart (2)').waitFor();
          await hand.pause();
          await hand.expectCart(2);
          await expect(shop.line(two).row).toBeVisible();
          await expect(shop.line(three).row).toBeVisible();
        });
      }

      // covers: GST-02
      test('Enter held on a button deletes one entry', async ({ hand }) => {
        await hand.fillList(SIX);
        await hand.open('/list', wasm);
        await hand.remove('Emma').focus();
        await hand.hold('Enter', 800);
        await hand.expectList(SIX.slice(1));
      });
    });
  }

  // covers: GST-01
  test('what was changed between two clicks of a run makes another intent', async ({ page, shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    await hand.run(shop.addToCart, 1, 0);
    await shop.expectCount(1);
    await shop.quantity.fill('3');
    const { x, y } = await hand.at(shop.addToCart);
    await page.mouse.click(x, y, { clickCount: 2 });
    await shop.expectCount(4);
  });

  // covers: GST-01
  test('a form that counts each click is sent for each, with keys of their own', async ({ page, shop, hand }) => {
    const keys: string[] = [];
    await hand.open(`/books/${one.slug}`);
    page.on('request', (request) => {
      if (request.method() === 'POST') keys.push(new URLSearchParams(request.postData()!).get('_key')!);
    });
    await shop.form.evaluate((form) => form.setAttribute('data-repeat', ''));
    await hand.run(shop.addToCart, 20, 40);
    await shop.expectCount(20);
    expect(new Set(keys).size).toBe(20);
    // A held key is no click.
    await shop.addToCart.focus();
    await hand.hold('Enter', 500);
    await shop.expectCount(21);
    await hand.expectCart(21);
  });

  // covers: GST-01
  test('a click by a script is a press, however soon it comes', async ({ shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    for (const count of [1, 2, 3]) {
      await shop.addToCart.evaluate((button: HTMLButtonElement) => button.click());
      await shop.expectCount(count);
    }
  });
});

test.describe('the rest of a gesture', { tag: '@scripts-on' }, () => {
  // covers: GST-01
  test('is nothing while the first press waits for a slow server', async ({ page, shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    const calls = watchCalls(page);
    const release = await holdCall(page, 'add_to_cart');
    await hand.run(shop.addToCart, 3, 150);
    await hand.hold('Enter', 300);
    release();
    await shop.expectCount(1);
    expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  // covers: GST-01
  test('is nothing when Enter in a field is followed by a click at once', async ({ shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    await shop.quantity.press('Enter');
    await shop.link('Cart (1)').waitFor();
    await hand.run(shop.addToCart, 1, 0);
    await hand.pause();
    await hand.expectCart(1);
  });

  // covers: GST-01
  test('is nothing when a key is pressed twice at once', async ({ page, shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    for (const [count, [key, on]] of ([['Enter', shop.quantity], ['Enter', shop.addToCart], ['Space', shop.addToCart]] as const).entries()) {
      await on.focus();
      await page.keyboard.press(key);
      await shop.link(`Cart (${count + 1})`).waitFor();
      await page.keyboard.press(key);
      await hand.pause();
    }
    await hand.expectCart(3);
  });

  // covers: GST-01
  test('is nothing where the space bar is held', async ({ shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    await shop.addToCart.focus();
    await hand.hold('Space', 700);
    await shop.link('Cart (1)').waitFor();
    await hand.expectCart(1);
  });

  // covers: GST-01
  test('is nothing in a form without a button', async ({ page, shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    await shop.addToCart.evaluate((button) => button.remove());
    await shop.quantity.focus();
    await hand.hold('Enter', 400);
    await page.keyboard.press('Enter');
    await shop.link('Cart (1)').waitFor();
    await hand.pause();
    await page.keyboard.press('Enter');
    await shop.link('Cart (2)').waitFor();
    await hand.expectCart(2);
  });

  // covers: GST-01
  test('is nothing in a form that a listener of another button sends', async ({ page, shop, hand }) => {
    await hand.open(`/books/${one.slug}`);
    await page.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('form[data-call=add_to_cart]')!;
      const button = Object.assign(document.createElement('button'), { textContent: 'Buy', type: 'button' });
      button.onclick = () => form.requestSubmit();
      document.querySelector('main')!.prepend(button);
    });
    const buy = page.getByRole('button', { name: 'Buy' });
    await hand.run(buy, 2, 200);
    await shop.link('Cart (1)').waitFor();
    await hand.pause();
    await hand.run(buy, 1, 0);
    await shop.link('Cart (2)').waitFor();
    await hand.expectCart(2);
  });

  // covers: GST-01
  test('asks no second question', async ({ page, shop, hand }) => {
    await shop.add(one, 1);
    await hand.open('/cart');
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      return dialog.dismiss();
    });
    await hand.run(page.getByRole('button', { name: 'Empty the cart' }), 2, 200);
    await hand.pause();
    expect(questions).toEqual(['Take everything out of your cart?']);
    await hand.expectCart(1);
  });

  // covers: GST-01
  test('answers no question of the page that comes', async ({ page, shop, hand }) => {
    await shop.add(one, 1);
    await hand.open('/cart', 'is missing');
    await page.addInitScript(() => {
      // The question's "yes" comes where the pointer is.
      const style = '.form-confirm button { position: fixed; inset: 0; }';
      addEventListener('DOMContentLoaded', () => document.head.insertAdjacentHTML('beforeend', `<style>${style}</style>`));
    });
    await hand.run(page.getByRole('button', { name: 'Empty the cart' }), 2, 300);
    await expect(page.getByRole('button', { name: 'Yes, empty the cart' })).toBeVisible();
    await hand.pause();
    await expect(shop.link('Cart (1)')).toBeVisible();
    await page.getByRole('button', { name: 'Yes, empty the cart' }).click();
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
  });

  // covers: GST-02
  test('reaches nothing after the wasm has trapped in between', async ({ page, shop, hand }) => {
    await hand.fillCart();
    await hand.open('/cart');
    hand.tolerate(/unreachable/);
    const { x, y } = await hand.at(shop.line(one).remove);
    await page.mouse.click(x, y);
    await shop.link('Cart (2)').waitFor();
    await page.evaluate(() => {
      const { RuntimeError } = WebAssembly;
      dispatchEvent(new ErrorEvent('error', { error: new RuntimeError('unreachable') }));
    });
    await page.mouse.click(x, y, { clickCount: 2 });
    await hand.pause();
    await hand.expectCart(2);
  });

  // covers: GST-02
  for (const key of ['Enter', 'Space']) {
    test(`reaches no other form when ${key} is pressed twice at once`, async ({ page, hand }) => {
      await hand.fillList(SIX);
      await hand.open('/list');
      await hand.remove('Emma').focus();
      await page.keyboard.press(key);
      await expect(hand.remove('Walden')).toBeFocused();
      await page.keyboard.press(key);
      await hand.pause();
      // Who goes there by themselves means it.
      await page.keyboard.press(key);
      await expect(hand.remove('Walden')).toHaveCount(0);
      await expect(hand.remove('Ulysses')).toBeFocused();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press(key);
      await expect(page.locator('.entries .text')).toHaveText(SIX.slice(3));
      await hand.expectList(SIX.slice(3));
    });
  }

  // covers: GST-02
  test('reaches no form that has slid under it while the button was down', async ({ page, hand }) => {
    await hand.fillList(SIX);
    await hand.open('/list');
    const { x, y } = await hand.at(hand.remove('Emma'));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await hand.remove('Emma').evaluate((button) => (button.closest('li')!.style.display = 'none'));
    await page.mouse.up();
    // Dragged from one to another.
    await page.mouse.move(x, y);
    await page.mouse.down();
    const other = await hand.at(hand.remove('Faust'));
    await page.mouse.move(other.x, other.y);
    await page.mouse.up();
    await hand.pause();
    await hand.expectList(SIX);
  });

  // covers: GST-02
  test('reaches no entry when rows change their places', async ({ page, hand }) => {
    await hand.fillList(SIX);
    await hand.open('/list');
    const { x, y } = await hand.at(hand.remove('Emma'));
    await page.mouse.click(x, y);
    await expect(hand.remove('Emma')).toHaveCount(0);
    await page.locator('.entries').evaluate((list) => list.prepend(list.lastElementChild!));
    await page.mouse.click(x, y, { clickCount: 2 });
    await page.mouse.click(x, y, { clickCount: 3 });
    await hand.pause();
    await hand.expectList(SIX.slice(1));
  });

  // covers: GST-02
  test('opens no link and presses no button that takes the place', async ({ page, shop, hand }) => {
    await shop.add(one, 1);
    await hand.open('/cart');
    await page.addStyleTag({ content: '.empty a { position: fixed; inset: 0; }' });
    await hand.run(shop.line(one).remove, 2, 200);
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
    await hand.pause();
    await expect(page).toHaveURL('/cart');
    await page.getByRole('link', { name: 'Look at the books' }).click();
    await expect(page).toHaveURL('/');
  });

  // covers: GST-02
  test('leaves the undo alone that comes under it', async ({ page, shop, hand }) => {
    await hand.fillCart();
    await hand.open('/cart');
    await page.addStyleTag({ content: '.offer button { position: fixed; inset: 0; }' });
    await hand.run(shop.line(one).remove, 2, 250);
    await shop.link('Cart (2)').waitFor();
    await hand.pause();
    await hand.expectCart(2);
  });

  // covers: GST-01
  test('is every press where another was meant', async ({ page, shop, hand }) => {
    await hand.fillCart();
    await hand.open('/cart');
    // Another line, far from the first, at once.
    await hand.run(shop.line(one).remove, 1, 0);
    await hand.run(shop.line(three).remove, 1, 0);
    await shop.link('Cart (1)').waitFor();
    // Another button of the same page, by the keyboard, at once.
    await shop.line(two).quantity.fill('5');
    await page.keyboard.press('Enter');
    await shop.link('Cart (5)').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shop.link('Cart (0)').waitFor();
    await hand.expectCart(0);
  });

  // covers: GST-01
  test('counts in a form that says so, without the wasm too', async ({ page, shop, hand }) => {
    await hand.open(`/books/${one.slug}`, 'is missing');
    await shop.form.evaluate((form) => form.setAttribute('data-repeat', ''));
    await hand.run(shop.addToCart, 5, 60);
    await shop.link('Cart (5)').waitFor();
    await hand.expectCart(5);
  });
});

test.describe('by touch', { tag: '@scripts-on' }, () => {
  test.use({ hasTouch: true });

  for (const wasm of ['runs', 'is missing'] as const) {
    // covers: GST-01 GST-02
    test(`a double tap is one press where the wasm ${wasm}`, async ({ page, shop, hand }) => {
      await hand.fillCart();
      await hand.open('/cart', wasm);
      const { x, y } = await hand.at(shop.line(one).remove);
      await page.touchscreen.tap(x, y);
      await page.waitForTimeout(200);
      await page.touchscreen.tap(x + 5, y - 6);
      await shop.link('Cart (2)').waitFor();
      await hand.pause();
      await hand.expectCart(2);
      await hand.open(`/books/${one.slug}`, wasm);
      const add = await hand.at(shop.addToCart);
      for (let tap = 0; tap < 2; tap++) await page.touchscreen.tap(add.x, add.y);
      await shop.link('Cart (3)').waitFor();
      await hand.pause();
      await hand.expectCart(3);
    });
  }
});

// covers: GST-01
test('two posts of one page are one without scripts', { tag: '@scripts-off' }, async ({ page, shop, hand }) => {
  await shop.openBook(one);
  const keys: string[] = [];
  // The first is answered only after the second was sent.
  await page.route(/[?&]_call=/, async (route) => {
    keys.push(new URLSearchParams(route.request().postData()!).get('_key')!);
    const answer = await route.fetch({ maxRedirects: 0 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.fulfill({ response: answer }).catch(() => {});
  });
  await hand.run(shop.addToCart, 2, 200);
  await shop.link('Cart (1)').waitFor();
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys).size).toBe(1);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.goto('/cart');
  await expect(shop.link('Cart (1)')).toBeVisible();
});
