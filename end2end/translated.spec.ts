// The browser translates a page: <font> elements with text of their own take the place of its text nodes.
import type { Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { ContactForm, expect, follow, holdWasm, press, test, withoutBrowserChecks } from './support.ts';

const [one, two] = plenty;

/** How a translation may take a text node away. */
type How = 'replaces' | 'inserts and removes';

/** Translates every page from now on, also what comes into it later; into the same words, so that tests can read them. */
async function translate(page: Page, how: How = 'replaces', always = true): Promise<void> {
  const run = ([how, always]: [How, boolean]) => {
    const translated = new WeakSet<globalThis.Node>();
    const wrap = (text: Text) => {
      const parent = text.parentElement;
      if (!text.data.trim() || !parent || translated.has(text) || parent.closest('script,style,textarea,[translate=no]')) return;
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      const copy = document.createTextNode(text.data);
      translated.add(copy);
      inner.append(copy);
      outer.append(inner);
      if (how === 'replaces') return void text.replaceWith(outer);
      text.before(outer);
      text.remove();
    };
    const all = (root: globalThis.Node) => {
      const texts: Text[] = [];
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node: globalThis.Node | null = walker.currentNode; node; node = walker.nextNode())
        if (node.nodeType === 3) texts.push(node as Text);
      texts.forEach(wrap);
    };
    all(document.body);
    const later = (records: MutationRecord[]) => {
      for (const { target, addedNodes } of records) [target.nodeType === 3 ? target : null, ...addedNodes].forEach((it) => it && all(it));
    };
    if (always) new MutationObserver(later).observe(document.body, { subtree: true, childList: true, characterData: true });
  };
  await page.evaluate(run, [how, always] as [How, boolean]);
  await expect(page.locator('font').first()).toBeAttached();
}

test.describe('a translated page', { tag: '@scripts-on' }, () => {
  for (const how of ['replaces', 'inserts and removes'] as const) {
    for (const always of [true, false]) {
      const name = `whose translation ${how} text, ${always ? 'also later' : 'once'},`;

      // covers: GST-08
      test(`${name} shows quantities, sums and the count`, async ({ page, shop }) => {
        await shop.add(one, 2);
        await shop.add(two, 1, 3);
        await shop.open('/cart');
        const total = await page.locator('.total output').textContent();
        await translate(page, how, always);
        await shop.line(one).quantity.fill('4');
        await shop.line(one).update.click();
        await shop.expectCount(5);
        await expect(page.locator('.total output')).not.toHaveText(total!);
        await shop.line(two).remove.click();
        await shop.expectCount(4);
        await expect(page.getByRole('main').locator('.line')).toHaveCount(1);
        await shop.line(one).remove.click();
        await expect(page.getByText('Your cart is empty.')).toBeVisible();
        await expect(shop.link('Cart (0)')).toBeVisible();
      });

      // covers: GST-08
      test(`${name} takes errors away and shows others`, async ({ page, shop }) => {
        await shop.open('/contact');
        const contact = new ContactForm(shop);
        await translate(page, how, always);
        await withoutBrowserChecks(contact.field('Email'));
        await contact.fill('', 'nobody', 'Hello');
        await contact.send.click();
        const errors = page.locator('.field-error').filter({ hasText: /\S/ });
        await expect(errors).toHaveCount(2);
        await translate(page, how, false);
        await contact.field('Name').fill('Ada');
        await contact.field('Name').blur();
        await expect(errors).toHaveCount(1);
        await contact.field('Email').fill('ada@example.org');
        await contact.send.click();
        await expect(contact.thanks).toBeVisible();
      });

      // covers: GST-08
      test(`${name} follows words that change, and links`, async ({ page, shop }) => {
        await shop.openBook(one);
        await translate(page, how, always);
        const heading = page.getByRole('heading', { level: 1 });
        const likes = page.locator('.like .hint');
        const before = await likes.textContent();
        await page.getByRole('button', { name: 'Like', exact: true }).click();
        await expect(page.getByRole('button', { name: 'Unlike', exact: true })).toBeVisible();
        await expect(likes).not.toHaveText(before!);
        await expect(likes).toHaveText(/^\d+ readers? likes? it\.$/);
        await follow(page, `/books/${two.slug}`);
        await expect(heading).toHaveText(two.title);
        await follow(page, '/?page=2');
        await expect(heading).toHaveText('Books');
        await expect(page.getByText(/^Page 2 of/)).toBeVisible();
        await translate(page, how, false);
        await page.getByRole('link', { name: 'Next' }).click();
        await expect(page.getByText(/^Page 3 of/)).toBeVisible();
        await expect(page.getByText(/^Page 2 of/)).toHaveCount(0);
        for (const [to, words] of [
          ['/sign-up', 'Create an account'],
          ['/sign-in', 'Sign in'],
          ['/list', 'Reading list'],
          ['/nowhere', 'Not found'],
        ]) {
          await follow(page, to);
          await expect(heading).toHaveText(words);
        }
      });
    }
  }

  // covers: GST-08
  test('adds to a list and takes away from it', async ({ page, shop }) => {
    await shop.open('/list');
    await translate(page);
    const texts = page.locator('.entry .text');
    const field = page.getByLabel('What do you want to read?');
    for (const text of ['Emma', 'Walden', 'Persuasion']) {
      await field.fill(text);
      await press(page.getByRole('button', { name: 'Add', exact: true }));
      await expect(page.getByRole('checkbox', { name: text })).toBeVisible();
    }
    await expect(page.getByText('Nothing to read yet.')).toHaveCount(0);
    await page.getByRole('button', { name: 'Delete Walden' }).click();
    await expect(texts).toHaveText(['Emma', 'Persuasion']);
    for (const text of ['Emma', 'Persuasion']) {
      await shop.letGo();
      await page.getByRole('button', { name: `Delete ${text}` }).click();
    }
    await expect(page.getByText('Nothing to read yet.')).toBeVisible();
  });

  // covers: GST-08
  test('is taken over by the wasm, and shown in the original again', async ({ page, shop, tolerate }) => {
    tolerate(/preloaded using link preload but not used/);
    const release = await holdWasm(page);
    await page.goto(`/books/${one.slug}`);
    await translate(page);
    release();
    await shop.ready();
    await expect(page.locator('html')).toHaveAttribute('data-actions', 'live');
    await shop.addToCart.click();
    await shop.expectCount(1);
    await expect(page.getByText('Added to your cart.')).toBeVisible();
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading.locator('font').first()).toBeAttached();
    // Back to the original, as a translation takes itself back.
    await page.evaluate(() => {
      for (const font of document.querySelectorAll('body font:not(font font)')) font.remove();
    });
    await expect(heading).toHaveText(one.title);
    await expect(shop.link('Cart (1)')).toBeVisible();
  });
});
