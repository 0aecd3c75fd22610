// Does the same things on both pages, in turns, and measures what each takes. It fails when a screen is not what it has to
// be, at once, when everything is quiet again, or after the page was loaded anew.
//
//   NODE_PATH=.tools/playwright/node_modules CHROMIUM=<path> node bench/beside/measure.mjs <address> [--table]
//
// Prints JSON, or with --table the Markdown that `cargo xtask bench --write` puts into docs/measurements.md. The server
// must be fresh: what it begins with is known here.
import { createRequire } from 'node:module';
import { cpus, loadavg } from 'node:os';

// `import` does not look at NODE_PATH, and the pinned Playwright is not below this folder.
const { chromium } = createRequire(import.meta.url)('@playwright/test');

// Odd, so that a median is one of the figures.
const TIMES = 21;
const WAYS = ['ours', 'plain'];
const LATENCY = Number(process.env.LATENCY_MS ?? 100);
// Longer than what lies between an answer and the next request that it causes.
const QUIET = 200;

const [address, format] = process.argv.slice(2);

// What src/store.rs begins with: the first line's price is 1250, the other two come to 3855 and are three things.
class Truth {
  likes = 41;
  mine = false;
  quantity = 1;
  reviews = 12;
  newest = '4 of 5: Read it twice, and found something new each time (12).';

  screen() {
    return {
      like: this.mine ? 'Unlike' : 'Like',
      likes: `${this.likes} like it`,
      header: `Cart (${this.quantity + 3})`,
      quantity: `${this.quantity}`,
      sum: euros(1250 * this.quantity),
      total: euros(1250 * this.quantity + 3855),
      count: `${this.reviews} reviews`,
      newest: this.newest,
      shown: 10,
    };
  }
}

function euros(cents) {
  return `€${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

// Each fills in what is sent, says what is true then, and names the button.
const THINGS = {
  like: async (_, truth) => {
    truth.mine = !truth.mine;
    truth.likes += truth.mine ? 1 : -1;
    return '#like';
  },
  quantity: async (page, truth) => {
    truth.quantity = (truth.quantity % 9) + 1;
    await page.fill('[name=quantity]', `${truth.quantity}`);
    return '#change';
  },
  review: async (page, truth) => {
    truth.reviews += 1;
    const text = `A review of some length, as people write them: the ${truth.reviews}th.`;
    truth.newest = `5 of 5: ${text}`;
    await page.fill('[name=stars]', '5');
    await page.fill('[name=text]', text);
    return '#post';
  },
};

// Runs in the page: what is on the screen.
function readScreen() {
  const text = (selector) => document.querySelector(selector)?.textContent;
  return {
    like: text('#like'),
    likes: text('#likes'),
    header: text('#cart'),
    quantity: text('#lines .quantity'),
    sum: text('#lines .sum'),
    total: text('#total'),
    count: text('#count'),
    newest: text('#reviews li'),
    shown: document.querySelectorAll('#reviews li').length,
  };
}

// Runs in the page, before the click: from the click to the change after which everything is right.
function watch(wanted) {
  const right = JSON.stringify(wanted);
  window.untilRight = new Promise((resolve, reject) => {
    let clicked;
    const remember = (event) => (clicked = event.timeStamp);
    document.addEventListener('click', remember, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      if (clicked === undefined || JSON.stringify(window.readScreen()) !== right) return;
      observer.disconnect();
      resolve(performance.now() - clicked);
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    setTimeout(() => reject(new Error(`not ${right} but ${JSON.stringify(window.readScreen())}`)), 10_000);
  });
}

class Visit {
  truth = new Truth();
  results = Object.fromEntries(Object.keys(THINGS).map((thing) => [thing, []]));
  #requests = [];
  #open = 0;
  #lastChange = 0;
  #trouble = [];

  constructor(way, page) {
    this.way = way;
    this.page = page;
    const moved = (by) => {
      this.#open += by;
      this.#lastChange = performance.now();
    };
    page.on('request', (request) => {
      this.#requests.push(request);
      moved(1);
    });
    page.on('requestfinished', () => moved(-1));
    page.on('requestfailed', (request) => {
      this.#trouble.push(`${request.url()} failed`);
      moved(-1);
    });
    page.on('response', (answer) => {
      if (answer.status() >= 400) this.#trouble.push(`${answer.url()} answered ${answer.status()}`);
    });
    page.on('pageerror', (error) => this.#trouble.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#trouble.push(message.text());
    });
  }

  async open() {
    await this.page.goto(`${address}/${this.way}`);
    await this.page.waitForSelector('html[data-hydrated]', { timeout: 20_000 });
    await this.#settle();
    await this.#check('after loading');
  }

  async do(thing) {
    const button = await THINGS[thing](this.page, this.truth);
    await this.#settle();
    this.#requests = [];
    await this.page.evaluate(watch, this.truth.screen());
    await this.page.click(button);
    const time = await this.page.evaluate(() => window.untilRight);
    await this.#settle();
    await this.#check(`after a ${thing}`);
    this.results[thing].push({ time, ...(await traffic(this.#requests)) });
  }

  async #settle() {
    this.#lastChange = performance.now();
    while (this.#open > 0 || performance.now() - this.#lastChange < QUIET) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #check(when) {
    const [is, wanted] = [await this.page.evaluate(readScreen), this.truth.screen()];
    if (JSON.stringify(is) !== JSON.stringify(wanted)) {
      throw new Error(`${this.way} ${when}: not ${JSON.stringify(wanted)} but ${JSON.stringify(is)}`);
    }
    if (this.#trouble.length > 0) throw new Error(`${this.way} ${when}: ${this.#trouble.join('; ')}`);
  }
}

