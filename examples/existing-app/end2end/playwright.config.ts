// `cargo xtask test --only existing-app` starts the server and then runs this; so does `cargo leptos end-to-end` in the
// example's folder.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  forbidOnly: true,
  retries: process.env.CI ? 1 : 0,
  workers: 2,
  timeout: process.env.CI ? 90_000 : 30_000,
  expect: { timeout: process.env.CI ? 15_000 : 5_000 },
  reporter: [['list'], ['../../../xtask/tools/playwright/verdict.mjs']],
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:3000',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] },
  },
  projects: [
    { name: 'scripts on', grepInvert: /@scripts-off/, use: { javaScriptEnabled: true } },
    { name: 'scripts off', grepInvert: /@scripts-on/, use: { javaScriptEnabled: false } },
  ],
});
