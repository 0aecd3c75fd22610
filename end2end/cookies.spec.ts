// Who somebody is, whatever cookies stand beside the session's.
import { plenty } from './catalogue.ts';
import { Account, expect, test } from './support.ts';

const [one] = plenty;

// covers: GST-03
test('a cookie that another script has set signs nobody out', async ({ context, page, shop, baseURL }) => {
  const account = new Account(shop);
  await account.signUp();
  await shop.add(one, 1);
  const session = (await context.cookies()).find(({ name }) => name === 'bookshop')!;
  for (const value of ['Zürich', '%FF', 'a "quoted" one', '🐎']) {
    await context.addCookies([{ name: 'city', value, url: baseURL! }]);
    await shop.open('/account');
    await account.expectMember();
    await shop.openBook(one);
    await page.getByRole('button', { name: /^(Like|Unlike)$/ }).click();
    await expect(page.getByRole('button', { name: /^(Like|Unlike)$/ })).toBeVisible();
    await shop.open('/cart');
    await shop.expectCount(1);
  }
  const after = (await context.cookies()).find(({ name }) => name === 'bookshop')!;
  expect(after.value, 'no other session was begun').toBe(session.value);
});

// covers: GST-04
test('a cookie of the same name and a longer path makes nobody a visitor', async ({ context, page, shop, baseURL }) => {
  const account = new Account(shop);
  await account.signUp();
  await shop.add(one, 1);
  // The browser sends it before the shop's own.
  const { hostname: domain } = new URL(baseURL!);
  for (const name of ['session', 'bookshop']) {
    await context.addCookies([{ name, value: 'x', domain, path: '/books' }]);
  }
  await shop.openBook(one);
  await account.expectMember();
  await page.getByRole('button', { name: 'Like', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Unlike', exact: true })).toBeVisible();
  await account.expectMember();
  await shop.open('/account');
  await account.expectMember();
  await shop.openBook(one);
  await account.signOutButton.click();
  await account.expectVisitor();
  await shop.openBook(one);
  await account.expectVisitor();
});
