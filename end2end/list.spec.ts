// The reading list: what is typed stands there at once, in its order, and nothing that was typed is lost.
import type { Page } from '@playwright/test';
import { Account, expect, holdCall, press, test, type Shop } from './support.ts';

class ReadingList {
  constructor(
    readonly page: Page,
    readonly shop: Shop,
  ) {}

  get field() {
    return this.page.getByLabel('What do you want to read?');
  }

  get add() {
    return this.page.getByRole('button', { name: 'Add', exact: true });
  }

  get entries() {
    return this.page.getByRole('list', { name: 'To read' }).getByRole('listitem');
  }

  entry(text: string) {
    return this.entries.filter({ hasText: text });
  }

  async write(text: string) {
    await this.field.fill(text);
    await this.add.click();
    await expect(this.entry(text)).toBeVisible();
  }

  /** Writes an entry, and waits until the server has it. */
  async keep(text: string) {
    await this.write(text);
    await this.settled();
  }

  async settled() {
    await expect(this.page.locator('.pending')).toHaveCount(0);
  }

  async texts() {
    return this.entries.locator('.text').allTextContents();
  }
}

const test_ = test.extend<{ list: ReadingList }>({
  list: async ({ page, shop }, use) => {
    await shop.open('/list');
    await use(new ReadingList(page, shop));
  },
});

test_('an empty list says so, and an entry takes its place', async ({ page, list }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading list');
  await expect(page.getByText('Nothing to read yet.')).toBeVisible();
  await list.keep('Žert, Milan Kundera');
  await expect(page.getByText('Nothing to read yet.')).toBeHidden();
  await expect(list.field).toHaveValue('');
  await page.reload();
  await expect(list.entry('Žert, Milan Kundera')).toBeVisible();
});

test_('ten entries stand in the order in which they were added', async ({ page, list, scripts }) => {
  const wanted = Array.from({ length: 10 }, (_, number) => `Book ${number + 1}`);
  for (const text of wanted) {
    await list.field.fill(text);
    await list.field.press('Enter');
    if (!scripts) await expect(list.entry(text)).toBeVisible();
  }
  await expect.poll(() => list.texts()).toEqual(wanted);
  await expect(page.locator('.pending')).toHaveCount(0);
  await page.reload();
  await expect.poll(() => list.texts()).toEqual(wanted);
});

test_('an entry is marked as read, and stays so', async ({ page, list, scripts }) => {
  await list.keep('Emma');
  const box = list.entry('Emma').getByRole('checkbox', { name: 'Emma' });
  await expect(box).not.toBeChecked();
  await box.check();
  const save = list.entry('Emma').getByRole('button', { name: 'Save' });
  if (!scripts) await press(save);
  await expect(box).toBeChecked();
  await page.waitForTimeout(300);
  await page.reload();
  await expect(box).toBeChecked();
});

test_('an entry is deleted, and the others stay', async ({ page, list }) => {
  await list.keep('Emma');
  await list.keep('Walden');
  await page.getByRole('button', { name: 'Delete Emma', exact: true }).click();
  await expect(list.entry('Emma')).toHaveCount(0);
  await expect(list.entry('Walden')).toBeVisible();
  // Whoever has seen it go need not wait until the server has.
  await expect(async () => {
    await page.reload();
    expect(await list.texts()).toEqual(['Walden']);
  }).toPass();
});

test_('what is no entry is refused, and what was typed stays', async ({ page, list }) => {
  await list.field.fill('   ');
  await list.add.click();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await expect(list.field).toHaveValue('   ');
  await page.reload();
  await expect(list.entries).toHaveCount(0);
});

test_('somebody else has a list of their own', async ({ list, browser, baseURL }) => {
  await list.keep('Emma');
  const other = await browser.newContext({ baseURL });
  const page = await other.newPage();
  await page.goto('/list');
  await expect(page.getByText('Nothing to read yet.')).toBeVisible();
  await other.close();
});

