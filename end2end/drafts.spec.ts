// What is typed into a long field outlives a link and back.
import { plenty } from './catalogue.ts';
import { Account, expect, follow, test } from './support.ts';

const [one, two] = plenty;

// covers: GST-12
test('a review that was begun is there after a link and back, for whoever began it @scripts-on', async ({ page, shop }) => {
  const account = new Account(shop);
  await account.signUp();
  await shop.openBook(one);
  const review = page.getByLabel('Review', { exact: true });
  await review.fill('A long text\nof two lines');
  await shop.link('Cart (0)').click();
  await expect(page).toHaveURL('/cart');
  await page.goBack();
  await expect(review).toHaveValue('A long text\nof two lines');
  await page.reload();
  await shop.ready();
  await expect(review).toHaveValue('A long text\nof two lines');
  await follow(page, `/books/${two.slug}`);
  await expect(review, 'it is of another book').toHaveValue('');
  await page.goBack();
  await expect(review).toHaveValue('A long text\nof two lines');

  // Somebody else, in the same tab.
  await account.signOutButton.click();
  await account.expectVisitor();
  const other = new Account(shop);
  await follow(page, '/sign-up');
  await other.fill({ Name: 'Bob', Email: other.email, Password: other.password });
  await other.create.click();
  await other.expectMember('Bob');
  while (new URL(page.url()).pathname !== `/books/${one.slug}`) {
    const before = page.url();
    await page.goBack();
    await expect(page).not.toHaveURL(before);
  }
  await expect(review).toHaveValue('');
  await page.getByRole('radio', { name: '5 stars' }).check();
  await review.fill('Mine');
  await page.getByRole('button', { name: 'Post review' }).click();
  await expect(page.getByText('Your review is below.')).toBeVisible();
  const kept = () => page.evaluate(() => Object.values((history.state?.drafts ?? {}) as Record<string, string>));
  await expect.poll(kept, 'what has arrived is no draft').toEqual(['A long text\nof two lines']);
});
