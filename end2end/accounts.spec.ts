// Members: signing up, in and out, and their account.
import type { BrowserContext } from '@playwright/test';
import { plenty } from './catalogue.ts';
import { Account, Shop, expect, follow, markDocument, press, test, withoutBrowserChecks, withoutTabs } from './support.ts';

const [one, two] = plenty;
const WRONG = 'The email address or the password is wrong.';

test.describe('signing up', () => {
  test('makes a member, whom every page knows', async ({ page, shop }) => {
    const account = new Account(shop);
    await shop.open('/');
    await shop.link('Sign in').click();
    await expect(page).toHaveURL('/sign-in');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Create an account']);
    await shop.ready();
    await account.fill({ Name: 'Žofie', Email: account.email, Password: account.password });
    await account.create.click();
    await account.expectMember('Žofie');
    await expect(page).toHaveURL('/');
    await shop.link('Account').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Account']);
    await expect(account.field('Name')).toHaveValue('Žofie');
    await expect(page.getByRole('main').getByText(account.email)).toBeVisible();
    await page.reload();
    await shop.ready();
    await account.expectMember('Žofie');
  });

  // covers: FRM-19 MPA-08
  test('an address that is taken is said beside its field', async ({ page, shop, scripts }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/sign-up');
    await account.fill({ Name: 'Ada', Email: account.email.toUpperCase(), Password: account.password });
    const answer = await press(account.create);
    expect(answer.status()).toBe(422);
    await expect(account.field('Email')).toHaveAccessibleDescription(
      'There is an account with this email address already.',
    );
    await expect(account.field('Email')).toHaveAttribute('aria-invalid', 'true');
    await expect(account.field('Email')).toHaveValue(account.email.toUpperCase());
    await expect(account.field('Name')).toHaveValue('Ada');
    await expect(account.field('Name')).not.toHaveAttribute('aria-invalid');
    // The page that answers has no password in it; without an answer of its own the page keeps what is in the field.
    await expect(account.field('Password')).toHaveValue(scripts ? account.password : '');
    await expect(page).toHaveURL(scripts ? '/sign-up' : '/sign-up?_call=sign_up');
    await account.expectVisitor();
  });

  test('what the browser lets through is checked', async ({ shop }) => {
    const account = new Account(shop);
    await shop.open('/sign-up');
    await withoutBrowserChecks(account.field('Email'));
    const long = `${'a'.repeat(288)}@example.org`;
    expect(long).toHaveLength(300);
    await account.fill({ Name: '   ', Email: long, Password: 'too short' });
    const answer = await press(account.create);
    expect(answer.status()).toBe(422);
    await expect(account.field('Email')).toHaveAccessibleDescription('Use at most 254 characters.');
    await expect(account.field('Email')).toHaveValue(long);
    await expect(account.field('Password')).toHaveAccessibleDescription(/Use at least 10 characters\.$/);
    await account.fill({ Name: '   ', Email: account.email, Password: account.password });
    await press(account.create);
    await expect(account.field('Name')).toHaveAccessibleDescription('Fill this in.');
    await expect(account.field('Email')).toHaveAccessibleDescription('');
    await account.fill({ Name: 'Ada', Email: account.email, Password: account.password });
    await account.create.click();
    await account.expectMember('Ada');
  });

  test('names and passwords may be of any script', async ({ page, shop }) => {
    const account = new Account(shop, ' пароль 密码 🐎 \u0301 ');
    const name = '李小龙 <b>"Ž"</b> \u202eabc';
    await account.signUp(name);
    await account.signOut();
    await shop.open('/sign-in');
    await account.fill({ Email: account.email, Password: account.password.trim() });
    await account.signIn.click();
    await expect(shop.alert).toHaveText(WRONG);
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await account.expectMember(name);
    await shop.open('/account');
    await expect(account.field('Name')).toHaveValue(name);
    await expect(page.getByRole('banner').locator('b')).toHaveCount(0);
  });
});

