// How the shop is brought into the states that more than one test looks at.
import { books, plenty, scarce, soldOut } from './catalogue.ts';
import { Account, expect, withoutBrowserChecks, type Shop } from './support.ts';

export async function refusedQuantity(shop: Shop): Promise<void> {
  await shop.openBook(scarce);
  await withoutBrowserChecks(shop.quantity);
  await shop.quantity.fill('1234567890123');
  await shop.addToCart.click();
  await expect(shop.quantity).toHaveAttribute('aria-invalid', 'true');
}

export async function soldOutPressed(shop: Shop): Promise<void> {
  await shop.openBook(soldOut);
  await shop.addToCart.click();
  await expect(shop.alert).toBeVisible();
}

export async function fillCart(shop: Shop): Promise<void> {
  // The longest title and the longest single word are the hardest to fit.
  const sellable = books.filter((book) => book.stock >= 2);
  const word = (title: string) => Math.max(...title.split(' ').map((word) => word.length));
  const longest = sellable.reduce((a, b) => (b.title.length > a.title.length ? b : a));
  const unbroken = sellable.reduce((a, b) => (word(b.title) > word(a.title) ? b : a));
  await shop.add(longest, 2);
  await shop.add(unbroken, 2, 4);
  await shop.add(scarce, 1, 5);
  await shop.open('/cart');
}

export async function refusedLine(shop: Shop): Promise<void> {
  await fillCart(shop);
  await shop.line(scarce).quantity.fill('99');
  await shop.line(scarce).update.click();
  await expect(shop.alert).toBeVisible();
}

export async function refusedLines(shop: Shop): Promise<void> {
  await fillCart(shop);
  await refuseLines(shop);
}

/** In a cart that is filled, and open. */
export async function refuseLines(shop: Shop): Promise<void> {
  await shop.page.getByText('Change several quantities at once').click();
  const form = shop.page.locator('form[data-call=update_lines]');
  await form.getByLabel(scarce.title, { exact: true }).fill('99');
  await form.getByRole('button', { name: 'Update all' }).click();
  await expect(form.getByLabel(scarce.title, { exact: true })).toHaveAttribute('aria-invalid', 'true');
}

export async function refusedReview(shop: Shop): Promise<void> {
  await new Account(shop).signUp();
  await shop.openBook(plenty[0]);
  const text = shop.page.getByLabel('Review', { exact: true });
  await text.evaluate((area: HTMLTextAreaElement) => (area.form!.noValidate = true));
  await shop.page.getByRole('button', { name: 'Post review' }).click();
  await expect(text).toHaveAttribute('aria-invalid', 'true');
}

export async function review(shop: Shop): Promise<void> {
  await new Account(shop).signUp('Žluťoučký'.repeat(9).slice(0, 80));
  await shop.openBook(plenty[0]);
  await shop.page.getByRole('radio', { name: '4 stars' }).check();
  await shop.page.getByLabel('Review', { exact: true }).fill(`Übermütig\n\n${'x'.repeat(300)}`);
  await shop.page.getByRole('button', { name: 'Post review' }).click();
  await expect(shop.page.getByText('Your review is below.')).toBeVisible();
}

export async function refusedMember(shop: Shop): Promise<void> {
  const account = new Account(shop);
  await shop.open('/sign-in');
  await account.fill({ Email: account.email, Password: account.password });
  await account.signIn.click();
  await expect(shop.alert).toBeVisible();
}

export async function refusedAccount(shop: Shop): Promise<void> {
  const account = new Account(shop);
  await shop.open('/sign-up');
  await withoutBrowserChecks(account.field('Email'));
  await account.fill({ Name: ' ', Email: 'nobody', Password: 'too short' });
  await account.create.click();
  await expect(account.field('Email')).toHaveAttribute('aria-invalid', 'true');
}

export async function account(shop: Shop): Promise<void> {
  // The longest name there can be, in the header of a full cart.
  await shop.add(plenty[0], 12);
  await new Account(shop).signUp('Žluťoučký'.repeat(9).slice(0, 80));
  await shop.open('/account');
}

export async function endedSession(shop: Shop): Promise<void> {
  await account(shop);
  await shop.page.context().clearCookies();
  await new Account(shop).save.click();
  await expect(shop.alert).toBeVisible();
}
