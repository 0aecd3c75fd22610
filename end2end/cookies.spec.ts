// Who somebody is, whatever cookies stand beside the session's.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
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

// covers: GST-10
test.describe('a browser that keeps no cookies', () => {
  const sentence = 'Your browser kept no cookie, so this will be forgotten. Please allow cookies for this site and try again.';
  let address = '';
  let close = () => {};

  // The shop behind a proxy that takes the cookies out of its answers.
  test.beforeEach(async ({ baseURL }) => {
    const { hostname, port } = new URL(baseURL!);
    const proxy = createServer((incoming, answer) => {
      const { method, url: path, headers } = incoming;
      const forwarded = request({ hostname, port, method, path, headers }, (received) => {
        const { 'set-cookie': _, ...kept } = received.headers;
        answer.writeHead(received.statusCode!, kept);
        received.pipe(answer);
      });
      forwarded.on('error', () => answer.destroy());
      incoming.pipe(forwarded);
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    close = () => {
      proxy.closeAllConnections();
      proxy.close();
    };
  });

  test.afterEach(() => close());

  test('is told so instead of a success in the cart', async ({ page, shop }) => {
    await page.goto(`${address}/books/${one.slug}`);
    await shop.ready();
    await shop.addToCart.click();
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByText('Added to your cart.')).toHaveCount(0);
    await expect(shop.link('Cart (0)')).toBeVisible();
  });

  test('is told so instead of being signed up', async ({ page, shop }) => {
    const account = new Account(shop);
    await page.goto(`${address}/sign-up`);
    await shop.ready();
    await account.fill({ Name: 'Ada', Email: account.email, Password: account.password });
    await account.create.click();
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(account.signOutButton).toHaveCount(0);
    await expect(shop.link('Sign in')).toBeVisible();
  });
});