test.describe('signing in', () => {
  test('a wrong password and an unknown address say the same', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    for (const [email, password] of [
      [account.email, 'not the password'],
      [`not-${account.email}`, account.password],
    ]) {
      await shop.open('/sign-in');
      await account.fill({ Email: email, Password: password });
      const answer = await press(account.signIn);
      expect(answer.status()).toBe(401);
      await expect(shop.alert).toHaveText(WRONG);
      await expect(shop.alert).toBeFocused();
      await expect(account.field('Email')).toHaveValue(email);
      await account.expectVisitor();
    }
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await account.expectMember();
    await expect(page).toHaveURL('/');
  });

  test('leads back to where one was sent from', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/account?tab=a%26b&x=1');
    await expect(page).toHaveURL('/sign-in?back=%2Faccount%3Ftab%3Da%2526b%26x%3D1');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Sign in']);
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await expect(page).toHaveURL('/account?tab=a%26b&x=1');
    await expect(account.field('Name')).toHaveValue('Ada');
  });

  // covers: RED-06
  test('leads back to the page whose header was used', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/?genre=Children%27s&page=2');
    await shop.link('Sign in').click();
    await expect(account.signIn).toBeVisible();
    await shop.ready();
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await expect(page).toHaveURL('/?genre=Children%27s&page=2');
    await expect(page.getByRole('link', { name: "Children's", exact: true })).toHaveAttribute('aria-current', 'page');
    await account.expectMember();
  });

  test('leads back by way of a new account too', async ({ page, shop }) => {
    const account = new Account(shop);
    await shop.open('/account?x=1');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await expect(account.create).toBeVisible();
    await shop.ready();
    await account.fill({ Name: 'Ada', Email: account.email, Password: account.password });
    await account.create.click();
    await expect(page).toHaveURL('/account?x=1');
    await expect(account.field('Name')).toHaveValue('Ada');
  });

  for (const back of ['//evil.example', '/%5Cevil.example', 'https:%2F%2Fevil.example', '%252F%252Fevil.example']) {
    test(`leads nowhere else: ${back}`, async ({ page, shop }) => {
      const account = new Account(shop);
      await account.signUp();
      await account.signOut();
      await shop.open(`/sign-in?back=${back}`);
      await account.fill({ Email: account.email, Password: account.password });
      await account.signIn.click();
      await account.expectMember();
      await expect(page).toHaveURL('/');
    });
  }

  test('takes the cart along', async ({ page, shop }) => {
    const account = new Account(shop);
    await shop.add(one, 2);
    await account.signUp();
    await shop.expectCount(2);
    await account.signOut();
    await shop.expectCount(0);
    await shop.add(one, 3);
    await shop.add(two, 1, 4);
    await account.open();
    await shop.expectCount(6);
    await shop.open('/cart');
    await expect(shop.line(one).quantity).toHaveValue('5');
    await expect(shop.line(two).quantity).toHaveValue('1');
    await expect(page.getByRole('heading', { level: 2 })).toHaveText([one.title, two.title]);
  });

  test('works by keyboard alone', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/');
    await shop.link('Sign in').focus();
    await page.keyboard.press('Enter');
    await expect(account.signIn).toBeVisible();
    await shop.ready();
    await account.field('Email').focus();
    await page.keyboard.type(account.email);
    await page.keyboard.press('Tab');
    await expect(account.field('Password')).toBeFocused();
    await page.keyboard.type(account.password);
    await page.keyboard.press('Enter');
    await account.expectMember();
    await account.signOutButton.focus();
    await page.keyboard.press('Enter');
    await account.expectVisitor();
  });
});

