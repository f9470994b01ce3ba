import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlockEvent } from '../../../src/engine/engine.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { NodeStore } from './node-store.ts';

/**
 * Writes what the own chain ran as a scenario (docs/scenario.md): its replay gives the same replies, gas and state hashes. The Wasm
 * of the codes goes to files beside it, named by code id.
 */
export async function exportScenario(store: NodeStore, file: string): Promise<void> {
  const codes = new Map<Hex, string>();
  const blocks = [...store.blocksAfter(0)].map(({ number, hash, anchor: { height, timestamp }, events }) => ({
    number,
    hash,
    height,
    timestamp,
    events: events.map((event) => scenarioEvent(event, codes)),
  }));
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  for (const [codeId, name] of codes) {
    // An event whose code is not there was without effect, and the file would be a bad one with it.
    await writeFile(join(folder, `${name}.wasm`), store.blob(codeId) ?? new Uint8Array());
  }
  const paths = Object.fromEntries([...codes.values()].map((name) => [name, `${name}.wasm`]));
  await writeFile(file, `${JSON.stringify({ title: 'Recorded by a devnet', codes: paths, blocks }, undefined, 1)}\n`);
}

function scenarioEvent(event: BlockEvent, codes: Map<Hex, string>): object {
  if (event.type !== 'create') return event;
  const name = event.codeId.slice(2);
  codes.set(event.codeId, name);
  return { type: 'create', program: event.program, code: name };
}
