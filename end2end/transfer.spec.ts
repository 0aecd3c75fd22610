// What a browser transfers for the home page is what `cargo xtask size` says.
import { expect, test } from './support.ts';

// covers: GST-25
test('the home page takes the bytes that the documents say @scripts-on @release', async ({ page, shop }) => {
  const said: Record<string, number> = JSON.parse(process.env.TRANSFERRED!);
  await shop.open('/');
  const transferred = await page.evaluate(() => {
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const [document] = performance.getEntriesByType('navigation') as PerformanceResourceTiming[];
    const files = entries.map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize] as const);
    return [['document.html', document.encodedBodySize] as const, ...files];
  });
  // Covers are pictures of what is in the database, and the icon is asked for by the browser itself.
  const ours = transferred.filter(([path]) => !path.endsWith('.svg'));
  const bytes: Record<string, number> = {};
  for (const [path, size] of ours) {
    const ending = path.split('.').pop()!;
    bytes[ending] = (bytes[ending] ?? 0) + size;
  }
  expect(Object.keys(bytes).sort(), ours.join(' ')).toEqual(Object.keys(said).sort());
  // Files are as the build left them.
  expect({ ...bytes, html: 0 }).toEqual({ ...said, html: 0 });
  // No two pages are alike: each has keys of its own, and what is popular just now.
  expect(Math.abs(bytes.html - said.html) / said.html).toBeLessThan(0.1);
});

// covers: GST-25
test('files that have their content in their names are loaded once @scripts-on @release', async ({ page, shop }) => {
  const answers: [string, Record<string, string>][] = [];
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (path.startsWith('/pkg/')) answers.push([path, response.headers()]);
  });
  await shop.open('/');
  expect(answers.map(([path]) => path.split('.').pop()).sort()).toEqual(['css', 'js', 'js', 'wasm']);
  for (const [path, headers] of answers) {
    expect(path).toMatch(/^\/pkg\/(bookshop|__wasm_split)\.[0-9a-f]{32}\.(css|js|wasm)$/);
    expect([headers['content-encoding'], headers['cache-control']]).toEqual(['br', 'public, max-age=31536000, immutable']);
  }
});