test.describe('a session', () => {
  // covers: MPA-19 CKH-07
  test('is another after each change, and the old one is dead', async ({ context, page, shop, baseURL }) => {
    const account = new Account(shop);
    await shop.add(one, 1);
    const seen = [await session(context)];
    await account.signUp();
    seen.push(await session(context));
    await account.signOut();
    seen.push(await session(context));
    await account.open();
    seen.push(await session(context));
    expect(new Set(seen).size).toBe(4);
    expect(seen.join()).not.toContain(' ');
    const cookie = (await context.cookies()).find(({ name }) => name === 'bookshop')!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: false });
    const member = seen[1];
    await context.addCookies([{ name: 'bookshop', value: member, url: baseURL! }]);
    await page.goto('/account');
    await expect(page).toHaveURL('/sign-in?back=%2Faccount');
    await account.expectVisitor();
    await shop.expectCount(0);
  });

  // covers: INV-05
  test('that ended in another tab is told, and what was typed stays', async ({ context, page, shop, scripts }) => {
    const account = new Account(shop);
    await account.signUp();
    await shop.open('/account');
    const other = new Shop(await context.newPage(), scripts);
    await other.open('/');
    await new Account(other).signOutButton.click();
    await expect(other.link('Sign in')).toBeVisible();

    await account.field('Name').fill('Ada Nová');
    await account.field('Bio').fill('First\nSecond </textarea>');
    const answer = await press(account.save);
    expect(answer.status()).toBe(401);
    await expect(shop.alert).toHaveText('Please sign in first.');
    await expect(account.field('Name')).toHaveValue('Ada Nová');
    await expect(account.field('Bio')).toHaveValue('First\nSecond </textarea>');

    // Signed in again in a tab of its own, the same form is saved.
    const opened = context.waitForEvent('page');
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    const third = new Shop(await opened, scripts);
    await third.ready();
    const again = new Account(third);
    await again.fill({ Email: account.email, Password: account.password });
    await again.signIn.click();
    await expect(third.page).toHaveURL('/account');
    await account.save.click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await account.expectMember('Ada Nová');
    await expect(account.field('Name')).toHaveValue('Ada Nová');
  });

  test("somebody else's does not get what was typed for another", async ({ context, shop, scripts }) => {
    const account = new Account(shop);
    await account.signUp();
    await shop.open('/account');
    await account.field('Name').fill('Ada Nová');
    const other = new Shop(await context.newPage(), scripts);
    const somebody = new Account(other);
    await somebody.signUp('Bob');
    if (scripts) {
      // The tabs agree on who is there, and the form is another.
      await expect(account.field('Name')).toHaveValue('Bob');
    } else {
      const answer = await press(account.save);
      expect(answer.status()).toBe(409);
      await expect(account.field('Name')).toHaveValue('Ada Nová');
    }
    await other.open('/account');
    await expect(somebody.field('Name')).toHaveValue('Bob');
  });

  test("somebody else's does not get what was typed in a tab that was not told", async ({ context, shop, scripts }) => {
    await withoutTabs(shop.page);
    const account = new Account(shop);
    await account.signUp();
    await shop.open('/account');
    const other = new Shop(await context.newPage(), scripts);
    const somebody = new Account(other);
    await somebody.signUp('Bob');
    await account.field('Name').fill('Ada Nová');
    const answer = await press(account.save);
    expect(answer.status()).toBe(409);
    await other.open('/account');
    await expect(somebody.field('Name')).toHaveValue('Bob');
  });

  test('that is newer than a form takes it all the same', async ({ context, shop, scripts }) => {
    const account = new Account(shop);
    await shop.openBook(one);
    const other = new Shop(await context.newPage(), scripts);
    await new Account(other).signUp();
    await shop.quantity.fill('2');
    await shop.addToCart.click();
    await shop.expectCount(2);
    await account.expectMember();
    await other.open('/cart');
    await other.expectCount(2);
  });
});

test.describe('signing out', () => {
  test('leaves nothing private behind', async ({ page, shop }) => {
    const account = new Account(shop);
    await shop.add(one, 2);
    await account.signUp();
    await shop.open('/cart');
    await shop.link('Account').click();
    await expect(account.field('Name')).toHaveValue('Ada');
    await shop.ready();
    await account.signOutButton.click();
    await expect(page).toHaveURL('/');
    await account.expectVisitor();
    await shop.expectCount(0);
    await page.goBack();
    await expect(page).toHaveURL('/sign-in?back=%2Faccount');
    await expect(page.getByText(account.email)).toHaveCount(0);
    await account.expectVisitor();
    // And not into it again, so that one comes further back.
    await page.goBack();
    await expect(page).toHaveURL('/cart');
    await expect(page.getByText('Your cart is empty.')).toBeVisible();
    await account.expectVisitor();
  });

  test('works on every page', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    for (const path of [`/books/${one.slug}?x=1`, '/cart', '/contact', '/no/such/page']) {
      await shop.open(path);
      await account.expectMember();
      await account.signOutButton.click();
      await expect(page).toHaveURL('/');
      await account.expectVisitor();
      await account.open();
    }
  });
});

