// Every page, in every state that matters, for people who do not see it: axe's rules, and what a browser hands to a
// screen reader.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { plenty, scarce } from './catalogue.ts';
import * as states from './states.ts';
import { Account, ContactForm, expect, press, test, type Shop } from './support.ts';

// A test runs axe many times.
test.describe.configure({ timeout: 90_000 });

type State = [what: string, arrange: (shop: Shop) => Promise<unknown>];

const PAGES: Record<string, State[]> = {
  'the first page': [
    ['all books', (shop) => shop.open('/')],
    ['a genre', (shop) => shop.open("/?genre=Children's")],
  ],
  'a book': [
    ['plain', (shop) => shop.openBook(plenty[0])],
    ['a refused quantity', states.refusedQuantity],
    ['sold out', states.soldOutPressed],
    ['added', (shop) => shop.add(plenty[0], 1)],
    ['a refused review', states.refusedReview],
    ['a review', states.review],
  ],
  'the cart': [
    ['empty', (shop) => shop.open('/cart')],
    ['filled, with a refused line', states.refusedLine],
    ['filled', (shop) => shop.open('/cart')],
    ['with several refused lines', states.refuseLines],
  ],
  'the message form': [
    ['empty', (shop) => shop.open('/contact')],
    ['refused', (shop) => new ContactForm(shop).refuse()],
    ['sent', (shop) => new ContactForm(shop).sent()],
  ],
  'the reading list': [
    ['empty', (shop) => shop.open('/list')],
    ['with entries', entries],
    ['refused', refusedEntry],
    ['with an entry that failed', failedEntry],
  ],
  'the search': [
    ['nothing asked', (shop) => shop.open('/search')],
    ['results', (shop) => shop.open('/search?q=a')],
    ['no results', (shop) => shop.open('/search?q=nothing+of+the+kind')],
    ['a text that is too long', (shop) => shop.open(`/search?q=${'a'.repeat(101)}`)],
  ],
  'the sign-up': [
    ['empty', (shop) => shop.open('/sign-up')],
    ['refused', states.refusedAccount],
  ],
  'the sign-in': [
    ['empty', (shop) => shop.open('/sign-in')],
    ['refused', states.refusedMember],
  ],
  'the account': [
    ['shown', states.account],
    ['refused', refusedName],
    ['after the session has ended', sessionEnded],
  ],
  'a missing page': [['shown', (shop) => shop.open('/no/such/page')]],
};

for (const [name, all] of Object.entries(PAGES)) {
  test(`${name} breaks no rule of axe, in no state`, async ({ shop, browser, scripts, tolerate }) => {
    tolerate(/Failed to load resource|The specified value .* cannot be parsed/);
    for (const [what, arrange] of all) {
      await arrange(shop);
      await expectNoViolation(shop.page, browser, scripts, what);
    }
  });
}

test('the books below the search field break no rule of axe', { tag: '@scripts-on' }, async ({ page, shop, browser }) => {
  await shop.open('/');
  const field = page.getByLabel('Search books');
  await field.fill('a tale');
  await expect(page.getByRole('search').getByRole('link').first()).toBeVisible();
  await expectNoViolation(page, browser, true, 'books found');
  await field.fill('nothing of the kind');
  await expect(page.getByRole('search').getByRole('status')).toHaveText('Nothing is called that.');
  await expectNoViolation(page, browser, true, 'nothing found');
});

