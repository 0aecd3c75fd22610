// Readable everywhere: contrast, and nothing wider than the window.
import type { Page } from '@playwright/test';
import { books, plenty, scarce } from './catalogue.ts';
import {
  account,
  endedSession,
  fillCart,
  refusedAccount,
  refusedLine,
  refusedLines,
  refusedMember,
  refusedQuantity,
  refusedReview,
  review,
  soldOutPressed,
} from './states.ts';
import { ContactForm, expect, test, type Shop } from './support.ts';

const STATES: [string, (shop: Shop) => Promise<void>][] = [
  ['the first page', async (shop) => void (await shop.open('/'))],
  ['a genre', async (shop) => void (await shop.open("/?genre=Children's&page=2"))],
  ['a book', async (shop) => void (await shop.openBook(plenty[0]))],
  ['a scarce book', async (shop) => void (await shop.openBook(scarce))],
  ['a refused quantity', refusedQuantity],
  ['a sold-out book', soldOutPressed],
  ['a refused review', refusedReview],
  ['a review', review],
  ['an empty cart', async (shop) => void (await shop.open('/cart'))],
  ['a filled cart', fillCart],
  ['a refused line', refusedLine],
  ['refused lines', refusedLines],
  ['the message form', async (shop) => void (await shop.open('/contact'))],
  ['a refused message', (shop) => new ContactForm(shop).refuse()],
  ['a sent message', (shop) => new ContactForm(shop).sent()],
  ['the sign-in', async (shop) => void (await shop.open('/sign-in?back=%2Faccount'))],
  ['a refused member', refusedMember],
  ['a refused account', refusedAccount],
  ['an account', account],
  ['an account whose session has ended', endedSession],
  ['a missing page', async (shop) => void (await shop.open('/no/such/page'))],
];

for (const [what, arrange] of STATES) {
  test(`${what} has enough contrast, light and dark`, async ({ page, shop, tolerate }) => {
    tolerate(/The specified value .* cannot be parsed/);
    await arrange(shop);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // The browser may still be changing from one to the other.
      await expect.poll(() => faint(page), { message: colorScheme }).toEqual([]);
    }
  });

  test(`${what} fits into every window`, async ({ page, shop }) => {
    await arrange(shop);
    for (const width of [320, 360, 768, 1600]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await sticksOut(page), `${width} px`).toEqual([]);
    }
  });
}

test('light and dark are two looks', async ({ page, shop }) => {
  const paper = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme });
    await shop.open('/');
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  };
  expect(await paper('light')).not.toBe(await paper('dark'));
});

test('every book has a cover with its title, and no request leads elsewhere', async ({ page, shop, baseURL }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => request.url().startsWith(baseURL!) || elsewhere.push(request.url()));
  await shop.open('/');
  const broken = await page.evaluate(async () => {
    const images = [...document.images];
    images.forEach((image) => (image.loading = 'eager'));
    await Promise.all(images.map((image) => image.decode().catch(() => {})));
    return images.filter((image) => image.naturalWidth === 0).map((image) => image.src);
  });
  expect(broken).toEqual([]);
  expect(elsewhere).toEqual([]);
  const cover = await page.request.get(`/covers/${books[0].slug}.svg`);
  expect(cover.headers()['content-type']).toBe('image/svg+xml');
  // Its words stand in lines of their own.
  const words = (await cover.text()).replace(/<[^>]*>/g, ' ');
  for (const word of books[0].title.split(' ')) expect(words).toContain(word);
});

test('the words of every cover stand on it, and clear of its ornament', async ({ page, shop }) => {
  await shop.open('/cart');
  const slugs = books.map((book) => book.slug);
  const wrong = await page.evaluate(async (slugs) => {
    const found: string[] = [];
    const stage = document.body.appendChild(document.createElement('div'));
    for (const slug of slugs) {
      stage.innerHTML = await (await fetch(`/covers/${slug}.svg`)).text();
      const [paper, ...shapes] = stage.querySelectorAll<SVGGraphicsElement>('rect, circle, path, ellipse');
      const width = Number(paper.getAttribute('width'));
      for (const text of stage.querySelectorAll('text')) {
        const { x, width: length } = text.getBBox();
        if (x < 9 || x + length > width) found.push(`${slug}: "${text.textContent}" does not fit`);
        // From the top of its capitals to below its descenders.
        const size = parseFloat(getComputedStyle(text).fontSize);
        const base = Number(text.getAttribute('y'));
        const over = shapes.some((shape) => {
          // A frame has its words inside.
          const frame = shape.matches('rect[fill=none]');
          const box = shape.getBBox();
          const beside = x >= box.x + box.width || x + length <= box.x;
          const [top, bottom] = [base - 0.7 * size, base + 0.2 * size];
          if (frame) return x < box.x || x + length > box.x + box.width || top < box.y || bottom > box.y + box.height;
          return !beside && top < box.y + box.height && bottom > box.y;
        });
        if (over) found.push(`${slug}: "${text.textContent}" runs over the ornament`);
      }
    }
    return found;
  }, slugs);
  expect(wrong).toEqual([]);
});

/** Every text whose contrast with what is behind it is below 4.5, as WCAG computes it. */
async function faint(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number];
    const parse = (text: string): Colour => {
      const parts = text.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/);
      if (!parts) throw new Error(`a colour that this test does not read: ${text}`);
      return [+parts[1], +parts[2], +parts[3], +(parts[4] ?? 1)];
    };
    const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => {
      const mix = (top: number, under: number) => top * a + under * (1 - a);
      return [mix(r, R), mix(g, G), mix(b, B), 1];
    };
    const behind = (element: Element | null): Colour => {
      if (!element) return [255, 255, 255, 1];
      const own = parse(getComputedStyle(element).backgroundColor);
      return own[3] === 1 ? own : over(own, behind(element.parentElement));
    };
    const opacity = (element: Element | null): number =>
      element ? +getComputedStyle(element).opacity * opacity(element.parentElement) : 1;
    const luminance = ([r, g, b]: Colour) => {
      const linear = [r, g, b].map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const contrast = (element: Element) => {
      const paper = behind(element);
      const [r, g, b, a] = parse(getComputedStyle(element).color);
      const [dark, light] = [luminance(paper), luminance(over([r, g, b, a * opacity(element)], paper))].sort(
        (a, b) => a - b,
      );
      return (light + 0.05) / (dark + 0.05);
    };

    const texts = new Map<Element, string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent!.trim();
      if (text && node.parentElement!.checkVisibility()) texts.set(node.parentElement!, text);
    }
    for (const field of document.querySelectorAll('input:not([type=hidden])')) texts.set(field, 'a field');
    if (texts.size < 8) throw new Error('no page has so few texts');
    return [...texts]
      .map(([element, text]) => ({ text, ratio: contrast(element) }))
      .filter(({ ratio }) => ratio < 4.5)
      .map(({ text, ratio }) => `${ratio.toFixed(2)}: ${text}`);
  });
}

/** What reaches over the window's right or left edge. */
async function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found = [...document.querySelectorAll('body *')]
      .filter((element) => !element.matches('.skip') && element.checkVisibility())
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.right > root.clientWidth + 0.5 || box.left < -0.5))
      .map(({ element, box }) => `${element.tagName.toLowerCase()}.${element.className} to ${box.right.toFixed(1)}`);
    if (root.scrollWidth > root.clientWidth) found.push(`the page scrolls sideways to ${root.scrollWidth}`);
    return found;
  });
}
