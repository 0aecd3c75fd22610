// Writing to the shop.
import { ContactForm, expect, press, test, withoutBrowserChecks } from './support.ts';

const TEXT = 'First line\nSecond line: 1 < 2 && "ž" 🐈\n</textarea><b>not bold</b>';

test('a message is sent, and the page says thank you once', async ({ page, shop }) => {
  const form = new ContactForm(shop);
  await shop.open('/');
  await page.getByRole('contentinfo').getByRole('link', { name: 'Contact' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Contact']);
  await shop.ready();
  await form.fill('Žofie', 'zofie@example.org', TEXT);
  await form.send.click();
  await expect(form.thanks).toBeVisible();
  await expect(form.send).toHaveCount(0);
  await expect(page).toHaveURL('/contact');
  await page.reload();
  await shop.ready();
  await expect(form.thanks).toHaveCount(0);
  await expect(form.field('Name')).toHaveValue('');
});

test('one can write another', async ({ page, shop }) => {
  const form = new ContactForm(shop);
  await shop.open('/contact');
  await form.fill('Ada', 'ada@example.org', 'Hello');
  await form.send.click();
  await page.getByRole('link', { name: 'Write another' }).click();
  await expect(form.field('Message')).toHaveValue('');
  await form.fill('Ada', 'ada@example.org', 'Hello again');
  await form.send.click();
  await expect(form.thanks).toBeVisible();
});

test('the browser asks for what is missing', async ({ page, shop }) => {
  const form = new ContactForm(shop);
  await shop.open('/contact');
  await form.fill('Ada', 'nobody', 'Hello');
  await form.send.click();
  await expect(form.field('Email')).toBeFocused();
  expect(await form.field('Email').evaluate((field: HTMLInputElement) => field.validity.typeMismatch)).toBe(true);
  await expect(page).toHaveURL('/contact');
  await expect(form.thanks).toHaveCount(0);
});

test('what the browser lets through is checked, and nothing typed is lost', async ({ shop, scripts }) => {
  const form = new ContactForm(shop);
  await shop.open('/contact');
  await withoutBrowserChecks(form.field('Email'));
  await form.fill('', 'nobody', TEXT);
  const answer = await press(form.send);
  expect(answer.status()).toBe(422);
  await expect(form.field('Name')).toHaveAccessibleDescription('Fill this in.');
  await expect(form.field('Email')).toHaveAccessibleDescription('Enter an e-mail address, such as name@example.org.');
  await expect(form.field('Message')).toHaveAccessibleDescription('');
  await expect(shop.alert).toHaveText('Please correct the marked fields.');
  await expect(scripts ? form.field('Name') : shop.alert).toBeFocused();
  await expect(form.field('Email')).toHaveValue('nobody');
  await expect(form.field('Message')).toHaveValue(TEXT);
  await form.fill('Ada', 'ada@example.org', TEXT);
  await form.send.click();
  await expect(form.thanks).toBeVisible();
});

test('the keyboard goes on after the form has gone', { tag: '@scripts-on' }, async ({ page, shop }) => {
  const form = new ContactForm(shop);
  await shop.open('/contact');
  await form.fill('Ada', 'ada@example.org', 'Hello');
  await form.send.press('Enter');
  await expect(form.thanks).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});