test('a refused form tells a screen reader which fields are wrong, and why', async ({ page, shop, scripts }) => {
  const form = new ContactForm(shop);
  await form.refuse();
  // It moves a frame after the fields are marked.
  await expect(scripts ? form.field('Name') : shop.alert).toBeFocused();
  const tree = await accessibilityTree(page);
  expect(tree.filter((node) => node.role === 'textbox')).toEqual([
    { role: 'textbox', name: 'Name', description: 'Fill this in.', invalid: true, focused: scripts },
    {
      role: 'textbox',
      name: 'Email',
      description: 'Enter an e-mail address, such as name@example.org.',
      invalid: true,
      focused: false,
    },
    { role: 'textbox', name: 'Message', description: '', invalid: false, focused: false },
  ]);
  // Without scripts the page is new: the summary is what is read first.
  expect(tree.filter((node) => node.role === 'alert')).toEqual([
    { role: 'alert', name: '', description: '', invalid: false, focused: !scripts },
  ]);
  await expect(shop.alert).toHaveText('Please correct the marked fields.');
});

async function entries(shop: Shop): Promise<void> {
  await shop.open('/list');
  for (const text of ['Emma', 'Walden']) {
    await shop.page.getByLabel('What do you want to read?').fill(text);
    await press(shop.page.getByRole('button', { name: 'Add', exact: true }));
    await expect(shop.page.getByRole('checkbox', { name: text })).toBeVisible();
  }
}

async function refusedEntry(shop: Shop): Promise<void> {
  await shop.page.getByLabel('What do you want to read?').fill('   ');
  await shop.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(shop.page.getByText('Fill this in.')).toBeVisible();
}

/** Only with scripts is there one: without, the page as a whole does not come. */
async function failedEntry(shop: Shop): Promise<void> {
  if (!shop.scripts) return;
  await shop.page.route('**/_call/add_entry*', (route) => route.abort());
  await shop.page.getByLabel('What do you want to read?').fill('Middlemarch');
  await shop.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(shop.page.getByRole('button', { name: 'Retry' })).toBeVisible();
}

async function refusedName(shop: Shop): Promise<void> {
  const account = new Account(shop);
  await account.field('Name').fill('   ');
  // With scripts the browser itself refuses it.
  await account.save.click();
  await expect(account.field('Name')).toHaveAttribute('aria-invalid', 'true');
}

async function sessionEnded(shop: Shop): Promise<void> {
  const account = new Account(shop);
  await shop.page.context().clearCookies();
  await account.field('Name').fill('Ada');
  await account.save.click();
  await expect(shop.page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
}

/** All of axe's rules in the light; in the dark the one that depends on colours. */
async function expectNoViolation(page: Page, browser: Browser, scripts: boolean, what: string): Promise<void> {
  const shown = scripts ? page : await copyOf(page, browser);
  await shown.emulateMedia({ colorScheme: 'light' });
  // Legacy for pages with frames of other origins; this shop has none, and the other way opens a page for each run.
  const axe = () => new AxeBuilder({ page: shown }).options({ resultTypes: ['violations'] }).setLegacyMode();
  expect(await violations(axe()), `${what}, light`).toEqual([]);
  await shown.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(axe().withRules(['color-contrast'])), `${what}, dark`).toEqual([]);
  if (shown !== page) await shown.context().close();
}

async function violations(axe: AxeBuilder): Promise<string[]> {
  const found = (await axe.analyze()).violations;
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.html}`));
}

/** Where scripts are off axe does not run either: the same document where they are on, with none of its own. */
async function copyOf(page: Page, browser: Browser): Promise<Page> {
  const html = (await page.content()).replace(/<script\b.*?<\/script>/gs, '');
  const context = await browser.newContext({ javaScriptEnabled: true });
  const copy = await context.newPage();
  await copy.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await copy.goto(page.url());
  return copy;
}

interface Node {
  role: string;
  name: string;
  description: string;
  invalid: boolean;
  focused: boolean;
}

/** What the browser itself says of the page. */
async function accessibilityTree(page: Page): Promise<Node[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter((node) => !node.ignored)
    .map((node) => {
      const property = (name: string) => node.properties?.find((one) => one.name === name)?.value.value;
      return {
        role: node.role?.value,
        name: node.name?.value ?? '',
        description: node.description?.value ?? '',
        invalid: property('invalid') === 'true',
        focused: property('focused') === true,
      };
    });
}
