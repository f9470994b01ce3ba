import type { Hex } from '../../shared/hex.ts';
import { TrackedMap } from '../../shared/tracked-map.ts';
import type { LocalProgram } from './local-state.ts';

/** The programs of a local network by address, in the order of their creation. A program that changes must be set anew. */
export class LocalPrograms extends TrackedMap<Hex, LocalProgram> {
  readonly #queued = new Set<Hex>();

  constructor(programs: Iterable<readonly [Hex, LocalProgram]> = []) {
    // Not through the base class: it would call `set` before there are fields.
    super();
    for (const [address, program] of programs) this.set(address, program);
  }

  override set(address: Hex, program: LocalProgram): this {
    if (program.queued > 0) this.#queued.add(address);
    else this.#queued.delete(address);
    return super.set(address, program);
  }

  override delete(address: Hex): boolean {
    this.#queued.delete(address);
    return super.delete(address);
  }

  override clear(): void {
    this.#queued.clear();
    super.clear();
  }

  /** Whether a program has messages in its queues. */
  get hasQueued(): boolean {
    return this.#queued.size > 0;
  }
}
