import { pagesCall } from '../../src/executor/fixtures/pages-call.ts';
import type { Network, NetworkEvent } from '../../src/network/network.ts';
import type { Hex } from '../../src/shared/hex.ts';
import { quantile } from './statistics.ts';

export interface GrowthRow {
  /** What grows. */
  of: 'programs' | 'queued messages' | 'MiB of state';
  size: number;
  /** ms a message: the middle of many, and what nine of ten do not exceed */
  p50: number;
  p90: number;
}

/** A new local network of one executor, and how to end it. */
export type StartLocal = (onEvent: (event: NetworkEvent) => void) => Promise<{
  network: Pick<Network, 'uploadCode' | 'createProgram' | 'topUpExecutableBalance' | 'sendMessage'>;
  stop(): void;
}>;

export interface GrowthOptions {
  /** One curve alone. */
  only?: GrowthRow['of'] | undefined;
  tell?: (row: GrowthRow) => void;
  /** Waits after much was saved: a database goes on writing for a while. */
  rest?: () => Promise<void>;
}

/**
 * What a message costs as a network grows; smallest first. Messages are sent one at a time, each when the one before is saved; of queued
 * messages the time until all have run counts, by their number. It runs in Node and in browsers.
 *
 * @param program the Wasm of engine/scenarios/pages.wat
 */
export async function growthCurves(
  start: StartLocal,
  program: Uint8Array<ArrayBuffer>,
  { only, tell = () => {}, rest = async () => {} }: GrowthOptions = {},
): Promise<void> {
  const curves = [
    { of: 'programs', sizes: [10, 1000, 10_000], measure: withPrograms },
    { of: 'queued messages', sizes: [1, 100, 10_000], measure: withQueued },
    { of: 'MiB of state', sizes: [1, 64, 512], measure: withState },
  ] as const;
  // Until all code is compiled.
  await withState(await Local.start(start, program), 1, rest);
  for (const { of, sizes, measure } of curves) {
    if (only !== undefined && only !== of) continue;
    for (const size of sizes) {
      const times = await measure(await Local.start(start, program), size, rest);
      tell({ of, size, p50: quantile(times, 0.5), p90: quantile(times, 0.9) });
    }
  }
}

/** The first page that is not of the stack. */
const FIRST = 4;
const PAGES_IN_MEBIBYTE = 64;
/** Pages that one message can fill. */
const FILLED_AT_ONCE = 3072;

async function withPrograms(local: Local, count: number): Promise<number[]> {
  await local.create(count - 1);
  const program = await local.deploy(1);
  return local.end(await local.times(() => local.send(program, pagesCall.change(FIRST))));
}

async function withQueued(local: Local, count: number): Promise<number[]> {
  const program = await local.deploy(1);
  const all = async () => {
    await Promise.all(Array.from({ length: count }, () => local.send(program, pagesCall.change(FIRST))));
    // Sent is not run: a block's limits leave most of them in the queue.
    await local.answered();
  };
  const times = await local.times(all, count > 1000 ? 1 : 30);
  return local.end(times.map((time) => time / count));
}

async function withState(local: Local, mebibytes: number, rest: () => Promise<void>): Promise<number[]> {
  const count = mebibytes * PAGES_IN_MEBIBYTE;
  const program = await local.deploy(count / 4);
  for (let first = 0; first < count; first += FILLED_AT_ONCE) {
    await local.send(program, pagesCall.fill(FIRST + first, Math.min(FILLED_AT_ONCE, count - first)));
  }
  if (mebibytes > 1) await rest();
  return local.end(await local.times(() => local.send(program, pagesCall.change(FIRST))));
}

class Local {
  readonly #network: Awaited<ReturnType<StartLocal>>['network'];
  readonly #stop: () => void;
  readonly #codeId: Hex;
  readonly #unanswered: Set<Hex>;
  readonly #watch: { isAnswered: () => void };

  static async start(start: StartLocal, program: Uint8Array<ArrayBuffer>): Promise<Local> {
    const unanswered = new Set<Hex>();
    const watch = { isAnswered: () => {} };
    const { network, stop } = await start((event) => {
      if (event.type !== 'message') return;
      const { id, status, reply } = event.message;
      if (status === 'queued' && !reply) unanswered.add(id);
      // An error is no answer: nothing would be measured.
      else if (reply?.code.startsWith('0x00')) unanswered.delete(id);
      if (unanswered.size === 0) watch.isAnswered();
    });
    const { codeId } = await network.uploadCode(program);
    return new Local({ network, stop, codeId, unanswered, watch });
  }

  private constructor(parts: {
    network: Awaited<ReturnType<StartLocal>>['network'];
    stop: () => void;
    codeId: Hex;
    unanswered: Set<Hex>;
    watch: { isAnswered: () => void };
  }) {
    this.#network = parts.network;
    this.#stop = parts.stop;
    this.#codeId = parts.codeId;
    this.#unanswered = parts.unanswered;
    this.#watch = parts.watch;
  }

  async create(count: number): Promise<void> {
    const codeId = this.#codeId;
    await Promise.all(Array.from({ length: count }, () => this.#network.createProgram({ codeId })));
  }

  async deploy(wasmPages: number): Promise<Hex> {
    const { program } = await this.#network.createProgram({ codeId: this.#codeId });
    await this.#network.topUpExecutableBalance(program, 9_000n * 10n ** 12n);
    await this.send(program, pagesCall.allocate(wasmPages));
    return program;
  }

  async send(program: Hex, payload: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#network.sendMessage({ program, payload, value: 0n, route: 'canonical' });
  }

  /** Resolves when no message waits for its answer. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#watch.isAnswered = resolve;
      if (this.#unanswered.size === 0) resolve();
    });
  }

  /** ms; the first ones do not count. */
  async times(task: () => Promise<unknown>, rounds = 151): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now();
      await task();
      times.push(performance.now() - begin);
    }
    return times.slice(Math.floor(rounds / 3));
  }

  /** Ends it, and hands `times` through. @throws RangeError when messages were not answered, or with an error */
  end(times: number[]): number[] {
    this.#stop();
    if (this.#unanswered.size > 0) throw new RangeError(`${this.#unanswered.size} messages failed`);
    return times;
  }
}
