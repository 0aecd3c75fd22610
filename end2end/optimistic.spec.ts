// What is on screen before the server has answered, and what came with the answer.
import { euros, plenty, scarce } from './catalogue.ts';
import { expect, holdCall, test, watchCalls } from './support.ts';

const [one, two] = plenty;

test.describe('scripts on @scripts-on', () => {
  // covers: TRP-04
  test('a quantity shows at once in line, total and header, and takes one round trip', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.add(two, 1, 3);
    await shop.open('/cart');
    const release = await holdCall(page, 'set_quantity');
    const calls = watchCalls(page);
    await shop.line(one).quantity.fill('7');
    await shop.line(one).update.click();
    await shop.expectCount(8);
    await expect(shop.line(one).row).toContainText(euros(7 * one.price));
    await expect(page.getByText('Total')).toContainText(euros(7 * one.price + two.price));
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(1);
    release();
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(0);
    await shop.expectCount(8);
    expect(calls).toEqual(['POST /_call/set_quantity.cbor']);
    await page.reload();
    await shop.expectCount(8);
  });

  // covers: UOP-13
  test('what is refused is taken back, and told beside its line alone', async ({ page, shop }) => {
    await shop.add(scarce, 1);
    await shop.add(one, 1, 2);
    await shop.open('/cart');
    const release = await holdCall(page, 'set_quantity');
    await shop.line(scarce).quantity.fill('99');
    await shop.line(scarce).update.click();
    await shop.expectCount(100);
    release();
    await expect(shop.line(scarce).complaint).toContainText('left');
    await shop.expectCount(2);
    await expect(shop.line(scarce).quantity).toHaveValue('99');
    await expect(shop.line(one).complaint).toHaveCount(0);
  });

  test('an entry that is deleted goes at once, and comes back where it was if it could not be', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.open('/list');
    for (const text of ['Emma', 'Walden']) {
      await page.getByLabel('What do you want to read?').fill(text);
      await page.getByLabel('What do you want to read?').press('Enter');
    }
    await expect(page.locator('.pending')).toHaveCount(0);
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/_call/delete_entry*', async (route) => {
      await answered;
      await route.fulfill({ status: 503, body: 'not just now' });
    });
    const texts = page.locator('.entry .text');
    await page.getByRole('button', { name: 'Delete Emma', exact: true }).click();
    await expect(texts).toHaveText(['Walden']);
    answer();
    await expect(texts).toHaveText(['Emma', 'Walden']);
    await expect(page.locator('.entry').filter({ hasText: 'Emma' }).getByRole('alert').filter({ hasText: /\S/ })).toHaveCount(1);
  });

  // covers: UOP-04 UOP-11 TRP-19
  test('twenty clicks under jitter never flash back and end at the truth', async ({ page, shop }) => {
    await shop.open('/list');
    await page.getByLabel('What do you want to read?').fill('Emma');
    await page.getByLabel('What do you want to read?').press('Enter');
    await expect(page.locator('.pending')).toHaveCount(0);
    let number = 0;
    await page.route('**/_call/set_entry*', async (route) => {
      await new Promise((done) => setTimeout(done, (number++ * 37) % 90));
      await route.continue();
    });
    const box = page.getByRole('checkbox', { name: 'Emma' });
    // What is shown in each frame, beside what was clicked last.
    await box.evaluate((box: HTMLInputElement) => {
      const seen: string[] = [];
      let clicked = box.checked;
      box.addEventListener('change', () => (clicked = box.checked));
      const look = () => {
        if (box.checked !== clicked) seen.push(`${box.checked} after ${clicked}`);
        requestAnimationFrame(look);
      };
      look();
      Object.assign(window, { seen });
    });
    for (let click = 0; click < 21; click++) await box.click({ delay: 0 });
    await page.waitForLoadState('networkidle');
    await expect(box).toBeChecked();
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([]);
    await page.reload();
    await expect(box).toBeChecked();
  });

  // covers: UOP-15
  test('what fails is taken back at once, whatever else is still under way', async ({ page, shop, tolerate }) => {
    tolerate(/Failed to load resource/);
    await shop.open('/list');
    const field = page.getByLabel('What do you want to read?');
    await field.fill('Emma');
    await field.press('Enter');
    await expect(page.locator('.pending')).toHaveCount(0);
    const release = await holdCall(page, 'add_entry');
    await field.fill('Walden');
    await field.press('Enter');
    await page.route('**/_call/set_entry*', (route) => route.fulfill({ status: 503, body: 'not just now' }));
    const box = page.getByRole('checkbox', { name: 'Emma' });
    await box.click();
    await expect(box).not.toBeChecked();
    await expect(page.locator('.entry').filter({ hasText: 'Emma' }).getByRole('alert')).not.toBeEmpty();
    await expect(page.locator('.pending')).toHaveText(/Walden/);
    release();
    await expect(page.locator('.pending')).toHaveCount(0);
    await expect(page.locator('.entry .text')).toHaveText(['Emma', 'Walden']);
  });

  test('a row is the same element before and after the server has answered', async ({ page, shop }) => {
    await shop.open('/list');
    const release = await holdCall(page, 'add_entry');
    await page.getByLabel('What do you want to read?').fill('Emma');
    await page.getByLabel('What do you want to read?').press('Enter');
    const row = page.getByRole('listitem').filter({ hasText: 'Emma' });
    await row.evaluate((row) => Object.assign(row, { marked: true }));
    release();
    await expect(row.getByRole('checkbox')).toBeVisible();
    expect(await row.evaluate((row) => 'marked' in row)).toBe(true);
    await expect(row).toHaveCount(1);
  });

  test('what is under way is shown on a page that is opened meanwhile', async ({ page, shop }) => {
    await shop.open('/list');
    const release = await holdCall(page, 'add_entry');
    await page.getByLabel('What do you want to read?').fill('Emma');
    await page.getByLabel('What do you want to read?').press('Enter');
    await shop.link('Books').click();
    await expect(page).toHaveURL('/');
    await shop.link('Reading list').click();
    const row = page.getByRole('list', { name: 'To read' }).getByRole('listitem');
    await expect(row).toHaveCount(1);
    release();
    await expect(row.getByRole('checkbox')).toBeVisible();
    await expect(row).toHaveCount(1);
  });

  test('components that show the same query ask once', async ({ page, shop }) => {
    await shop.add(one, 2);
    await shop.open('/');
    const calls = watchCalls(page);
    await shop.link('Cart (2)').click();
    await expect(shop.line(one).row).toBeVisible();
    expect(calls.filter((call) => call.includes('get_cart'))).toEqual([]);
  });
});