test_.describe('scripts on @scripts-on', () => {
  test_('ten entries are on screen before any is answered, and one at a time is under way', async ({ page, list }) => {
    const release = await holdCall(page, 'add_entry');
    let underWay = 0;
    page.on('request', (request) => void (underWay += Number(request.url().includes('add_entry'))));
    const wanted = Array.from({ length: 10 }, (_, number) => `Book ${number + 1}`);
    for (const text of wanted) {
      await list.field.fill(text);
      await list.field.press('Enter');
    }
    await expect.poll(() => list.texts()).toEqual(wanted);
    expect(underWay).toBe(1);
    await expect(page.locator('.pending')).toHaveCount(10);
    release();
    await expect(page.locator('.pending')).toHaveCount(0);
    expect(await list.texts()).toEqual(wanted);
    expect(underWay).toBe(10);
  });

  test_('an entry that failed stays, and is retried or discarded', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    await list.keep('First');
    await page.route('**/_call/add_entry*', (route) => route.abort());
    for (const text of ['Second', 'Third']) {
      await list.field.fill(text);
      await list.add.click();
      await expect(list.entry(text).getByRole('alert')).not.toBeEmpty();
    }
    await expect(list.field).toHaveValue('');
    // Elsewhere and back: what was typed is not lost.
    await list.shop.link('Books').click();
    await expect(page).toHaveURL('/');
    await list.shop.link('Reading list').click();
    await expect(list.entry('Second')).toBeVisible();
    await page.unroute('**/_call/add_entry*');
    await list.entry('Second').getByRole('button', { name: 'Retry' }).click();
    await expect(list.entry('Second').getByRole('checkbox')).toBeVisible();
    await list.entry('Third').getByRole('button', { name: 'Discard' }).click();
    await expect(list.entry('Third')).toHaveCount(0);
    expect(await list.texts()).toEqual(['First', 'Second']);
    await page.reload();
    expect(await list.texts()).toEqual(['First', 'Second']);
  });

  test_('what did not arrive goes with whoever signs out', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    const account = new Account(list.shop);
    await account.signUp();
    await list.shop.link('Reading list').click();
    await page.route('**/_call/add_entry*', (route) => route.abort());
    await list.field.fill('A secret');
    await list.add.click();
    await expect(list.entry('A secret').getByRole('button', { name: 'Retry' })).toBeVisible();
    await account.signOut();
    await list.shop.link('Reading list').click();
    await expect(page.getByText('Nothing to read yet.')).toBeVisible();
    await expect(list.entries).toHaveCount(0);
  });

  test_('a retry after a lost answer adds nothing twice', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    let lost = 0;
    await page.route('**/_call/add_entry*', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    // Nor does the page learn in another way that the entry is there.
    await page.route('**/_call/get_list*', (route) => route.abort());
    await list.field.fill('Once');
    await list.add.click();
    await expect(list.entry('Once').getByRole('button', { name: 'Retry' })).toBeVisible();
    await page.unroute('**/_call/get_list*');
    await list.entries.getByRole('button', { name: 'Retry' }).click();
    await expect(page.locator('.pending')).toHaveCount(0);
    expect(await list.texts()).toEqual(['Once']);
  });

  test_('an entry whose answer was lost is there, once the page learns of it', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    await page.route('**/_call/add_entry*', async (route) => {
      await route.fetch();
      return route.abort();
    });
    await list.field.fill('Once');
    await list.add.click();
    await expect(list.entry('Once').getByRole('checkbox')).toBeVisible();
    await expect(list.entries.getByRole('button', { name: 'Retry' })).toHaveCount(0);
    expect(await list.texts()).toEqual(['Once']);
  });

  test_('a retry after the last word of the server is another attempt of the same intent', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    const keys: string[] = [];
    await page.route('**/_call/add_entry*', async (route) => {
      keys.push(new URLSearchParams(route.request().postData()!).get('_key')!);
      if (keys.length > 1) return route.continue();
      // Our codec: a map of an error, and that the key is used up.
      const body = Buffer.from('\xa2\x65error\xa1\x64code\x68conflict\x67settled\xf5', 'latin1');
      return route.fulfill({ status: 409, contentType: 'application/cbor', body });
    });
    await list.field.fill('Once');
    await list.add.click();
    await list.entries.getByRole('button', { name: 'Retry' }).click();
    await expect(list.entry('Once').getByRole('checkbox')).toBeVisible();
    expect(await list.texts()).toEqual(['Once']);
    const [first, second] = keys;
    expect(second).not.toBe(first);
    expect(second.slice(0, 16), 'its row has its name').toBe(first.slice(0, 16));
    expect(keys).toHaveLength(2);
  });

  test_('an entry that is taken back before it arrived is not added, not even when it arrives later', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    let arrive = async () => {};
    await page.route('**/_call/add_entry*', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      const late = route.request();
      arrive = async () => {
        const headers = await late.allHeaders();
        const answer = await page.request.post(late.url(), { headers, data: late.postDataBuffer()! });
        expect(answer.status()).toBe(409);
      };
    });
    await list.write('Emma');
    const taken = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await list.entry('Emma').getByRole('button', { name: 'Cancel' }).click();
    expect((await taken).status()).toBe(409);
    await expect(list.entries).toHaveCount(0);
    await arrive();
    await page.reload();
    await expect(list.entries).toHaveCount(0);
  });

  test_('an entry that is taken back too late is there', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    await page.route('**/_call/add_entry*', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
    });
    await list.write('Emma');
    await page.waitForTimeout(200);
    await list.entry('Emma').getByRole('button', { name: 'Cancel' }).click();
    await expect(list.entry('Emma').getByRole('checkbox')).toBeVisible();
    await expect(list.entries).toHaveCount(1);
  });

  test_('an entry that waits is taken back without a word to the server', async ({ page, list }) => {
    const release = await holdCall(page, 'add_entry');
    await list.write('First');
    await list.write('Second');
    await list.write('Third');
    await list.entry('Second').getByRole('button', { name: 'Cancel' }).click();
    release();
    await expect(page.locator('.pending')).toHaveCount(0);
    expect(await list.texts()).toEqual(['First', 'Third']);
  });

  // covers: TRP-08
  test_('a checkbox shows what was clicked last, however slow the answers are', async ({ page, list }) => {
    await list.keep('Emma');
    const box = list.entry('Emma').getByRole('checkbox');
    const release = await holdCall(page, 'set_entry');
    for (const checked of [true, false, true]) await box.setChecked(checked);
    await expect(box).toBeChecked();
    release();
    await page.waitForTimeout(500);
    await expect(box).toBeChecked();
    await page.reload();
    await expect(box).toBeChecked();
  });

  test_('a mark that could not be made is taken back and told', async ({ page, list, tolerate }) => {
    tolerate(/Failed to load resource/);
    await list.keep('Emma');
    const box = list.entry('Emma').getByRole('checkbox');
    await page.route('**/_call/set_entry*', (route) => route.abort());
    await box.click();
    await expect(list.entry('Emma').getByRole('alert')).not.toBeEmpty();
    await expect(box).not.toBeChecked();
  });
});

test_.describe('scripts off @scripts-off', () => {
  test_('the form answers with its own page', async ({ list }) => {
    await list.field.fill('Emma');
    const answer = await press(list.add);
    expect(answer.status()).toBe(303);
  });
});
