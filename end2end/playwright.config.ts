// End-to-end tests of the bookshop. `cargo xtask test` and `cargo leptos end-to-end` start the
// server and then run this; by hand: `cargo xtask serve`, and `npx playwright test` here.
// Playwright is pinned in xtask/tools/playwright; `cargo xtask setup --test` installs it.
import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

// The order of xtask/src/tools/chromium.rs.
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));
const address = process.env.LEPTOS_SITE_ADDR ?? '127.0.0.1:3000';

// Files are compressed and named by content in the release build alone.
const unlessRelease = process.env.BUILD === 'release' ? '' : '|@release';

export default defineConfig({
  forbidOnly: true,
  // What passes only then is named at the end, and few may: see the reporter.
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  // How long a page may take is measured in bench, not here: a machine that is busy makes no test fail.
  timeout: process.env.CI ? 90_000 : 30_000,
  expect: { timeout: process.env.CI ? 15_000 : 5_000 },
  // cargo-leptos does not wait until its server listens.
  globalSetup: '../xtask/tools/playwright/wait-for-server.mjs',
  reporter: [['list'], ['../xtask/tools/playwright/verdict.mjs']],
  use: {
    baseURL: process.env.BASE_URL ?? `http://${address}`,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? installed,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // A test that makes sense in one of the two only carries a tag: it is left out of the other and
  // does not count as skipped.
  projects:
    process.env.BUILD === 'dev'
      ? [{ name: 'development build', grep: /@dev/ }]
      : [
          { name: 'scripts on', grepInvert: new RegExp(`@scripts-off|@dev${unlessRelease}`), use: { javaScriptEnabled: true } },
          { name: 'scripts off', grepInvert: /@scripts-on/, use: { javaScriptEnabled: false } },
        ],
});
