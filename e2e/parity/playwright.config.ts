import { defineConfig } from '@playwright/test';
import base from '../../playwright.config.ts';

/** Parity in Chromium: a page of its own, with no server to start; so it runs beside the journeys. */
const { webServer: _servers, testIgnore: _ignored, ...common } = base;

export default defineConfig({ ...common, testDir: '.', outputDir: '../../test-results/parity' });
