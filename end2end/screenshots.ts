// Takes pictures of every page and state, at three widths, light and dark. It asserts nothing.
import { books, fullGenre, ofGenre, plenty, scarce, soldOut } from './catalogue.ts';
import { ContactForm, expect, holdCall, test, type Shop } from './support.ts';

const folder = process.env.SHOTS ?? 'test-results/shots';
const [one, two, three] = plenty;

const STATES: [string, (shop: Shop) => Promise<void>][] = [
  ['home', async (shop) => void (await shop.open('/'))],
  ['home-genre', async (shop) => void (await shop.open(`/?genre=${fullGenre}`))],
  ['home-last-page', async (shop) => void (await shop.open("/?genre=Children's&page=2"))],
  ['book', async (shop) => void (await shop.openBook(one))],
  ['book-unicode', async (shop) => void (await shop.openBook(books.find((book) => book.slug === 'shahnameh')!))],
  ['book-added', (shop) => shop.add(one, 3)],
  ['book-pending', pending],
  ['book-refused', refused],
  ['book-refused-field', refusedField],
  ['book-sold-out', soldOutPressed],
  ['book-unreachable', unreachable],
  ['cart-empty', async (shop) => void (await shop.open('/cart'))],
  ['cart', fill],
  ['cart-refused', cartRefused],
  ['cart-pending', cartPending],
  ['cart-focus', cartFocus],
  ['contact', async (shop) => void (await shop.open('/contact'))],
  ['contact-refused', (shop) => new ContactForm(shop).refuse()],
  ['contact-sent', (shop) => new ContactForm(shop).sent()],
  ['not-found', async (shop) => void (await shop.open('/no/such/page'))],
  ['skip-link', skipLink],
];

for (const [state, arrange] of STATES) {
  for (const width of [360, 768, 1600]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${state} ${width} ${colorScheme}`, async ({ page, shop, tolerate }) => {
        tolerate(/./);
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await arrange(shop);
        await page.evaluate(async () => {
          const images = [...document.images];
          images.forEach((image) => (image.loading = 'eager'));
          await Promise.all(images.map((image) => image.decode().catch(() => {})));
        });
        await page.screenshot({ path: `${folder}/${state}-${width}-${colorScheme}.png`, fullPage: true });
        await page.unrouteAll({ behavior: 'ignoreErrors' });
      });
    }
  }
}

async function pending(shop: Shop): Promise<void> {
  await shop.openBook(one);
  await holdCall(shop.page, 'add_to_cart');
  await shop.addToCart.click();
  await expect(shop.addToCart).toHaveAttribute('aria-busy', 'true');
}

async function refused(shop: Shop): Promise<void> {
  await shop.openBook(scarce);
  await shop.quantity.fill('99');
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
}

async function refusedField(shop: Shop): Promise<void> {
  await shop.openBook(scarce);
  await shop.quantity.evaluate((input: HTMLInputElement) => (input.form!.noValidate = true));
  await shop.quantity.fill('100');
  await shop.addToCart.click();
  await expect(shop.quantity).toHaveAttribute('aria-invalid', 'true');
}

async function soldOutPressed(shop: Shop): Promise<void> {
  await shop.openBook(soldOut);
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
}

async function unreachable(shop: Shop): Promise<void> {
  await shop.openBook(one);
  await shop.page.route('**/_call/**', (route) => route.abort());
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
}

async function fill(shop: Shop): Promise<void> {
  const longest = [...ofGenre('Philosophy'), ...ofGenre('History')]
    .filter((book) => book.stock >= 2)
    .reduce((a, b) => (b.title.length > a.title.length ? b : a));
  await shop.add(two, 2);
  await shop.add(longest, 2, 4);
  await shop.add(scarce, 1, 5);
  await shop.add(three, 1, 6);
  await shop.open('/cart');
}

async function cartRefused(shop: Shop): Promise<void> {
  await fill(shop);
  await shop.line(scarce).quantity.fill('99');
  await shop.line(scarce).update.click();
  await expect(shop.alert).toBeVisible();
}

async function cartPending(shop: Shop): Promise<void> {
  await fill(shop);
  await holdCall(shop.page, 'set_quantity');
  await holdCall(shop.page, 'remove_line');
  await shop.line(two).update.click();
  await shop.line(three).remove.click();
  await expect(shop.line(three).remove).toHaveAttribute('aria-busy', 'true');
}

async function cartFocus(shop: Shop): Promise<void> {
  await fill(shop);
  await shop.line(two).quantity.focus();
  await shop.page.keyboard.press('Tab');
}

async function skipLink(shop: Shop): Promise<void> {
  await shop.open('/');
  await shop.page.keyboard.press('Tab');
}
