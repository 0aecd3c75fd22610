// Takes pictures of every page and state, at three widths, light and dark. It asserts nothing.
import { books, fullGenre, ofGenre, plenty, scarce, soldOut } from './catalogue.ts';
import * as states from './states.ts';
import { Account, ContactForm, expect, holdCall, test, type Shop } from './support.ts';

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
  ['sign-up', async (shop) => void (await shop.open('/sign-up'))],
  ['sign-up-refused', states.refusedAccount],
  ['sign-in', async (shop) => void (await shop.open('/sign-in'))],
  ['sign-in-refused', states.refusedMember],
  ['account', states.account],
  ['account-uploading', uploading],
  ['account-ended', states.endedSession],
  ['list-empty', async (shop) => void (await shop.open('/list'))],
  ['list', listed],
  ['list-pending', listPending],
  ['list-failed', listFailed],
  ['search', async (shop) => void (await shop.open('/search?q=the'))],
  ['search-none', async (shop) => void (await shop.open('/search?q=nothing+of+the+kind'))],
  ['search-field', searchField],
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

async function uploading(shop: Shop): Promise<void> {
  await states.account(shop);
  const network = await shop.page.context().newCDPSession(shop.page);
  const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 };
  await network.send('Network.emulateNetworkConditions', conditions);
  const picture = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.alloc(1_900_000) };
  await shop.page.getByLabel('Avatar', { exact: true }).setInputFiles(picture);
  await new Account(shop).save.click();
  await expect(shop.page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
}

async function write(shop: Shop, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await shop.page.getByLabel('What do you want to read?').fill(text);
    await shop.page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(shop.page.getByRole('list', { name: 'To read' }).getByText(text)).toBeVisible();
  }
}

async function listed(shop: Shop): Promise<void> {
  await shop.open('/list');
  await write(shop, 'Emma', 'Der Zauberberg, aber ungekürzt, und dieses Mal bis zum Ende', 'x'.repeat(200), '戦争と平和');
  await expect(shop.page.locator('.pending')).toHaveCount(0);
  await shop.page.getByRole('checkbox', { name: 'Emma' }).check();
}

async function listPending(shop: Shop): Promise<void> {
  await listed(shop);
  await holdCall(shop.page, 'add_entry');
  await write(shop, 'Middlemarch', 'Walden');
}

async function listFailed(shop: Shop): Promise<void> {
  await listed(shop);
  await shop.page.route('**/_call/add_entry*', (route) => route.abort());
  await write(shop, 'Middlemarch', 'Walden');
  await expect(shop.page.getByRole('button', { name: 'Retry' })).toHaveCount(2);
}

async function searchField(shop: Shop): Promise<void> {
  await shop.open('/');
  await shop.page.getByLabel('Search books').fill('the');
  await expect(shop.page.getByRole('search').getByRole('link').first()).toBeVisible();
}

async function skipLink(shop: Shop): Promise<void> {
  await shop.open('/');
  await shop.page.keyboard.press('Tab');
}
