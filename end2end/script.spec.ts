// Scripts of the page that call actions by name.
import { expect, test, watchCalls } from './support.ts';

interface Thrown {
  name: string;
  message: string;
  code: string;
  status: number;
  fields?: Record<string, string[]>;
}
type Calls = { actions?: Record<string, (given?: unknown) => Promise<unknown>> };

test.describe('scripts on @scripts-on', () => {
  const call = (page: import('@playwright/test').Page, given?: unknown) =>
    page.evaluate(async (given) => {
      const { actions } = globalThis as unknown as Calls;
      try {
        return { answer: await actions!.add_entry(given) };
      } catch (error) {
        const { name, message, code, status, fields } = error as Thrown;
        return { error: { name, message, code, status, fields } };
      }
    }, given);
  const texts = (page: import('@playwright/test').Page) => page.locator('.entry .text');

  test('a call with a plain object does what the form does', async ({ page, shop }) => {
    await shop.open('/list');
    const calls = watchCalls(page);
    expect(await call(page, { text: 'Emma, naïvely 📚' })).toEqual({ answer: null });
    await expect(texts(page)).toHaveText(['Emma, naïvely 📚']);
    expect(calls).toEqual(['POST /_call/add_entry.cbor']);
    await page.reload();
    await expect(texts(page)).toHaveText(['Emma, naïvely 📚']);
  });

  test('what is wrong is an error with its code and its fields', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.open('/list');
    const refused = await call(page, { text: '' });
    expect(refused.error).toMatchObject({ name: 'CallError', code: 'invalid', status: 422 });
    expect(refused.error!.fields).toEqual({ text: ['Fill this in.'] });
    await expect(texts(page), 'nothing of it stays').toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Retry' })).toHaveCount(0);
    await page.route('**/_call/add_entry*', (route) => route.abort());
    expect((await call(page, { text: 'Emma' })).error).toMatchObject({ code: 'unknown', status: 0 });
  });

  test('what does not fit is not sent', async ({ page, shop }) => {
    await shop.open('/list');
    const calls = watchCalls(page);
    for (const given of [undefined, null, 7, 'Emma', {}, { text: 7 }, { other: 'Emma' }]) {
      expect((await call(page, given)).error, JSON.stringify(given)).toMatchObject({ code: 'malformed', status: 400 });
    }
    expect(calls).toEqual([]);
  });

  test('it is there as long as its page', async ({ page, shop }) => {
    await page.addInitScript(() => {
      const seen: string[] = [];
      document.addEventListener('actions:exposed', (event) => seen.push((event as CustomEvent<string>).detail));
      Object.assign(window, { seen });
    });
    await shop.open('/');
    expect(await page.evaluate(() => (globalThis as unknown as Calls).actions)).toBeUndefined();
    await shop.link('Reading list').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reading list');
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(['add_entry']);
    await page.evaluate(() => Object.assign(globalThis, { kept: (globalThis as unknown as Calls).actions!.add_entry }));
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await expect.poll(() => page.evaluate(() => Object.keys((globalThis as unknown as Calls).actions!))).toEqual([]);
    const late = page.evaluate(() =>
      (globalThis as unknown as { kept: (given: unknown) => Promise<unknown> }).kept({ text: 'Emma' }).catch((error) => error.code),
    );
    expect(await late, 'kept by a script, it says that nobody is there').toBe('aborted');
  });

  test('a key of its own makes a call that is made again one call', async ({ page, shop }) => {
    await shop.open('/list');
    const answers = await page.evaluate(async () => {
      const { actions } = globalThis as unknown as { actions: Record<string, (given: unknown, options?: unknown) => Promise<unknown>> };
      const made = (key: unknown) => actions.add_entry({ text: 'Emma' }, { key }).then(String, (error) => error.code);
      const key = crypto.randomUUID();
      return [await made(key), await made(key), await made(7), await made('')];
    });
    expect(answers).toEqual(['null', 'null', 'malformed', 'malformed']);
    await expect(texts(page)).toHaveText(['Emma']);
    await page.reload();
    await expect(texts(page)).toHaveText(['Emma']);
  });

  test('a line with which something is wrong holds up no other', async ({ page, shop, context, tolerate }) => {
    tolerate(/Failed to load resource/);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await shop.open('/list');
    await page.evaluate(() => navigator.clipboard.writeText(['Emma', 'x'.repeat(5_000), 'Walden'].join('\n')));
    await page.getByRole('button', { name: 'Add what you have copied' }).click();
    await expect(page.getByText(/^Added: 2\. “x{40}…”: Please correct/)).toBeVisible();
    await expect(texts(page)).toHaveText(['Emma', 'Walden']);
    await expect(page.getByRole('button', { name: 'Add what you have copied' })).toBeEnabled();
  });

  test('the clipboard goes onto the list, line by line', async ({ page, shop, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await shop.open('/');
    await shop.link('Reading list').click();
    await page.evaluate(() => navigator.clipboard.writeText('Emma\n\n  Walden \n'));
    await page.getByRole('button', { name: 'Add what you have copied' }).click();
    await expect(page.getByText('Added: 2.')).toBeVisible();
    await expect(texts(page)).toHaveText(['Emma', 'Walden']);
    await shop.link('Books').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Books');
    await shop.link('Reading list').click();
    await page.evaluate(() => navigator.clipboard.writeText('  '));
    await page.getByRole('button', { name: 'Add what you have copied' }).click();
    await expect(page.getByText('There is nothing to add.')).toBeVisible();
  });
});

test('without scripts nothing is offered that needs them @scripts-off', async ({ page, shop }) => {
  await shop.open('/list');
  await expect(page.getByRole('button', { name: 'Add what you have copied' })).toHaveCount(0);
});