async function traffic(requests) {
  const sizes = await Promise.all(requests.map((request) => request.sizes()));
  const sum = (part) => sizes.reduce((bytes, size) => bytes + part(size), 0);
  return {
    requests: requests.length,
    roundTrips: roundTrips(requests.map((request) => request.timing())),
    sent: sum((size) => size.requestHeadersSize + size.requestBodySize),
    received: sum((size) => size.responseHeadersSize + size.responseBodySize),
  };
}

// How many requests there are of which each begins after the answer to the one before. An answer counts from its first byte:
// the page may have all of it before the browser's network says so.
function roundTrips(timings) {
  const spans = timings.map((timing) => [timing.startTime, timing.startTime + timing.responseStart]);
  spans.sort((one, other) => one[1] - other[1]);
  let [count, answered] = [0, -Infinity];
  for (const [begun, end] of spans) {
    if (begun < answered) continue;
    [count, answered] = [count + 1, end];
  }
  return count;
}

function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: sorted[(sorted.length - 1) / 2], least: sorted[0], most: sorted.at(-1) };
}

function summary(visits) {
  const rows = Object.keys(THINGS).flatMap((thing) =>
    visits.map((visit) => {
      const results = visit.results[thing];
      const figures = Object.keys(results[0]).map((key) => [key, spread(results.map((result) => result[key]))]);
      return { thing, way: visit.way, ...Object.fromEntries(figures) };
    }),
  );
  return { latency: LATENCY, times: TIMES, rows };
}

function table({ latency, times, rows }, browser, load) {
  const names = { like: 'a like', quantity: 'a quantity, with totals', review: 'a review' };
  const ways = { ours: 'ours', plain: 'plain Leptos' };
  const count = ({ median, least, most }) => (least === most ? `${median}` : `${median} (${least} to ${most})`);
  const time = ({ median, least, most }) => `${median.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`;
  const cells = (row) => [
    names[row.thing],
    ways[row.way],
    count(row.requests),
    count(row.roundTrips),
    count(row.sent),
    count(row.received),
    time(row.time),
  ];
  const processors = cpus();
  return [
    `${processors.length} cores of ${processors[0].model}; the load of the minute before, builds included, was ${load.toFixed(2)}.`,
    `Chromium ${browser} without a window, over the loopback; a round trip takes ${latency} ms. Each thing ${times} times.`,
    'Medians; in brackets the least and the most, where they differ.',
    '',
    '| what | page | requests | round trips | bytes sent | bytes received | ms to the correct screen |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
  ].join('\n');
}

async function measure(browser) {
  const visits = [];
  for (const way of WAYS) {
    const page = await (await browser.newContext()).newPage();
    await page.addInitScript(`window.readScreen = ${readScreen}`);
    visits.push(new Visit(way, page));
  }
  for (const visit of visits) await visit.open();
  for (const thing of Object.keys(THINGS)) {
    for (let time = 0; time < TIMES; time += 1) {
      for (const visit of visits) await visit.do(thing);
    }
  }
  // The server's own account of what has happened.
  for (const visit of visits) await visit.open();
  return summary(visits);
}

const load = loadavg()[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const measured = await measure(browser);
  console.log(format === '--table' ? table(measured, browser.version(), load) : JSON.stringify(measured, null, 2));
} finally {
  await browser.close();
}
