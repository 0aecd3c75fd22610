// A book's page and its form.
import { book, books, euros, plenty, scarce, soldOut } from './catalogue.ts';
import { expect, press, test, withoutBrowserChecks } from './support.ts';

const [common] = plenty;

test('the page says what there is to know, and offers the book', async ({ page, shop }) => {
  const response = await shop.openBook(common);
  expect(response.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(common.title);
  await expect(page.getByText(common.author, { exact: true })).toBeVisible();
  await expect(page.getByText(euros(common.price), { exact: true })).toBeVisible();
  await expect(shop.quantity).toHaveValue('1');
  await expect(shop.quantity).toHaveAttribute('min', '1');
  await expect(shop.quantity).toHaveAttribute('max', '99');
  await expect(shop.addToCart).toBeVisible();
  await expect(shop.alert).toHaveCount(0);
});

test('a book that is not in the shop is a 404 page', async ({ page, shop }) => {
  const response = await shop.open('/books/no-such-book');
  expect(response.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Look at the books' })).toBeVisible();
});

// covers: MPA-01 MPA-02 MPA-03 MPA-04 FRM-01 FRM-11 INV-01 INV-06
test('books are added, and added to what is there', async ({ page, shop }) => {
  await shop.openBook(common);
  await shop.expectCount(0);
  await shop.addToCart.click();
  await shop.expectCount(1);
  await expect(shop.quantity).toHaveValue('1');
  await shop.quantity.fill('3');
  await shop.addToCart.click();
  await shop.expectCount(4);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(common.title);

  await shop.add(plenty[1], 2, 6);
  await shop.open('/cart');
  await expect(shop.line(common).quantity).toHaveValue('4');
  await expect(shop.line(plenty[1]).quantity).toHaveValue('2');
});

// covers: UAS-01
test('a form that was not sent is as it was written, before hydration and after it', async ({ page, shop }) => {
  const path = `/books/${plenty[0].slug}`;
  const look = (form: Element) => ({
    fields: [...form.querySelectorAll('input')].map((field) => [field.name, field.value.length, field.ariaInvalid]),
    text: form.textContent!.trim(),
    busy: form.ariaBusy,
  });
  const served = await page.request.get(path);
  await shop.open(path);
  const { form } = shop;
  const now = await form.evaluate(look);
  await page.evaluate((html) => {
    document.body.innerHTML = new DOMParser().parseFromString(html, 'text/html').body.innerHTML;
  }, await served.text());
  expect(await form.evaluate(look)).toEqual(now);
  expect(now.busy).toBeNull();
  expect(now.fields.every(([, , invalid]) => invalid === null)).toBe(true);
  await expect(shop.quantity).toHaveValue('1');
  await expect(shop.alert).toHaveCount(0);
});

// covers: MPA-08 UAS-16 FRM-19
test('asking for more than there are is refused, and what was typed stays', async ({ page, shop, scripts }) => {
  await shop.openBook(scarce);
  const wanted = String(scarce.stock + 1);
  await shop.quantity.fill(wanted);
  const answer = await press(shop.addToCart);
  expect(answer.status()).toBe(409);
  await expect(shop.alert).toHaveText(`Only ${scarce.stock} of this book are left.`);
  await expect(shop.alert).toBeFocused();
  await expect(shop.quantity).toHaveValue(wanted);
  await shop.expectCount(0);

  await shop.quantity.fill(String(scarce.stock));
  await shop.addToCart.click();
  await shop.expectCount(scarce.stock);
  await expect(shop.alert).toHaveCount(0);
  if (scripts) await expect(page.getByRole('main').getByRole('status')).toHaveText('Added to your cart.');
});

test('what is in the cart already counts against the stock', async ({ shop }) => {
  await shop.add(scarce, scarce.stock);
  const answer = await press(shop.addToCart);
  expect(answer.status()).toBe(409);
  await expect(shop.alert).toHaveText(`All copies of this book that are left, ${scarce.stock}, are in your cart already.`);
  await shop.expectCount(scarce.stock);
});

test('a sold-out book says so, and cannot be added', async ({ page, shop }) => {
  await shop.openBook(soldOut);
  await expect(page.getByText('Sold out', { exact: true })).toBeVisible();
  const answer = await press(shop.addToCart);
  expect(answer.status()).toBe(409);
  await expect(shop.alert).toHaveText('This book is sold out.');
  await shop.expectCount(0);
});

// The values that a browser's own check would stop, as another program or an old page sends them.
// covers: MPA-08 UAS-16 FRM-19
for (const [value, complaint] of [
  ['100', 'Choose a number from 1 to 99.'],
  ['0', 'Choose a number from 1 to 99.'],
  ['-1', 'Enter a number.'],
  ['4294967296', 'Enter a number.'],
  ['1.5', 'Enter a number.'],
  ['lots <b>&"', 'Enter a number.'],
  ['', 'Fill this in.'],
]) {
  test(`the quantity "${value}" is refused beside its field`, async ({ shop, scripts, tolerate }) => {
    // Chromium's warning about letters in a number field.
    tolerate(/The specified value .* cannot be parsed/);
    await shop.openBook(common);
    await withoutBrowserChecks(shop.quantity);
    await shop.quantity.fill(value);
    const answer = await press(shop.addToCart);
    expect(answer.status()).toBe(422);
    await expect(shop.quantity).toHaveAttribute('aria-invalid', 'true');
    await expect(shop.quantity).toHaveAccessibleDescription(complaint);
    if (scripts) {
      await expect(shop.quantity).toHaveValue(value);
      await expect(shop.quantity).toBeFocused();
    } else {
      // A number field shows no letters; they are in the document all the same.
      await expect(shop.quantity).toHaveAttribute('value', value);
      await expect(shop.alert).toBeFocused();
    }
    await expect(shop.alert).toHaveText('Please correct the marked fields.');
    await shop.expectCount(0);

    await shop.quantity.fill('2');
    await shop.addToCart.click();
    await shop.expectCount(2);
    await expect(shop.quantity).not.toHaveAttribute('aria-invalid');
    await expect(shop.quantity).toHaveAccessibleDescription('');
    await expect(shop.alert).toHaveCount(0);
  });
}

test('the browser itself keeps what cannot be from being sent', async ({ shop }) => {
  await shop.openBook(common);
  let posts = 0;
  shop.page.on('request', (request) => (posts += Number(request.method() === 'POST')));
  await shop.quantity.fill('0');
  await shop.addToCart.click();
  await expect(shop.quantity).toBeFocused();
  await shop.quantity.fill('5');
  await shop.addToCart.click();
  await shop.expectCount(5);
  expect(posts).toBe(1);
});

// covers: MPA-18
test('a book that left the shop while its page was open', async ({ page, shop }) => {
  await shop.openBook(common);
  await shop.form.locator('input[name=book]').evaluate((input: HTMLInputElement) => (input.value = '999999'));
  const answer = await press(shop.addToCart);
  expect(answer.status()).toBe(404);
  await expect(shop.alert).toHaveText('This is not there any more.');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(common.title);
});

// covers: MPA-23
test('a form of an older page, whose call is no more', { tag: '@scripts-off' }, async ({ page, shop }) => {
  await shop.openBook(common);
  await page
    .locator('form[data-call=add_to_cart]')
    .evaluate((form: HTMLFormElement) => (form.action = form.action.replace('add_to_cart', 'buy_now')));
  const answer = await press(shop.addToCart);
  expect(answer.status()).toBe(404);
  // No page is rendered for a name that does not exist.
  await expect(page.locator('body')).toHaveText('This is not there any more.');
  await shop.openBook(common);
  await shop.addToCart.click();
  await shop.expectCount(1);
});

// Titles of every kind of writing open and sell.
for (const slug of ['les-miserables', 'kokoro', 'shahnameh', 'the-recognition-of-sakuntala', 'chlopi', 'azul']) {
  const { title } = book(slug);
  test(`"${title}" opens from the list and can be added`, async ({ page, shop }) => {
    const place = books.findIndex((book) => book.slug === slug);
    await shop.open(place < 24 ? '/' : `/?page=${Math.floor(place / 24) + 1}`);
    await page.getByRole('link', { name: title, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page).toHaveTitle(`${title} · Marginalia`);
    await shop.ready();
    await shop.addToCart.click();
    await shop.expectCount(1);
    await shop.link('Cart (1)').click();
    await expect(shop.line(book(slug)).quantity).toHaveValue('1');
  });
}
