// What the tests share. A test takes `shop`, and drives the page by role and label.
//
// Every test runs in a browser context of its own, and so as a new visitor. It fails when the page throws, panics or
// warns on the console, unless it says with `tolerate` what it expects there.
import { test as base, expect, type Locator, type Page, type Response, type Route } from '@playwright/test';
import type { Book } from './catalogue.ts';

export { expect };

interface Fixtures {
  /** Whether scripts run in this project. */
  scripts: boolean;
  shop: Shop;
  /** Allows a text on the console or in a page error. */
  tolerate: (noise: RegExp) => void;
}

export const test = base.extend<Fixtures>({
  scripts: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),

  shop: async ({ page, scripts }, use) => use(new Shop(page, scripts)),

  tolerate: [
    async ({ context, scripts }, use) => {
      const noise: string[] = [];
      // The browser's own report of a status; tests that expect the status assert on it.
      const allowed = [/^Failed to load resource: the server responded with a status of 4\d\d/];
      // Nothing uses the wasm where no script asks for it.
      if (!scripts) allowed.push(/preloaded using link preload but not used/);
      context.on('weberror', (error) => noise.push(`page error: ${error.error()}`));
      context.on('console', (message) => {
        if (['warning', 'error'].includes(message.type())) noise.push(`console: ${message.text()}`);
      });
      await use((text) => allowed.push(text));
      const unexpected = noise.filter((text) => !allowed.some((one) => one.test(text.replace(/^console: /, ''))));
      // Leptos' warnings are long and come often; their first line says where.
      const told = new Set(unexpected.map((text) => text.split('\n')[0]));
      expect([...told], 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],
});

/** A visitor's view of the shop. */
export class Shop {
  constructor(
    readonly page: Page,
    readonly scripts: boolean,
  ) {}

  /** Opens a page, and waits until it answers to clicks as it will from then on. */
  async open(path: string): Promise<Response> {
    const response = await this.page.goto(path);
    await this.ready();
    return response!;
  }

  async openBook(book: Book, query = ''): Promise<Response> {
    return this.open(`/books/${book.slug}${query}`);
  }

  /** With scripts on, waits until the wasm has taken the page over. */
  async ready(): Promise<void> {
    if (this.scripts) await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }

  get quantity(): Locator {
    return this.page.getByLabel('Quantity', { exact: true });
  }

  get addToCart(): Locator {
    return this.page.getByRole('button', { name: 'Add to cart' });
  }

  /** The form that puts a book into the cart, and its idempotency key. */
  get form(): Locator {
    return this.page.locator('form', { has: this.addToCart });
  }

  get key(): Locator {
    return this.form.locator('input[name=_key]');
  }

  /** What the page says about a form as a whole. */
  get alert(): Locator {
    return this.page.getByRole('main').getByRole('alert').filter({ hasText: /\S/ });
  }

  /** A link in the header. */
  link(name: string): Locator {
    return this.page.getByRole('banner').getByRole('link', { name, exact: true });
  }

  async expectCount(count: number): Promise<void> {
    await expect(this.link(`Cart (${count})`)).toBeVisible();
    if (this.scripts) await this.settle();
  }

  /** Ends the gesture of the last press: a hand could not press something else so soon. */
  async letGo(): Promise<void> {
    if (this.scripts) await this.page.keyboard.press('Shift');
  }

  /** Waits for what comes a frame after new data: the form that sent is reset. No hand is as fast as a test. */
  private async settle(): Promise<void> {
    await this.letGo();
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    // A page that gives way to another meanwhile has nothing to settle.
    await this.page.evaluate(frames).catch(() => {});
  }

  /** Opens a book and puts copies of it into the cart, which then holds `count`. */
  async add(book: Book, copies: number, count = copies): Promise<void> {
    await this.openBook(book);
    await this.quantity.fill(String(copies));
    await this.addToCart.click();
    await this.expectCount(count);
  }

  /** A book's line in the cart. */
  line(book: Book): CartLine {
    return new CartLine(this.page, book.title);
  }
}

export class CartLine {
  readonly row: Locator;
  readonly quantity: Locator;
  readonly update: Locator;
  readonly remove: Locator;
  /** What the line says is wrong. */
  readonly complaint: Locator;

  constructor(page: Page, title: string) {
    this.row = page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    this.quantity = page.getByLabel(`Quantity of ${title}`, { exact: true });
    this.update = page.getByRole('button', { name: `Update ${title}`, exact: true });
    this.remove = page.getByRole('button', { name: `Remove ${title}`, exact: true });
    this.complaint = this.row.locator('[role=alert], [aria-live]').filter({ hasText: /\S/ });
  }
}

/** The page on which people write to the shop. */
export class ContactForm {
  constructor(readonly shop: Shop) {}

  field(name: 'Name' | 'Email' | 'Message'): Locator {
    return this.shop.page.getByLabel(name, { exact: true });
  }

  get send(): Locator {
    return this.shop.page.getByRole('button', { name: 'Send' });
  }

  get thanks(): Locator {
    return this.shop.page.getByText('Thank you. Your message has arrived.');
  }

  async fill(name: string, email: string, message: string): Promise<void> {
    await this.field('Name').fill(name);
    await this.field('Email').fill(email);
    await this.field('Message').fill(message);
  }

  /** Opens the page and sends what the browser itself would not. */
  async refuse(): Promise<void> {
    await this.shop.open('/contact');
    await withoutBrowserChecks(this.field('Email'));
    await this.fill('', 'nobody', 'Hello');
    await this.send.click();
    await expect(this.field('Email')).toHaveAttribute('aria-invalid', 'true');
  }

  async sent(): Promise<void> {
    await this.shop.open('/contact');
    await this.fill('Ada', 'ada@example.org', 'Hello');
    await this.send.click();
    await expect(this.thanks).toBeVisible();
  }
}

/** A person with an email address of their own, who becomes a member. */
export class Account {
  static #next = 0;
  readonly email = `ada-${Date.now()}-${process.pid}-${Account.#next++}@example.org`;

  constructor(
    readonly shop: Shop,
    readonly password = 'correct horse battery',
  ) {}

  field(name: 'Name' | 'Email' | 'Password' | 'Bio'): Locator {
    return this.shop.page.getByLabel(name, { exact: true });
  }

  get create(): Locator {
    return this.button('Create account');
  }

  get signIn(): Locator {
    return this.button('Sign in');
  }

  get signOutButton(): Locator {
    return this.button('Sign out');
  }

  get save(): Locator {
    return this.button('Save');
  }

  private button(name: string): Locator {
    return this.shop.page.getByRole('button', { name, exact: true });
  }

  async fill(fields: Partial<Record<'Name' | 'Email' | 'Password', string>>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) await this.field(name as 'Name').fill(value);
  }

  async signUp(name = 'Ada'): Promise<void> {
    await this.shop.open('/sign-up');
    await this.fill({ Name: name, Email: this.email, Password: this.password });
    await this.create.click();
    await this.expectMember(name);
  }

  /** Signs in. */
  async open(): Promise<void> {
    await this.shop.open('/sign-in');
    await this.fill({ Email: this.email, Password: this.password });
    await this.signIn.click();
    await this.expectMember();
  }

  async signOut(): Promise<void> {
    await this.signOutButton.click();
    await this.expectVisitor();
  }

  /** Waits until the page is as it is for the member. */
  async expectMember(name?: string): Promise<void> {
    await expect(this.shop.link('Account')).toBeVisible();
    await expect(this.signOutButton).toBeVisible();
    await expect(this.shop.link('Sign in')).toHaveCount(0);
    // A narrow window has no room for it.
    if (name !== undefined) await expect(this.shop.page.getByRole('banner').locator('.name')).toHaveText(name);
    await this.shop.ready();
    await this.shop.letGo();
  }

  /** Waits until the page is as it is for everybody else. */
  async expectVisitor(): Promise<void> {
    await expect(this.shop.link('Sign in')).toBeVisible();
    await expect(this.shop.link('Account')).toHaveCount(0);
    await expect(this.signOutButton).toHaveCount(0);
    await this.shop.ready();
    await this.shop.letGo();
  }
}