test.describe('the account', () => {
  test('is saved, and the header follows', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await shop.open('/account');
    await account.field('Name').fill(' Žofie ');
    await account.field('Bio').fill('Reads.\n\nAnd writes & "quotes" <b>.');
    await account.save.click();
    await expect(page.getByText('Saved.')).toBeVisible();
    await account.expectMember('Žofie');
    await page.reload();
    await shop.ready();
    await expect(page.getByText('Saved.')).toHaveCount(0);
    await expect(account.field('Name')).toHaveValue('Žofie');
    await expect(account.field('Bio')).toHaveValue('Reads.\n\nAnd writes & "quotes" <b>.');
  });

  test('what is wrong is said beside its field', async ({ shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await shop.open('/account');
    await account.field('Name').fill('x'.repeat(81));
    await account.field('Bio').fill('ž'.repeat(1001));
    await account.save.click();
    await expect(account.field('Name')).toHaveAccessibleDescription('Use at most 80 characters.');
    await expect(account.field('Bio')).toHaveAccessibleDescription('Use at most 1000 characters.');
    await expect(account.field('Bio')).toHaveValue('ž'.repeat(1001));
    await account.expectMember('Ada');
  });
});

test.describe('with scripts', { tag: '@scripts-on' }, () => {
  // covers: RED-09
  test('who one is changes everywhere without a page load', async ({ page, shop }) => {
    const account = new Account(shop);
    await shop.add(one, 2);
    await shop.link('Sign in').click();
    const same = await markDocument(page);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await account.fill({ Name: 'Ada', Email: account.email, Password: account.password });
    await account.create.click();
    await account.expectMember();
    await shop.expectCount(2);
    await expect(page).toHaveURL(`/books/${one.slug}`);
    await account.signOutButton.click();
    await account.expectVisitor();
    await shop.expectCount(0);
    await shop.link('Sign in').click();
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await account.expectMember();
    await shop.expectCount(2);
    expect(await same()).toBe(true);
  });

  // covers: RED-03
  test('a redirect brings what its page needs, and loads no document', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/sign-in?back=%2Faccount%3Ftab%3D2');
    const asked: string[] = [];
    page.on('request', (request) => {
      const path = new URL(request.url()).pathname;
      if (path.startsWith('/_call/') || request.resourceType() === 'document') asked.push(path);
    });
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await expect(page).toHaveURL('/account?tab=2');
    await expect(account.field('Name')).toHaveValue('Ada');
    await page.waitForTimeout(300);
    expect(asked).toEqual(['/_call/sign_in.cbor']);
  });

  // covers: RED-01
  test('a link to a page for members leads through the sign-in', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOut();
    await shop.open('/contact');
    const same = await markDocument(page);
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = '/account?tab=2';
      link.textContent = 'added by the test';
      document.querySelector('main')!.prepend(link);
    });
    await page.getByRole('link', { name: 'added by the test' }).click();
    await expect(page).toHaveURL('/sign-in?back=%2Faccount%3Ftab%3D2');
    await account.fill({ Email: account.email, Password: account.password });
    await account.signIn.click();
    await expect(page).toHaveURL('/account?tab=2');
    await expect(account.field('Name')).toHaveValue('Ada');
    await page.goBack();
    await expect(page).toHaveURL('/sign-in?back=%2Faccount%3Ftab%3D2');
    await page.goBack();
    await expect(page).toHaveURL('/contact');
    expect(await same()).toBe(true);
  });

  test('the keyboard goes on after signing in and out', async ({ page, shop }) => {
    const account = new Account(shop);
    await account.signUp();
    await account.signOutButton.press('Enter');
    await account.expectVisitor();
    await expect(page.getByRole('main')).toBeFocused();
    await follow(page, '/sign-in');
    await account.fill({ Email: account.email, Password: account.password });
    await account.field('Password').press('Enter');
    await account.expectMember();
    await expect(page.getByRole('main')).toBeFocused();
  });
});

async function session(context: BrowserContext): Promise<string> {
  return (await context.cookies()).find(({ name }) => name === 'bookshop')!.value;
}
