// What is said of a field once, at its action: the browser's own checks, our check while one types, and the server's.
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { ContactForm, expect, test, watchCalls } from './support.ts';

test.describe('fields', { tag: '@scripts-on' }, () => {
  test('a field that nobody changed is not checked', async ({ page, shop }) => {
    const form = new ContactForm(shop);
    await shop.open('/contact');
    await form.field('Name').focus();
    await form.field('Email').focus();
    await form.field('Message').focus();
    await form.field('Name').focus();
    for (const name of ['Name', 'Email', 'Message'] as const) {
      await expect(form.field(name)).not.toHaveAttribute('aria-invalid');
      await expect(form.field(name)).toHaveAccessibleDescription('');
    }
    await expect(page.locator('.field-error', { hasText: /\S/ })).toHaveCount(0);
  });

  test('a changed field is checked when the focus leaves it, and its error goes as soon as it is right', async ({ page, shop }) => {
    const form = new ContactForm(shop);
    await shop.open('/contact');
    const calls = watchCalls(page);
    const email = form.field('Email');
    await email.pressSequentially('nobody');
    // Nobody is told half-way.
    await expect(email).not.toHaveAttribute('aria-invalid');
    await email.press('Tab');
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    await expect(email).toHaveAccessibleDescription('Enter an e-mail address, such as name@example.org.');
    await email.press('End');
    await email.pressSequentially('@');
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    await email.pressSequentially('x');
    await expect(email).not.toHaveAttribute('aria-invalid');
    await expect(email).toHaveAccessibleDescription('');
    // While the error is gone, typing brings none back.
    await email.press('Backspace');
    await expect(email).not.toHaveAttribute('aria-invalid');
    expect(calls).toEqual([]);
  });

  test('a form that is not right is not sent, and the focus goes to what is wrong', async ({ page, shop }) => {
    const form = new ContactForm(shop);
    await shop.open('/contact');
    const calls = watchCalls(page);
    // The browser's own check takes blanks for a name.
    await form.fill('   ', 'ada@example.org', 'Hello');
    await form.send.click();
    await expect(form.field('Name')).toBeFocused();
    await expect(form.field('Name')).toHaveAccessibleDescription('Fill this in.');
    await shop.letGo();
    await form.field('Email').press('Enter');
    await expect(form.field('Name')).toBeFocused();
    expect(calls).toEqual([]);
    await form.field('Name').fill('Ada');
    await expect(form.field('Name')).toHaveAccessibleDescription('');
    await form.send.click();
    await expect(form.thanks).toBeVisible();
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /_call/send_message.cbor']);
  });

  test('a field of a page that came without a load is checked alike', async ({ page, shop }) => {
    const form = new ContactForm(shop);
    await shop.open('/');
    await page.getByRole('contentinfo').getByRole('link', { name: 'Contact' }).click();
    await form.field('Name').fill(' ');
    await form.field('Name').press('Tab');
    await expect(form.field('Name')).toHaveAccessibleDescription('Fill this in.');
    await expect(form.field('Email')).toHaveAttribute('type', 'email');
    await expect(form.field('Message')).toHaveJSProperty('required', true);
  });
});

// A browser may let through what the server refuses, and never the other way round.
test.describe('the browser stops nothing that the server takes', { tag: '@scripts-on' }, () => {
  const contact: Record<string, string> = { name: 'Ada', email: 'ada@example.org', message: 'Hello' };

  for (const [label, field] of [['Name', 'name'], ['Email', 'email'], ['Message', 'message']] as const) {
    test(`for "${label}"`, async ({ page, shop, request }) => {
      test.slow();
      await shop.open('/contact');
      const control = new ContactForm(shop).field(label);
      const accepted = await compare(page, control, texts(field), (value) =>
        verdict(request, 'send_message', field, { ...contact, [field]: value }),
      );
      expect(accepted).toBeGreaterThan(20);
    });
  }

  test('for a number', async ({ page, shop, request, tolerate }) => {
    tolerate(/The specified value .* cannot be parsed/);
    test.slow();
    await shop.openBook(plenty[0]!);
    const accepted = await compare(page, shop.quantity, numbers(), (value) =>
      verdict(request, 'add_to_cart', 'quantity', { book: '1', quantity: value }),
    );
    expect(accepted).toBeGreaterThan(5);
  });
});

/** Types each value; where the server takes it, the browser must hold it and find it valid. How many the server took. */
async function compare(
  page: Page,
  control: Locator,
  values: string[],
  isTaken: (value: string) => Promise<boolean>,
): Promise<number> {
  let taken = 0;
  for (const value of values) {
    if (!(await isTaken(value))) continue;
    taken += 1;
    await control.focus();
    const found = await control.evaluate((field: HTMLInputElement, value) => {
      // As a person would: lengths are only checked of what was typed.
      field.select();
      document.execCommand(value ? 'insertText' : 'delete', false, value);
      return { value: field.value, isValid: field.checkValidity(), why: field.validationMessage };
    }, value);
    const shown = JSON.stringify(value).slice(0, 200);
    expect(found.isValid, `the browser refuses ${shown}: ${found.why}`).toBe(true);
    expect(found.value.trim(), `the browser does not hold ${shown}`).toBe(value.trim());
  }
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  return taken;
}

/** Whether the server finds nothing wrong with the field; it may refuse the call for another reason. */
async function verdict(
  request: APIRequestContext,
  call: string,
  field: string,
  form: Record<string, string>,
): Promise<boolean> {
  const answer = await request.post(`/_call/${call}`, { form, headers: { 'actions-signature': '0' } });
  if (answer.ok()) return true;
  const problem = (await answer.json()) as { code: string; fields?: Record<string, string[]> };
  // What does not decode is another build's, to a program that names no signature.
  return problem.code !== 'stale' && !(field in (problem.fields ?? {}));
}

/** The same numbers every time. */
function random(): (below: number) => number {
  let state = 20251121;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function texts(field: string): string[] {
  const next = random();
  const pick = (from: string[]) => from[next(from.length)]!;
  const drawn = (alphabet: string[], length: number) => Array.from({ length }, () => pick(alphabet)).join('');
  const letters = [...'abcXYZ019 .-_ěžß漢字🐈👩‍💻\u0301\u200d\u00a0'];
  const address = [...'abz09.!#$%&\'*+/=?^_`{|}~-@@..--'];
  const longest = { name: 80, email: 254, message: 2000 }[field]!;
  const edges = ['a', '🐈'].flatMap((char) => [1, longest - 1, longest, longest + 1].map((count) => char.repeat(count)));
  const local = 'a'.repeat(190);
  const right = ['a@b', `${local}@${'b'.repeat(63)}`, `${local}x@${'b'.repeat(63)}`, "!#$%&'*+/=?^_`{|}~-@x-y.z", '.a.@b', 'a..b@c'];
  const any = Array.from({ length: 60 }, () => drawn(letters, 1 + next(30)));
  const almost = Array.from({ length: 150 }, () => `${drawn(address, 1 + next(8))}@${drawn([...'ab0-.'], 1 + next(8))}`);
  return ['', ' ', ...edges, ...right, ...any, ...almost];
}

function numbers(): string[] {
  const next = random();
  const known = ['0', '1', '2', '99', '100', '-1', '007', '+5', '5.', '5.0', '.5', '1e1', '1E+1', ' 5 ', '', 'NaN', '0x5', '４'];
  return [...known, ...Array.from({ length: 30 }, () => String(next(130) - 10))];
}