/** Presses a button and gives the answer to what it sends, whichever way that goes. */
export async function press(button: Locator): Promise<Response> {
  const answer = button.page().waitForResponse((response) => response.request().method() === 'POST');
  await button.click();
  return answer;
}

/** Lets anything through that the browser itself would stop: what a script, or another browser, would send. */
export async function withoutBrowserChecks(field: Locator): Promise<void> {
  await field.evaluate((input: HTMLInputElement) => {
    input.type = 'text';
    input.form!.noValidate = true;
  });
}

/** Follows a link that the page does not have. */
export async function follow(page: Page, to: string): Promise<void> {
  await page.evaluate((to) => {
    const link = document.createElement('a');
    link.href = to;
    link.textContent = 'added by the test';
    link.onclick = () => void setTimeout(() => link.remove());
    document.querySelector('main')!.prepend(link);
  }, to);
  await page.getByRole('link', { name: 'added by the test' }).click();
  await expect(page).toHaveURL(to);
}

/** Marks the document; the answer tells whether it is still the same one. */
export async function markDocument(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Object.assign(window, { marked: true }));
  return () => page.evaluate(() => 'marked' in window);
}

/** Every request that a page makes for a call or posts, from now on; not what the library itself asks for. */
export function watchCalls(page: Page): string[] {
  const calls: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.startsWith('/_call/_')) return;
    const posted = request.method() === 'POST' || url.pathname.startsWith('/_call/');
    if (posted) calls.push(`${request.method()} ${url.pathname}${url.search}`);
  });
  return calls;
}

