/**
 * What a message costs as a network grows: `npm run bench:growth`. One message at a time on a local network of one executor without
 * storage, the middle of many; of queued messages the time for all by their number.
 */
import { fileURLToPath } from 'node:url';
import { pagesCall, pagesProgram } from '../src/executor/fixtures/pages-program.ts';
import { startNetwork } from '../src/network/local/fixtures/start-network.ts';
import type { Hex } from '../src/shared/hex.ts';
import { median } from './measure/statistics.ts';

export interface GrowthRow {
  /** What grows. */
  of: 'programs' | 'queued messages' | 'MiB of state';
  size: number;
  /** ms a message */
  cost: number;
}

/** Measures the three curves, smallest first. */
export async function growth(tell: (row: GrowthRow) => void = () => {}, only?: GrowthRow['of']): Promise<GrowthRow[]> {
  const rows: GrowthRow[] = [];
  const add = (row: GrowthRow) => {
    rows.push(row);
    tell(row);
  };
  const curves = [
    { of: 'programs', sizes: [10, 1000, 10_000], measure: withPrograms },
    { of: 'queued messages', sizes: [1, 100, 10_000], measure: withQueued },
    { of: 'MiB of state', sizes: [1, 64, 512], measure: withState },
  ] as const;
  for (const { of, sizes, measure } of curves) {
    if (only === undefined || only === of) for (const size of sizes) add({ of, size, cost: await measure(size) });
  }
  return rows;
}

/** The first page that is not of the stack. */
const FIRST = 4;
const PAGES_IN_MEBIBYTE = 64;
/** Pages that one message can fill. */
const FILLED_AT_ONCE = 3072;

async function withPrograms(count: number): Promise<number> {
  const local = await startLocal();
  try {
    const { network, codeId } = local;
    await Promise.all(Array.from({ length: count - 1 }, () => network.createProgram({ codeId })));
    const program = await local.deploy(1);
    return await local.cost(() => local.send(program, pagesCall.change(FIRST)));
  } finally {
    local.stop();
  }
}

async function withQueued(count: number): Promise<number> {
  const local = await startLocal();
  try {
    const program = await local.deploy(1);
    const all = async () => {
      await Promise.all(Array.from({ length: count }, () => local.send(program, pagesCall.change(FIRST))));
      // Sent is not run: a block's limits leave most of them in the queue.
      const { chain } = local.network;
      while (chain.state.programs.hasQueued) await chain.review();
    };
    return (await local.cost(all, count > 1000 ? 1 : 30)) / count;
  } finally {
    local.stop();
  }
}

async function withState(mebibytes: number): Promise<number> {
  const local = await startLocal();
  try {
    const count = mebibytes * PAGES_IN_MEBIBYTE;
    const program = await local.deploy(count / 4);
    for (let first = 0; first < count; first += FILLED_AT_ONCE) {
      await local.send(program, pagesCall.fill(FIRST + first, Math.min(FILLED_AT_ONCE, count - first)));
    }
    return await local.cost(() => local.send(program, pagesCall.change(FIRST)));
  } finally {
    local.stop();
  }
}

async function startLocal() {
  const { network, stop } = await startNetwork({ executors: 1 });
  const { codeId } = await network.uploadCode(await pagesProgram());
  const sent: Hex[] = [];
  const send = async (program: Hex, payload: Uint8Array<ArrayBuffer>) => {
    const { id } = await network.sendMessage({ program, payload, value: 0n, route: 'canonical' });
    sent.push(id);
  };
  return {
    network,
    codeId,
    send,
    /** Ends it. @throws RangeError when a message was not answered, or with an error: then nothing was measured */
    stop() {
      const failed = sent.filter((id) => !network.chain.records.get(id)?.reply?.code.startsWith('0x00'));
      stop();
      if (failed.length > 0) throw new RangeError(`${failed.length} of ${sent.length} messages failed`);
    },
    async deploy(wasmPages: number): Promise<Hex> {
      const { program } = await network.createProgram({ codeId });
      await network.topUpExecutableBalance(program, 9_000n * 10n ** 12n);
      await send(program, pagesCall.allocate(wasmPages));
      return program;
    },
    /** The middle, ms; the first ones, in which code is still compiled, do not count. */
    async cost(task: () => Promise<unknown>, rounds = 101): Promise<number> {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const begin = performance.now();
        await task();
        times.push(performance.now() - begin);
      }
      return median(times.slice(Math.floor(rounds / 3)));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log('| growing | size | ms a message |\n| --- | ---: | ---: |');
  await growth(({ of, size, cost }) => console.log(`| ${of} | ${size.toLocaleString('en-US')} | ${cost.toFixed(2)} |`));
}
