import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildArtifact, BuildEvent, Diagnostic } from '../../src/build/protocol.ts';
import type { Hex } from '../../src/shared/hex.ts';

/** How a build ended, as far as it depends on nothing but its source and the toolchain. */
export interface BuildResult {
  diagnostics: Diagnostic[];
  end: { type: 'done'; artifact: BuildArtifact } | Extract<BuildEvent, { type: 'failed' }>;
}

/** Results of builds on disk, one file per key. The oldest go when there are too many. */
export class BuildCache {
  readonly #folder: string;
  readonly #capacity: number;
  #writes = 0;

  constructor(folder: string, capacity = 2000) {
    this.#folder = folder;
    this.#capacity = capacity;
  }

  async get(key: Hex): Promise<BuildResult | undefined> {
    const path = this.#path(key);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    // Last used, not last written, decides what goes first.
    const now = new Date();
    await utimes(path, now, now);
    return JSON.parse(text) as BuildResult;
  }

  async set(key: Hex, result: BuildResult): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    // Renamed into place, so that nobody ever reads half a file.
    const temporary = join(this.#folder, `.${key}.${process.pid}.${this.#writes++}`);
    await writeFile(temporary, JSON.stringify(result));
    await rename(temporary, this.#path(key));
    if (this.#writes % 50 === 0) await this.#prune();
  }

  async #prune(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length <= this.#capacity) return;
    const files = await Promise.all(
      names.map(async (name) => ({
        path: join(this.#folder, name),
        time: (await stat(join(this.#folder, name))).mtimeMs,
      })),
    );
    files.sort((a, b) => a.time - b.time);
    const surplus = files.slice(0, files.length - this.#capacity);
    await Promise.all(surplus.map(({ path }) => rm(path, { force: true })));
  }

  #path(key: Hex): string {
    return join(this.#folder, `${key.slice(2)}.json`);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