export const WASM = '**/*.wasm';

/** Keeps the wasm from the page until `release` is called. */
export async function holdWasm(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(WASM, async (route) => {
    await released;
    // The page that asked may be gone.
    await route.continue().catch(() => {});
  });
  return release;
}

/** The file of the pages' script, `<FormScript/>`. */
export const FORM_SCRIPT = '**/_call/_form.*';

/** Keeps that file from pages until `release` is called, and says how it ends: as it is, or in another way. */
export async function holdFormScript(page: Page): Promise<(how?: (route: Route) => Promise<void>) => void> {
  let release = (_?: (route: Route) => Promise<void>) => {};
  const released = new Promise<(route: Route) => Promise<void>>((resolve) => {
    release = (how = (route) => route.continue()) => resolve(how);
  });
  // The page that asked may be gone.
  await page.route(FORM_SCRIPT, async (route) => (await released)(route).catch(() => {}));
  return release;
}

/** A page whose wasm never comes. Gives back what lets it come again. */
export async function blockWasm(page: Page, tolerate: (noise: RegExp) => void): Promise<() => Promise<void>> {
  tolerate(/Failed to load resource: net::ERR_FAILED|Failed to fetch|preloaded using link preload/);
  await page.route(WASM, (route) => route.abort());
  return () => page.unroute(WASM);
}

/** A page that hears nothing of other tabs, as in a browser without such channels. */
export async function withoutTabs(page: Page): Promise<void> {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'));
}

/** Keeps what is on screen from the server, as some proxy may: the page then asks for everything itself. */
export async function withoutScreen(page: Page): Promise<void> {
  await page.route('**/_call/**', async (route) => {
    const { 'actions-screen': _, ...headers } = await route.request().allHeaders();
    await route.continue({ headers }).catch(() => {});
  });
}

/** Delays the answer of a call until `release` is called. */
export async function holdCall(page: Page, call: string): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(`**/_call/${call}*`, async (route) => {
    const answer = await route.fetch();
    await released;
    await route.fulfill({ response: answer }).catch(() => {});
  });
  return release;
}

/** Gives pages a wasm that traps in whatever is called of it once `traps` is set in the session's storage. */
export async function makeBrittle(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // One function, which is `unreachable`.
    const code = '0061736d01000000010401600000030201000708010474726170000' + '00a05010300000b';
    const bytes = Uint8Array.from(code.match(/../g)!, (byte) => parseInt(byte, 16));
    const trap = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.trap as () => never;
    const real = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...of) => {
      const { instance, module } = await real.apply(WebAssembly, of);
      const brittle = Object.entries(instance.exports).map(([name, it]) => {
        const call = (...given: unknown[]) => (sessionStorage.traps ? trap() : (it as Function)(...given));
        return [name, typeof it === 'function' ? call : it];
      });
      return { instance: { exports: Object.fromEntries(brittle) }, module };
    };
    Object.assign(window, { trap });
  });
}
