// A member's picture: chosen, sent, shown, replaced.
import type { Locator, Page } from '@playwright/test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account, expect, press, test, watchCalls, type Shop } from './support.ts';

/** A PNG of 2 × 1 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
);
/** A GIF of 1 × 1 pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const NO_PICTURE = 'This file is no PNG, JPEG, WebP or GIF picture.';

/** A PNG of so many bytes: what follows its end nobody reads. */
const png = (name = 'me.png', size = PNG.length) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]),
});
const gif = () => ({ name: 'me.gif', mimeType: 'image/gif', buffer: GIF });
const text = (name: string, mimeType: string) => ({ name, mimeType, buffer: Buffer.from('<script>alert(1)</script>') });

/** The account page of a new member. */
class AccountPage {
  readonly account: Account;
  readonly page: Page;

  constructor(readonly shop: Shop) {
    this.account = new Account(shop);
    this.page = shop.page;
  }

  async open(): Promise<void> {
    await this.account.signUp();
    await this.shop.open('/account');
  }

  get input(): Locator {
    return this.page.getByLabel('Avatar', { exact: true });
  }

  get picture(): Locator {
    return this.page.getByRole('img', { name: 'Your avatar' });
  }

  get face(): Locator {
    return this.page.getByRole('banner').locator('img');
  }

  get saved(): Locator {
    return this.page.getByText('Saved.');
  }

  get progress(): Locator {
    return this.page.getByRole('progressbar', { name: 'Upload' });
  }

  get cancel(): Locator {
    return this.page.getByRole('button', { name: 'Cancel upload' });
  }

  /** The names of the files that are chosen. */
  async chosen(): Promise<string[]> {
    return this.input.evaluate((input: HTMLInputElement) => [...input.files!].map(({ name }) => name));
  }

  /** Saves, and waits until it is done. */
  async save(): Promise<void> {
    const answer = await press(this.account.save);
    expect([200, 303]).toContain(answer.status());
    await expect(this.saved).toBeVisible();
    await this.shop.ready();
  }

