// What works in an application that was there before this library.
import { expect, test, type Page } from '@playwright/test';

/** A name that no other test of this server uses. */
const fresh = (name: string) => `${name} ${Math.random().toString(36).slice(2, 8)}`;

/** Opens a page; with scripts, when it is live. */
async function open(page: Page, address: string, scripts: boolean | undefined) {
  await page.goto(address);
  if (scripts) await expect(page.locator('form[data-live]').first()).toBeAttached();
}

async function signIn(page: Page, name: string) {
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// covers: GST-21
test('a sign-in leads to the member, whose queries know them at once', async ({ page, javaScriptEnabled }) => {
  await open(page, '/account', javaScriptEnabled);
  await expect(page.locator('#secret')).toHaveText('For members only.');
  await open(page, '/sign-in', javaScriptEnabled);
  if (javaScriptEnabled) await page.evaluate(() => Object.assign(window, { stayed: true }));
  await signIn(page, 'Ada');
  await expect(page).toHaveURL('/account');
  await expect(page.locator('#secret')).toHaveText("Ada's secret");
  await expect(page.locator('#who')).toHaveText('You are Ada.');
  if (javaScriptEnabled) expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  await page.reload();
  await expect(page.locator('#secret')).toHaveText("Ada's secret");
});

// covers: GST-21
test('a sign-out by code of leptos_axum leads away, and the member is nobody at once', async ({ page, javaScriptEnabled }) => {
  await open(page, '/sign-in', javaScriptEnabled);
  await signIn(page, 'Ada');
  await expect(page.locator('#who')).toHaveText('You are Ada.');
  // A hand presses something else later: at once it would be the second click of the first gesture.
  await page.keyboard.press('Shift');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.locator('#who')).toHaveText('You are not signed in.');
  await page.getByRole('link', { name: 'Account' }).click();
  await expect(page.locator('#secret')).toHaveText('For members only.');
});

test('two visitors are two members', async ({ page, browser, javaScriptEnabled }) => {
  const other = await (await browser.newContext()).newPage();
  const visitors = [
    [page, 'Ada'],
    [other, 'Bea'],
  ] as const;
  for (const [visitor, name] of visitors) {
    await open(visitor, '/sign-in', javaScriptEnabled);
    await signIn(visitor, name);
    await expect(visitor.locator('#secret')).toHaveText(`${name}'s secret`);
  }
  await page.reload();
  await expect(page.locator('#who')).toHaveText('You are Ada.');
});

// covers: GST-19
test('a query finds its request on the server and over HTTP, before and after an action', async ({ page, javaScriptEnabled }) => {
  await open(page, '/', javaScriptEnabled);
  await expect(page.locator('#sees')).toHaveText('The query sees its request: Ok(true)');
  const name = fresh('Emma');
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(page.locator('#guest-book li', { hasText: name })).toBeVisible();
  await expect(page.locator('#sees')).toHaveText('The query sees its request: Ok(true)');
  const called = await page.request.get('/_call/sees_its_request');
  expect(await called.json()).toBe(true);
});

test('a form is checked on both sides', async ({ page, javaScriptEnabled }) => {
  await open(page, '/', javaScriptEnabled);
  const field = page.getByLabel('Your name');
  const sign = page.getByRole('button', { name: 'Sign', exact: true });
  await expect(field).toHaveAttribute('required');
  const name = fresh('Jane');
  await field.fill(name);
  await sign.click();
  await expect(page.locator('#guest-book li', { hasText: name })).toBeVisible();

  // Only the server knows that.
  await field.fill(name);
  await sign.click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue(name);
  await expect(page.locator('#guest-book li', { hasText: name })).toHaveCount(1);
});

test('what is wrong in the browser already is not sent @scripts-on', async ({ page }) => {
  await open(page, '/', true);
  const field = page.getByLabel('Your name');
  let sent = 0;
  page.on('request', (request) => (sent += Number(request.method() === 'POST')));
  await field.fill('x'.repeat(41));
  await field.blur();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(field).toBeFocused();
  expect(sent).toBe(0);
});

test('a server function of its own and its form work as before', async ({ page, javaScriptEnabled }) => {
  await open(page, '/', javaScriptEnabled);
  await page.getByLabel('Text').fill('hello');
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Shout' }).click();
  const answer = await answered;
  // Without scripts Leptos tells nothing of a success, and comes back to the page.
  expect(answer.status()).toBe(javaScriptEnabled ? 200 : 302);
  if (javaScriptEnabled) await expect(page.locator('#shouting output')).toHaveText('HELLO!');
  await expect(page.getByLabel('Text')).toBeVisible();
});
