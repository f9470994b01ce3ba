/**
 * How fast programs run here, beside the native reference in release mode, all in one run: `npm run bench [-- --json] [-- --only throughput,checks]`.
 *
 *     throughput   messages of several loads, one worker, beside the native reference
 *     checks       the cost of the page checks in a program's own code
 *     workers      independent programs on 1, 2 and 4 workers
 *     latency      from send to pre-confirmation, in Chromium
 *
 * Ratios count; milliseconds are those of the machine. What is compared alternates, and the middle of the rounds is taken.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cargo } from '../scripts/setup-step.mjs';
import { builtEngine } from '../src/executor/built-engine.ts';
import { hexToBytes } from '../src/shared/hex.ts';
import { independentLoad, makeLoads, perMessage, work, workPayload, writeLoad } from './loads.ts';
import { timeClicks } from './measure/click.ts';
import { timeHost } from './measure/host.ts';
import { bareCall, twoModules } from './measure/page-checks.ts';
import { timeReference } from './measure/reference.ts';
import { median, quantile } from './measure/statistics.ts';

const parts = { throughput, checks, workers, latency };
type Part = keyof typeof parts;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(parts).join(',') },
    rounds: { type: 'string', default: '3' },
  },
});
const rounds = Number(values.rounds);
const chosen = values.only.split(',');
const unknown = chosen.filter((part) => !(part in parts));
if (unknown.length) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'gear-exe-bench-'));
const workloads = await buildWorkloads();
const module = await builtEngine();
const [processor] = cpus();
const machine = `${cpus().length} × ${processor?.model.trim()}, Node ${process.versions.node}, V8 ${process.versions.v8}`;
const results: Record<string, unknown> = { machine };
if (!values.json) console.log(`${machine}\n`);
try {
  for (const part of chosen as Part[]) results[part] = await parts[part]();
} finally {
  rmSync(folder, { recursive: true });
}
if (values.json) console.log(JSON.stringify(results));

async function throughput() {
  const binary = await buildReference();
  const rows = [];
  for (const load of await makeLoads(workloads)) {
    const file = writeLoad(load, folder);
    const native: number[] = [];
    const host: number[] = [];
    for (let round = 0; round < rounds; round++) {
      native.push(perMessage(load, timeReference(binary, file)));
      host.push(perMessage(load, await timeHost(file, module, 1)));
    }
    const [nativeTime, hostTime] = [median(native), median(host)];
    rows.push({ load: load.name, native: nativeTime, host: hostTime, ratio: nativeTime / hostTime });
  }
  table(
    ['messages, one worker', 'native, messages/s', 'here, messages/s', 'here ÷ native'],
    rows.map(({ load, native, host, ratio }) => [load, perSecond(native), perSecond(host), ratio.toFixed(2)]),
  );
  return rows;
}

function checks() {
  const { plain, checked, pages } = twoModules(module, readFileSync(workloads));
  const rows = Object.entries(work).map(([name, { kind, size }]) => {
    const message = hexToBytes(workPayload(kind, size));
    const time = (code: WebAssembly.Module) => {
      const begin = performance.now();
      bareCall(code, pages, message);
      return performance.now() - begin;
    };
    const times = Array.from({ length: 10 + 15 * rounds }, () => [time(plain), time(checked)] as const).slice(10);
    const [without, with_] = [median(times.map(([one]) => one)), median(times.map(([, other]) => other))];
    return { work: name, without, with: with_, ratio: with_ / without };
  });
  table(
    ['page checks', 'without, ms', 'with, ms', 'with ÷ without'],
    rows.map((row) => [row.work, row.without.toFixed(1), row.with.toFixed(1), row.ratio.toFixed(2)]),
  );
  return rows;
}

async function workers() {
  const counts = [1, 2, 4];
  const load = independentLoad(workloads, 4);
  const file = writeLoad(load, folder);
  const times = counts.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, count] of counts.entries()) {
      times[index]?.push(perMessage(load, await timeHost(file, module, count)));
    }
  }
  const [alone = Number.NaN] = times.map(median);
  const rows = counts.map((count, index) => {
    const time = median(times[index] ?? []);
    return { workers: count, time, speedUp: alone / time, ofCores: alone / time / Math.min(count, cpus().length) };
  });
  table(
    [load.name, 'messages/s', 'speed-up', '÷ cores used'],
    rows.map((row) => [
      `${row.workers} ${row.workers === 1 ? 'worker' : 'workers'}`,
      perSecond(row.time),
      row.speedUp.toFixed(2),
      row.ofCores.toFixed(2),
    ]),
  );
  return rows;
}

async function latency() {
  const times = await timeClicks(200);
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => quantile(times, share)) as [number, number, number];
  table(
    ['counter in Chromium', 'p50, ms', 'p90, ms', 'p99, ms'],
    [['send → pre-confirmation', p50.toFixed(1), p90.toFixed(1), p99.toFixed(1)]],
  );
  return { messages: times.length, p50, p90, p99 };
}

function table(head: string[], rows: string[][]): void {
  if (values.json) return;
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows];
  console.log(`${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}

function perSecond(time: number): string {
  return (1000 / time).toFixed(time > 10 ? 1 : 0);
}

/** The reference with all optimisations: about ten minutes the first time. */
async function buildReference(): Promise<string> {
  const target = await cargo(tell, 'engine/reference', ['build', '--profile', 'bench-reference', '--locked']);
  return join(target, 'bench-reference/gear-exe-reference');
}

async function buildWorkloads(): Promise<string> {
  const args = ['build', '--release', '--locked', '--target', 'wasm32v1-none'];
  const env = { RUSTFLAGS: '-Clink-arg=--import-memory' };
  const target = await cargo(tell, 'bench/workloads', args, { env });
  return join(target, 'wasm32v1-none/release/workloads.wasm');
}

/** Progress; the results alone go to stdout. */
function tell(line: string): void {
  console.error(line);
}
