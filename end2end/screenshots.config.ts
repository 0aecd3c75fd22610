// Pictures of every page, for a person to look at: SHOTS=/some/folder npx playwright test -c screenshots.config.ts
import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

export default defineConfig({
  ...base,
  testMatch: 'screenshots.ts',
  projects: [{ name: 'pictures' }],
});
