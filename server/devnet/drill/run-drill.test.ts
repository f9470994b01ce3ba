import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runDrill } from './run-drill.ts';

const state = mkdtempSync(join(tmpdir(), 'drill-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

test('a node that is killed five times answers every message once and commits no batch twice', async () => {
  const report = await runDrill({ kills: 5, messages: 40, state });
  expect(report).toMatchObject({ problems: [], messages: 40, kills: 5 });
  expect(report.batches).toBeGreaterThan(2);
}, 240_000);
