// What is under way is shown from the moment the page is hydrated, and is in no page that the server sends.
import { plenty } from './catalogue.ts';
import { expect, test } from './support.ts';

const [one] = plenty;
const pages = ['/', '/?page=2', `/books/${one.slug}`, '/cart', '/list', '/search?q=emma', '/sign-up', '/sign-in', '/contact', '/nowhere'];

// covers: GST-07
test('no page stays busy', async ({ page, shop }) => {
  for (const path of pages) {
    await shop.open(path);
    await page.waitForLoadState('networkidle');
    await expect(page.locator('[aria-busy], .on, .pending'), path).toHaveCount(0);
  }
});

test.describe('@dev @scripts-on', () => {
  // covers: GST-07
  test('work that is under way during hydration is shown after it, and only until it ends', async ({ page, shop }) => {
    const served = await (await page.request.get('/dev/busy')).text();
    expect(served).toMatch(/<p class="work ?"[^>]*>Work/);
    expect(served).not.toContain('aria-busy="true"');
    await shop.open('/dev/busy');
    const work = page.getByText('Work', { exact: true });
    await expect(work).toHaveClass(/\bon\b/);
    await expect(work).toHaveAttribute('aria-busy', 'true');
    await page.getByRole('button', { name: 'End' }).click();
    await expect(work).not.toHaveClass(/\bon\b/);
    await expect(work).not.toHaveAttribute('aria-busy');
  });
});
