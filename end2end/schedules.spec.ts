// Random schedules against the real page: what is shown is the truth with what is pending over it, whatever the network
// does to requests and answers. The same rule is proven for the log alone, with many more schedules, in
// `crates/client/src/log/model`.
import type { Page, Route } from '@playwright/test';
import { expect, test } from './support.ts';

/** Numbers that look random, and are the same for the same seed. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** A network that is slow, reorders, refuses, and loses requests and answers. */
function misbehave(pick: (below: number) => number): (route: Route) => Promise<void> {
  return async (route) => {
    const [before, after, fate] = [pick(60), pick(60), pick(10)];
    await pause(before);
    const isRead = route.request().method() === 'GET';
    // The page may have given the request up.
    const dropped = () => {};
    if (fate === 0) return route.fulfill({ status: 503, body: 'not just now' }).catch(dropped);
    if (fate === 1) return route.abort().catch(dropped);
    const answer = await route.fetch().catch(dropped);
    await pause(after);
    if (!answer || (fate === 2 && !isRead)) return route.abort().catch(dropped);
    return route.fulfill({ response: answer }).catch(dropped);
  };
}

const field = (page: Page) => page.getByLabel('What do you want to read?');
const rows = (page: Page) => page.getByRole('list', { name: 'To read' }).getByRole('listitem');

/** Notes in every frame what no frame may show: a text twice. */
async function watchFrames(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    const look = () => {
      const texts = [...document.querySelectorAll('.entry .text')].map((text) => text.textContent!);
      for (const text of texts) if (texts.indexOf(text) !== texts.lastIndexOf(text)) seen.add(`twice: ${text}`);
      requestAnimationFrame(look);
    };
    look();
    Object.assign(window, { impossible: seen });
  });
  return () => page.evaluate(() => [...(window as unknown as { impossible: Set<string> }).impossible]);
}

/** One thing that a person does; nothing if there is nothing to do it to. */
async function act(page: Page, pick: (below: number) => number, number: number): Promise<void> {
  const which = pick(6);
  if (which < 3) {
    await field(page).fill(`entry ${number}`);
    await field(page).press('Enter');
    return;
  }
  const targets = which < 5 ? page.getByRole('checkbox') : page.getByRole('button', { name: /^Delete entry/ });
  const count = await targets.count();
  // A row may go between the look and the click.
  if (count > 0) await targets.nth(pick(count)).click({ timeout: 500 }).catch(() => {});
}

/** Tries again what failed, until nothing is left. */
async function heal(page: Page): Promise<void> {
  await page.unroute('**/_call/**');
  const retry = page.getByRole('button', { name: 'Retry' });
  await expect(async () => {
    if ((await retry.count()) > 0) await retry.first().click({ timeout: 500 });
    await expect(page.locator('.entry.pending')).toHaveCount(0, { timeout: 1_000 });
    await expect(page.locator('form[aria-busy=true]')).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.waitForLoadState('networkidle');
}

const shown = async (page: Page) => {
  const texts = await page.locator('.entry .text').allInnerTexts();
  const done = await rows(page).getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked));
  return texts.map((text, index) => `${text}${done[index] ? ' (done)' : ''}`);
};

test.describe('scripts on @scripts-on', () => {
  // covers: UOP-05
  for (let seed = 1; seed <= 12; seed++) {
    test(`schedule ${seed} ends at the truth, and no frame on the way is impossible`, async ({ page, shop, tolerate }) => {
      tolerate(/Failed to load resource/);
      const pick = chance(seed);
      await shop.open('/list');
      const impossible = await watchFrames(page);
      await page.route('**/_call/**', misbehave(pick));
      for (let number = 0; number < 15; number++) {
        await act(page, pick, number);
        await pause(pick(40));
      }
      await heal(page);
      expect(await impossible()).toEqual([]);
      const here = await shown(page);
      await page.reload();
      await shop.ready();
      expect(here).toEqual(await shown(page));
      expect(new Set(here).size, 'nothing is there twice').toBe(here.length);
    });
  }
});
