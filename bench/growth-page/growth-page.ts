import { createLocalNetwork } from '../../src/network/local/create-local-network.ts';
import { type GrowthRow, growthCurves } from '../measure/growth-curves.ts';

/** Measures in this browser, with storage. */
async function run({ program, only }: GrowthRun): Promise<void> {
  const module = await WebAssembly.compileStreaming(fetch('./engine/engine.wasm'));
  const wasm = Uint8Array.from(atob(program), (character) => character.charCodeAt(0));
  let networks = 0;
  await growthCurves(
    async (onEvent) => {
      const databaseName = `growth ${networks++}`;
      const network = createLocalNetwork({ module, databaseName, executors: 1, blockTime: 0 });
      network.subscribe(onEvent);
      const stop = () => {
        network.close();
        indexedDB.deleteDatabase(databaseName);
      };
      return { network, stop };
    },
    wasm,
    {
      only,
      rest: () => new Promise((resolve) => setTimeout(resolve, REST)),
      tell: (row) => (globalThis as unknown as { tell(row: GrowthRow): void }).tell(row),
    },
  );
}

/** ms */
const REST = 20_000;

export interface GrowthRun {
  /** base64 of its Wasm. */
  program: string;
  /** One curve alone. */
  only: GrowthRow['of'] | undefined;
}

Object.assign(globalThis, { runGrowth: run });