  /** Waits until account and header show a picture that is so wide, in pixels. */
  async expectWidth(width: number): Promise<void> {
    for (const image of [this.picture, this.face]) {
      await expect(image).toBeVisible();
      await expect.poll(() => image.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(width);
    }
    expect(await this.face.getAttribute('src')).toBe(await this.picture.getAttribute('src'));
  }

  async expectNone(): Promise<void> {
    await expect(this.picture).toHaveCount(0);
    await expect(this.face).toHaveCount(0);
  }
}

test('a picture is saved, shown, and there after a reload', async ({ page, shop }) => {
  const member = new AccountPage(shop);
  await member.open();
  await member.expectNone();
  await member.account.field('Name').fill('Žofie');
  await member.input.setInputFiles(png());
  await member.save();
  await member.expectWidth(2);
  await member.account.expectMember('Žofie');
  expect(await member.chosen()).toEqual([]);
  await page.reload();
  await shop.ready();
  await member.expectWidth(2);
  await shop.open('/');
  await expect(member.face).toBeVisible();
});

test('another takes its place, and nothing takes it away', async ({ page, shop }) => {
  const member = new AccountPage(shop);
  await member.open();
  await member.input.setInputFiles(png());
  await member.save();
  await member.expectWidth(2);
  const first = (await member.picture.getAttribute('src'))!;
  await member.input.setInputFiles(gif());
  await press(member.account.save);
  await member.expectWidth(1);
  const second = (await member.picture.getAttribute('src'))!;
  expect(second).not.toBe(first);
  await expect.poll(async () => (await page.request.get(first)).status()).toBe(404);
  // Saved without a file, it stays.
  await member.account.field('Bio').fill('Reads.');
  await press(member.account.save);
  await page.reload();
  await shop.ready();
  await member.expectWidth(1);
  await expect(member.account.field('Bio')).toHaveValue('Reads.');
  expect(await member.picture.getAttribute('src')).toBe(second);
});

test('it is served so that nothing in it runs', async ({ page, shop }) => {
  const member = new AccountPage(shop);
  await member.open();
  await member.input.setInputFiles({ ...gif(), name: 'me.png', mimeType: 'image/png' });
  await member.save();
  const answer = await page.request.get((await member.picture.getAttribute('src'))!);
  expect(answer.headers()).toMatchObject({
    'content-type': 'image/gif',
    'content-disposition': "inline; filename*=UTF-8''avatar",
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(await answer.body()).toEqual(GIF);
});

for (const name of ['příliš žluťoučký.png', '日本語の写真.png', '../../x.png', '"; filename="b.png', '🐈 \u202egnp.png']) {
  test(`a file may be called ${JSON.stringify(name)}`, async ({ shop }) => {
    const member = new AccountPage(shop);
    await member.open();
    await member.input.setInputFiles(png(name));
    await member.save();
    await member.expectWidth(2);
  });
}

// covers: UPL-03
test('one that is too large is told beside the field', async ({ page, shop, scripts }) => {
  const member = new AccountPage(shop);
  await member.open();
  const calls = watchCalls(page);
  await member.account.field('Name').fill('Žofie');
  await member.input.setInputFiles(png('large.png', 2_000_001));
  await member.account.save.click();
  await expect(member.input).toHaveAccessibleDescription(/large\.png.*: Choose a file of at most 2 MB\./);
  await expect(member.input).toHaveAttribute('aria-invalid', 'true');
  await expect(member.account.field('Name')).toHaveValue('Žofie');
  // With scripts nothing is sent, and the file is still there; no page can give one back to its input.
  expect(calls.filter((call) => call.startsWith('POST')).length).toBe(scripts ? 0 : 1);
  expect(await member.chosen()).toEqual(scripts ? ['large.png'] : []);
  await member.account.expectMember('Ada');
  await member.expectNone();
  // The largest that is taken.
  await member.input.setInputFiles(png('fits.png', 2_000_000));
  await member.save();
  await member.account.expectMember('Žofie');
  await member.expectWidth(2);
});

test('one of another type is told beside the field', async ({ page, shop, scripts }) => {
  const member = new AccountPage(shop);
  await member.open();
  await expect(member.input).toHaveAttribute('accept', 'image/png,image/jpeg,image/webp,image/gif');
  const calls = watchCalls(page);
  await member.account.field('Bio').fill('Typed </textarea>');
  await member.input.setInputFiles(text('x.html', 'text/html'));
  await member.account.save.click();
  await expect(member.input).toHaveAccessibleDescription(/x\.html.*: Choose a file of another type: image\/png, /);
  expect(calls.filter((call) => call.startsWith('POST')).length).toBe(scripts ? 0 : 1);
  await expect(member.account.field('Bio')).toHaveValue('Typed </textarea>');
  await member.expectNone();
});

test('one that only says that it is a picture is told by the server', async ({ shop }) => {
  const member = new AccountPage(shop);
  await member.open();
  await member.account.field('Name').fill('Žofie');
  await member.input.setInputFiles(text('x.png', 'image/png'));
  const answer = await press(member.account.save);
  expect(answer.status()).toBe(422);
  await expect(member.input).toHaveAccessibleDescription(NO_PICTURE);
  await expect(member.account.field('Name')).toHaveValue('Žofie');
  await member.account.expectMember('Ada');
  await member.input.setInputFiles(png());
  await member.save();
  await expect(member.input).toHaveAccessibleDescription('');
  await member.account.expectMember('Žofie');
  await member.expectWidth(2);
});

test('a form without scripts has nothing to cancel', { tag: '@scripts-off' }, async ({ shop }) => {
  const member = new AccountPage(shop);
  await member.open();
  await expect(member.cancel).toHaveCount(0);
  await expect(member.progress).toHaveCount(0);
});

test.describe('while it is sent', { tag: '@scripts-on' }, () => {
  /** Lets the page send so many bytes in a second. */
  async function slow(page: Page, bytes: number): Promise<() => Promise<void>> {
    const session = await page.context().newCDPSession(page);
    const set = (uploadThroughput: number) =>
      session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    await session.send('Network.enable');
    await set(bytes);
    return () => set(-1).then(() => {});
  }

  // covers: UPL-05
  test('one sees how far it is', async ({ page, shop }) => {
    const member = new AccountPage(shop);
    await member.open();
    const release = await slow(page, 200_000);
    await member.input.setInputFiles(png('me.png', 1_900_000));
    await member.account.save.click();
    await expect(member.progress).toBeVisible();
    await expect(member.cancel).toBeVisible();
    const parts = () => member.progress.evaluate((bar: HTMLProgressElement) => [bar.value, bar.max]);
    const [first, all] = await parts();
    expect(all).toBeGreaterThan(1_900_000);
    expect(first).toBeLessThan(all);
    await expect.poll(async () => (await parts())[0]).toBeGreaterThan(first);
    await release();
    await expect(member.saved).toBeVisible();
    await expect(member.progress).toHaveCount(0);
    await expect(member.cancel).toHaveCount(0);
    await member.expectWidth(2);
    expect(await member.chosen()).toEqual([]);
  });

  test('it can be cancelled, and sent again', async ({ page, shop }) => {
    const member = new AccountPage(shop);
    await member.open();
    const release = await slow(page, 100_000);
    await member.account.field('Name').fill('Žofie');
    await member.account.field('Bio').fill('Typed');
    await member.input.setInputFiles(png('me.png', 1_900_000));
    await member.account.save.click();
    await member.cancel.click();
    await expect(page.getByText('The upload was cancelled. Nothing was saved.')).toBeVisible();
    await expect(member.cancel).toHaveCount(0);
    await expect(member.progress).toHaveCount(0);
    await expect(member.account.save).not.toHaveAttribute('aria-busy');
    // The keyboard is not lost with the button.
    await expect(page.getByRole('main')).toBeFocused();
    await expect(member.account.field('Name')).toHaveValue('Žofie');
    await expect(member.account.field('Bio')).toHaveValue('Typed');
    expect(await member.chosen()).toEqual(['me.png']);
    await member.account.expectMember('Ada');
    await member.expectNone();
    await release();
    const other = await page.context().newPage();
    await other.goto('/account');
    await expect(other.getByLabel('Name', { exact: true })).toHaveValue('Ada');
    await expect(other.getByRole('img', { name: 'Your avatar' })).toHaveCount(0);
    await other.close();
    await member.save();
    await expect(page.getByText('The upload was cancelled.')).toHaveCount(0);
    await member.account.expectMember('Žofie');
    await member.expectWidth(2);
  });

  test('another may be chosen for the next save', async ({ page, shop }) => {
    const member = new AccountPage(shop);
    await member.open();
    const release = await slow(page, 200_000);
    await member.input.setInputFiles(png('me.png', 1_900_000));
    await member.account.save.click();
    await expect(member.cancel).toBeVisible();
    await member.input.setInputFiles(gif());
    await release();
    await member.expectWidth(2);
    await expect(member.saved).toBeVisible();
    expect(await member.chosen()).toEqual(['me.gif']);
    await press(member.account.save);
    await member.expectWidth(1);
  });
});

test.describe('a file that is gone', { tag: '@scripts-on' }, () => {
  const again = /This file was changed or deleted. Choose it again./;

  for (const [how, break_] of Object.entries({
    deleted: (path: string) => rm(path),
    changed: (path: string) => writeFile(path, Buffer.concat([PNG, Buffer.from('more')])),
    emptied: (path: string) => writeFile(path, ''),
  })) {
    // covers: GST-09
    test(`because it was ${how} is asked for again, and nothing is sent`, async ({ page, shop }) => {
      const path = join(await mkdtemp(join(tmpdir(), 'avatar-')), 'me.png');
      await writeFile(path, PNG);
      const member = new AccountPage(shop);
      await member.open();
      const calls = watchCalls(page);
      await member.input.setInputFiles(path);
      await member.account.field('Bio').fill('Reads.');
      // A browser tells a file by its time, which may be as coarse as a second.
      await page.waitForTimeout(1_100);
      await break_(path);
      for (let presses = 0; presses < 2; presses++) {
        await member.account.save.click();
        await expect(page.locator('.field-error').filter({ hasText: again })).toBeVisible();
        await expect(member.input).toBeFocused();
        await expect(page.getByText(/connection/i)).toHaveCount(0);
        await shop.letGo();
      }
      expect(calls).toEqual([]);
      await member.input.setInputFiles(png());
      await member.save();
      await member.expectWidth(2);
      await expect(member.account.field('Bio')).toHaveValue('Reads.');
    });
  }

  // covers: GST-09
  test('while it is sent is asked for again', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    const path = join(await mkdtemp(join(tmpdir(), 'avatar-')), 'me.png');
    await writeFile(path, PNG);
    const member = new AccountPage(shop);
    await member.open();
    await member.input.setInputFiles(path);
    await page.route('**/_call/save_account*', async (route) => {
      await rm(path, { force: true });
      await route.abort();
    });
    await member.account.save.click();
    await expect(page.locator('.field-error').filter({ hasText: again })).toBeVisible();
    await page.unrouteAll();
    await member.input.setInputFiles(png());
    await member.save();
    await member.expectWidth(2);
  });

  // covers: GST-09
  test('is no reason to call a lost connection anything else', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    const member = new AccountPage(shop);
    await member.open();
    await member.input.setInputFiles(png());
    await page.route('**/_call/save_account*', (route) => route.abort());
    await member.account.save.click();
    await expect(shop.alert).toContainText('connection');
    await expect(page.locator('.field-error').filter({ hasText: /\S/ })).toHaveCount(0);
  });
});
