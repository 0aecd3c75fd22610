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
