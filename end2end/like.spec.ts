// Likes: a click shows at once, and ends at the truth.
import { plenty } from './catalogue.ts';
import { expect, holdCall, test, watchCalls, type Shop } from './support.ts';

const [one, two] = plenty;

const like = (shop: Shop) => shop.page.getByRole('button', { name: 'Like', exact: true });
const unlike = (shop: Shop) => shop.page.getByRole('button', { name: 'Unlike', exact: true });
const count = async (shop: Shop) => {
  const text = await shop.page.locator('.like .hint').innerText();
  return text.startsWith('Nobody') ? 0 : Number.parseInt(text, 10);
};

test('a book is liked and unliked, and both stay so', async ({ page, shop }) => {
  await shop.openBook(one);
  const before = await count(shop);
  await like(shop).click();
  await expect(unlike(shop)).toBeVisible();
  expect(await count(shop)).toBe(before + 1);
  await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
  await page.reload();
  await shop.ready();
  await expect(unlike(shop)).toBeVisible();
  await shop.letGo();
  await unlike(shop).click();
  await expect(like(shop)).toBeVisible();
  await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
  await page.reload();
  await expect(like(shop)).toBeVisible();
});

test('a book that is liked changes no other', async ({ page, shop }) => {
  await shop.openBook(one);
  await like(shop).click();
  await expect(unlike(shop)).toBeVisible();
  await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
  await shop.openBook(two);
  await expect(like(shop)).toBeVisible();
});

test.describe('scripts on @scripts-on', () => {
  test('a click shows at once, and takes one round trip', async ({ page, shop }) => {
    await shop.openBook(one);
    const before = await count(shop);
    const release = await holdCall(page, 'set_like');
    const calls = watchCalls(page);
    await like(shop).click();
    await expect(unlike(shop)).toBeVisible();
    expect(await count(shop)).toBe(before + 1);
    release();
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
    expect(calls).toEqual(['POST /_call/set_like.cbor']);
    await expect(unlike(shop)).toBeVisible();
  });

  test('many fast clicks end at the last', async ({ page, shop }) => {
    await shop.openBook(one);
    let number = 0;
    await page.route('**/_call/set_like*', async (route) => {
      await new Promise((done) => setTimeout(done, (number++ * 31) % 70));
      await route.continue();
    });
    for (let click = 0; click < 21; click++) {
      await page.locator('.like button').click({ delay: 0 });
      await expect(click % 2 ? like(shop) : unlike(shop)).toBeVisible();
    }
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
    await page.reload();
    await expect(unlike(shop)).toBeVisible();
  });

  test('a click that could not be carried out is taken back', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.openBook(one);
    await page.route('**/_call/set_like*', (route) => route.fulfill({ status: 503, body: 'not just now' }));
    await like(shop).click();
    await expect(like(shop)).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: /\S/ })).not.toHaveCount(0);
  });
});
