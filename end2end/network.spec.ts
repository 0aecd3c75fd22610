// The shop under a name of the local network, by plain http: browsers send no Sec-Fetch-Site there.
import { plenty } from './catalogue.ts';
import config from './playwright.config.ts';
import { Account, Shop, expect, test } from './support.ts';

const { launchOptions } = config.use!;
const [one] = plenty;

test.use({ launchOptions: { ...launchOptions, args: [...launchOptions!.args!, '--host-resolver-rules=MAP shop.test 127.0.0.1'] } });

// covers: GST-20
test('a shop without a list of origins works under a name of the local network', async ({ page, shop, baseURL, scripts }) => {
  const { port } = new URL(baseURL!);
  const named = `http://shop.test:${port}`;
  const posts: Record<string, string>[] = [];
  page.on('request', async (request) => {
    if (request.method() === 'POST') posts.push(await request.allHeaders());
  });
  await page.goto(`${named}/books/${one.slug}`);
  await shop.ready();
  await shop.addToCart.click();
  await shop.expectCount(1);
  await page.goto(`${named}/sign-up`);
  const account = new Account(new Shop(page, scripts));
  await shop.ready();
  await account.fill({ Name: 'Ada', Email: account.email, Password: account.password });
  await account.create.click();
  await account.expectMember('Ada');
  expect(posts.map((headers) => headers.origin)).toEqual([named, named]);
  expect(posts.map((headers) => headers['sec-fetch-site'])).toEqual([undefined, undefined]);
});
