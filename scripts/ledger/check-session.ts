import { readFileSync } from 'node:fs';
import type { Executor } from '../../src/executor/executor.ts';
import type { ExecutorPool } from '../../src/executor/executor-pool.ts';
import { LocalDatabase } from '../../src/network/local/local-database.ts';
import type { ProgramExport } from '../../src/network/network.ts';
import type { BuiltProgram } from '../parity/built-programs.ts';
import { compileProgram } from '../parity/compile-program.ts';
import { Random } from '../parity/random.ts';
import { randomCase } from '../parity/random-case.ts';
import { LedgerSession } from './session.ts';

export interface SessionOutcome {
  /** How often the books were audited after a block. */
  blocks: number;
  /** What was wrong; empty when the books agree. */
  faults: string[];
}

/** More would only repeat what a few blocks show. */
const MOST_BLOCKS = 8;

/** Generated case `index` of `seed` on a local network, with a reload and a fork under way. */
export async function checkSession(
  { seed, index, built }: { seed: number; index: number; built: readonly BuiltProgram[] },
  parts: { module: WebAssembly.Module; pool: ExecutorPool<Executor> },
): Promise<SessionOutcome> {
  const { codes, blocks } = randomCase(seed, index, built);
  const random = new Random(seed, index, 1);
  const database = await LocalDatabase.open(`ledger ${seed} ${index} ${performance.now()}`);
  const session = await LedgerSession.start({ ...parts, database });
  try {
    for (const [name, code] of Object.entries(codes)) {
      if (typeof code === 'string') session.addCode(name, new Uint8Array(readFileSync(code)));
      else session.addCode(name, code instanceof Uint8Array ? code : compileProgram(code));
    }
    let height = 0;
    let kept: ProgramExport | undefined;
    for (const [at, block] of blocks.entries()) {
      if (at > 0) await session.advance(Math.min(block.height - height, MOST_BLOCKS));
      height = block.height;
      await session.perform(block.events, at > 0 && random.chance(40), random);
      if (at === 1) kept = await session.exportOne(random);
      if (at === blocks.length >> 1) await session.reload();
      if (at === blocks.length - 1 && kept && random.chance(50)) await session.fork(kept);
    }
    await session.advance(MOST_BLOCKS);
    return { blocks: session.blocks, faults: session.faults };
  } finally {
    session.stop();
  }
}
