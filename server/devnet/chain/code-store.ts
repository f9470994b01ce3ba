import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeIdOf } from '../../../src/protocol/hashes.ts';
import type { Hex } from '../../../src/shared/hex.ts';

/** The codes that the relayer announced without a blob, by code id, on disk. */
export class CodeStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  put(wasm: Uint8Array): Hex {
    const codeId = codeIdOf(wasm);
    const path = this.#path(codeId);
    // A half-written file must never bear the name of a code.
    writeFileSync(`${path}.part`, wasm);
    renameSync(`${path}.part`, path);
    return codeId;
  }

  get(codeId: Hex): Uint8Array | undefined {
    try {
      const wasm = new Uint8Array(readFileSync(this.#path(codeId)));
      return codeIdOf(wasm) === codeId ? wasm : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #path(codeId: Hex): string {
    return join(this.#folder, `${codeId.slice(2)}.wasm`);
  }
}
