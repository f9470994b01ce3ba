import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlockEvent } from '../../../src/engine/engine.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { NodeStore } from './store/node-store.ts';

/**
 * Writes what the own chain ran as a scenario (docs/scenario.md): its replay gives the same replies, gas and state hashes. The Wasm
 * of the codes goes to files beside it, named by code id.
 */
export async function exportScenario(store: NodeStore, file: string): Promise<void> {
  const { scenario, codes } = recordScenario(store);
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  for (const [name, wasm] of codes) await writeFile(join(folder, `${name}.wasm`), wasm);
  await writeFile(file, `${JSON.stringify(scenario, undefined, 1)}\n`);
}

/** The scenario, and the Wasm by the names that it uses. */
export function recordScenario(store: NodeStore): RecordedScenario {
  const codes = new Map<Hex, string>();
  const blocks = [...store.blocks.after(0)].map(({ number, hash, anchor: { height, timestamp }, events }) => ({
    number,
    hash,
    height,
    timestamp,
    events: events.map((event) => scenarioEvent(event, codes)),
  }));
  const paths = Object.fromEntries([...codes.values()].map((name) => [name, `${name}.wasm`]));
  // An event whose code is not there was without effect; it needs a file all the same, of a code that is refused.
  const bytes = [...codes].map(([codeId, name]): [string, Uint8Array] => [
    name,
    store.content.blob(codeId) ?? new Uint8Array(),
  ]);
  return { scenario: { title: 'Recorded by a devnet', codes: paths, blocks }, codes: new Map(bytes) };
}

export interface RecordedScenario {
  /** docs/scenario.md */
  scenario: { title: string; codes: Record<string, string>; blocks: object[] };
  codes: Map<string, Uint8Array>;
}

function scenarioEvent(event: BlockEvent, codes: Map<Hex, string>): object {
  if (event.type !== 'create') return event;
  const name = event.codeId.slice(2);
  codes.set(event.codeId, name);
  return { type: 'create', program: event.program, code: name };
}
