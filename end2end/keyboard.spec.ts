// The shop by keyboard alone.
import { plenty } from './catalogue.ts';
import { expect, test } from './support.ts';

const [one] = plenty;

test('the first Tab offers to skip to the content', async ({ page, shop }) => {
  await shop.openBook(one);
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).not.toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#content$/);
  await page.keyboard.press('Tab');
  const first = page.getByRole('main').getByRole('link').first();
  await expect(first).toBeFocused();
});

test('a book is found and added without a mouse', async ({ page, shop }) => {
  await shop.open('/');
  const card = page.getByRole('link', { name: one.title, exact: true });
  for (let tabs = 0; tabs < 80; tabs++) {
    await page.keyboard.press('Tab');
    if (await card.evaluate((link) => link === document.activeElement)) break;
  }
  await expect(card).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title);
  await shop.ready();

  for (let tabs = 0; tabs < 20; tabs++) {
    await page.keyboard.press('Tab');
    if (await shop.quantity.evaluate((field) => field === document.activeElement)) break;
  }
  await expect(shop.quantity).toBeFocused();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await shop.expectCount(3);

  await shop.quantity.focus();
  await page.keyboard.press('Tab');
  await expect(shop.addToCart).toBeFocused();
  await page.keyboard.press('Space');
  await shop.expectCount(4);
});

test('what has the focus shows it', async ({ page, shop }) => {
  await shop.add(one, 1);
  await shop.open('/cart');
  const stops = page.locator('a[href], button, input:not([type=hidden])');
  const count = await stops.count();
  expect(count).toBeGreaterThan(6);
  for (let stop = 0; stop < count; stop++) {
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement!);
      return { of: document.activeElement!.outerHTML, style: style.outlineStyle, width: parseFloat(style.outlineWidth) };
    });
    expect(outline.style, outline.of).toBe('solid');
    expect(outline.width, outline.of).toBeGreaterThanOrEqual(2);
  }
});
