// What a page's own script may do with a form, and what the browser may: the form stays an ordinary form.
import { books, plenty } from './catalogue.ts';
import { Account, expect, holdCall, markDocument, test, watchCalls } from './support.ts';

test.describe('scripts on @scripts-on', () => {
  // covers: FRM-02
  test('a button with an address of its own is left to the browser', async ({ page, shop }) => {
    await shop.openBook(books[0]);
    const calls = watchCalls(page);
    await shop.addToCart.evaluate((button: HTMLButtonElement) => {
      button.formMethod = 'get';
      button.formAction = '/search';
    });
    await shop.addToCart.click();
    await expect(page).toHaveURL(/\/search\?/);
    expect(calls).toEqual([]);
    await shop.ready();
    await shop.expectCount(0);
  });

  // covers: FRM-03
  test('a listener of the page can stop a call, whenever it was added', async ({ page, shop }) => {
    await shop.openBook(books[0]);
    await shop.addToCart.evaluate((button: HTMLButtonElement) => {
      button.form!.addEventListener('submit', (event) => event.preventDefault(), { once: true });
    });
    await shop.quantity.fill('3');
    await shop.addToCart.click();
    await page.waitForTimeout(300);
    await shop.expectCount(0);
    // Nothing was sent, and so nothing is reset.
    await expect(shop.quantity).toHaveValue('3');
    await shop.addToCart.click();
    await shop.expectCount(3);
  });

  // covers: FRM-13
  test('a raw submit, which tells nobody, is the post that a page without scripts makes', async ({ page, shop }) => {
    await shop.openBook(books[0]);
    const post = page.waitForResponse((response) => response.request().method() === 'POST');
    await shop.addToCart.evaluate((button: HTMLButtonElement) => button.form!.submit());
    expect((await post).status()).toBe(303);
    await shop.ready();
    await shop.expectCount(1);
  });

  test('a click by a script is a click', async ({ shop }) => {
    await shop.openBook(books[0]);
    await shop.addToCart.evaluate((button: HTMLButtonElement) => button.form!.requestSubmit(button));
    await shop.expectCount(1);
  });

  // covers: UFS-01 UFS-02
  test('a form is busy from its press until its answer, and at no other time', async ({ page, shop }) => {
    await shop.openBook(books[0]);
    const { form } = shop;
    await expect(form).not.toHaveAttribute('aria-busy');
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await expect(form).toHaveAttribute('aria-busy', 'true');
    await expect(page.locator('.bar')).toHaveClass(/on/);
    release();
    await shop.expectCount(1);
    await expect(form).not.toHaveAttribute('aria-busy');
    await expect(page.locator('.bar')).not.toHaveClass(/on/);
  });

  // covers: CON-04 TRN-03
  test('a call and a navigation do not wait for each other', async ({ page, shop }) => {
    await shop.add(books[0], 1);
    await shop.open('/cart');
    const releaseCall = await holdCall(page, 'set_quantity');
    const releaseList = await holdCall(page, 'get_books');
    const line = shop.line(books[0]);
    await line.quantity.fill('4');
    await line.update.click();
    await shop.link('Books').click();
    // The list is held: the cart stays, and so does its pending call.
    await expect(line.update).toHaveAttribute('aria-busy', 'true');
    releaseCall();
    await shop.expectCount(4);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cart');
    releaseList();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await shop.expectCount(4);
  });

  // covers: TRN-06 CON-05
  test('a call whose page was left is carried out, and the next page shows what came of it', async ({ page, shop }) => {
    await shop.openBook(books[0]);
    const release = await holdCall(page, 'add_to_cart');
    await shop.addToCart.click();
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await expect(shop.link('Cart (0)')).toBeVisible();
    release();
    await shop.expectCount(1);
    // The data that it owes comes to the page where one is now, and does not lead back.
    await page.waitForTimeout(300);
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await shop.expectCount(1);
  });

  // covers: FRM-15
  test('a field that stands elsewhere is sent and reset with its own form, and no other form is', async ({ page, shop, tolerate }) => {
    tolerate(/net::ERR_FAILED/);
    await new Account(shop).signUp();
    await shop.openBook(plenty[0]);
    // The quantity leaves its form, and the form that signs out gets a field.
    await page.evaluate(() => {
      const own = document.querySelector<HTMLInputElement>('main input[name=quantity]')!;
      const other = document.querySelector<HTMLFormElement>('form[data-call=sign_out]')!;
      [own.form!.id, other.id] = ['adds', 'leaves'];
      own.setAttribute('form', 'adds');
      document.querySelector('main')!.append(own);
      other.insertAdjacentHTML('beforebegin', '<input form="leaves" name="note" aria-label="Note">');
    });
    const note = page.getByLabel('Note', { exact: true });
    await note.fill('kept');
    const release = await holdCall(page, 'add_to_cart');
    let fail = () => {};
    const failed = new Promise<void>((done) => (fail = done));
    await page.route('**/_call/sign_out*', async (route) => {
      await failed;
      await route.abort();
    });
    const leave = page.getByRole('button', { name: 'Sign out' });
    await shop.quantity.fill('6');
    await shop.addToCart.click();
    await leave.click();
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    await expect(leave).toHaveAttribute('aria-busy', 'true');
    await expect(shop.quantity).toHaveValue('6');
    release();
    await shop.expectCount(6);
    await expect(shop.quantity).toHaveValue('1');
    await expect(leave).toHaveAttribute('aria-busy', 'true');
    fail();
    await expect(leave).not.toHaveAttribute('aria-busy');
    await expect(note).toHaveValue('kept');
  });

  // covers: FRM-15
  test('a reset that the page asks for is done at once, and what was sent stays sent', async ({ page, shop }) => {
    await shop.openBook(plenty[0]);
    const release = await holdCall(page, 'add_to_cart');
    await shop.quantity.fill('6');
    await shop.addToCart.click();
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    await shop.addToCart.evaluate((button: HTMLButtonElement) => button.form!.reset());
    await expect(shop.quantity).toHaveValue('1');
    await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
    release();
    await shop.expectCount(6);
    await expect(shop.quantity).toHaveValue('1');
  });

  // covers: FRM-17 UFS-04
  test('a form that a script of the page sends itself is neither busy nor reset', async ({ page, shop }) => {
    await shop.openBook(books[0]);
    const same = await markDocument(page);
    await shop.addToCart.evaluate((button: HTMLButtonElement) => {
      const form = button.form!;
      form.addEventListener('submit', async (event) => {
        event.preventDefault();
        const fields = new URLSearchParams(new FormData(form) as never);
        const answer = await fetch(form.action, { method: 'POST', body: fields });
        document.body.dataset.status = String(answer.status);
      });
    });
    let release = () => {};
    const held = new Promise<void>((done) => (release = done));
    await page.route('**/*_call=add_to_cart', async (route) => {
      await held;
      await route.continue();
    });
    await shop.quantity.fill('3');
    const { form } = shop;
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await shop.addToCart.click();
    await sent;
    await expect(form).not.toHaveAttribute('aria-busy');
    await expect(shop.addToCart).not.toHaveAttribute('aria-busy');
    release();
    await expect(page.locator('body')).toHaveAttribute('data-status', '200');
    await expect(shop.quantity).toHaveValue('3');
    await shop.expectCount(0);
    expect(await same()).toBe(true);
    await page.reload();
    await shop.ready();
    await shop.expectCount(3);
  });

  test('three lines change at once, each with its own call under way', async ({ page, shop }) => {
    for (const [index, book] of books.slice(0, 3).entries()) await shop.add(book, 1, index + 1);
    await shop.open('/cart');
    let underWay = 0;
    page.on('request', (request) => void (underWay += Number(request.url().includes('set_quantity'))));
    const release = await holdCall(page, 'set_quantity');
    for (const book of books.slice(0, 3)) {
      await shop.line(book).quantity.fill('2');
      await shop.line(book).update.click();
    }
    await expect.poll(() => underWay).toBe(3);
    release();
    await shop.expectCount(6);
  });
});
