/** `npm run drill -- [--kills 50] [--messages 500]`: see run-drill.ts. Exits with 1 when something went wrong. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDrill } from './run-drill.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, messages: { type: 'string', default: '500' } },
});
const state = mkdtempSync(join(tmpdir(), 'devnet-drill-'));
const started = Date.now();
// Ends anvil and the node with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
try {
  const report = await runDrill({
    kills: Number(values.kills),
    messages: Number(values.messages),
    state,
    log: (line) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${line}`),
  });
  for (const problem of report.problems) console.error(problem);
  const { messages, kills, batches } = report;
  console.log(`${messages} messages, ${kills} kills, ${batches} batches, ${report.problems.length} problems`);
  process.exitCode = report.problems.length > 0 ? 1 : 0;
} finally {
  rmSync(state, { recursive: true, force: true });
}
