import { AppError } from '../shared/app-error.ts';
import { bytesToHex, type Hex } from '../shared/hex.ts';

/** The functions that the engine exports, see engine/core/src/abi.rs. */
export interface EngineExports {
  memory: WebAssembly.Memory;
  __indirect_function_table: WebAssembly.Table;
  allocate(length: number): number;
  deallocate(pointer: number, length: number): void;
  call_area(): number;
  page_fault(address: number, offset: number, access: number): void;
  /** All others: (pointer, length) of the argument → pointer | length << 32 of the result. */
  [call: string]: unknown;
}

const HASH_LENGTH = 32;
const decoder = new TextDecoder();

/**
 * The engine's linear memory, seen from the host, and calls into the engine.
 *
 * A view is made anew for each use, because growing the memory detaches the old ones.
 */
export class EngineMemory {
  readonly exports: EngineExports;
  #broken: AppError | undefined;

  constructor(exports: EngineExports) {
    this.exports = exports;
  }

  /** A window on `length` bytes at `pointer`; valid until the engine runs again. */
  view(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.memory.buffer, pointer >>> 0, length >>> 0);
  }

  /** A copy of `length` bytes at `pointer`. */
  copy(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return this.view(pointer, length).slice();
  }

  text(pointer: number, length: number): string {
    return decoder.decode(this.view(pointer, length));
  }

  hash(pointer: number): Hex {
    return bytesToHex(this.view(pointer, HASH_LENGTH));
  }

  /**
   * Calls one of the engine's functions.
   *
   * @throws AppError what the engine says is wrong with the argument; or `ENGINE_BROKEN` when it panicked or the
   * host failed under it, or `OUT_OF_MEMORY` when the host had no room: its memory is then in no known state, and every later call throws the same.
   */
  call(name: string, argument: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.#broken) throw this.#broken;
    try {
      const pointer = this.exports.allocate(argument.length);
      this.view(pointer, argument.length).set(argument);
      const packed = (this.exports[name] as (pointer: number, length: number) => bigint)(pointer, argument.length);
      const [start, length] = [Number(packed & 0xffffffffn), Number((packed >> 32n) & 0xffffffffn)];
      const result = this.copy(start, length);
      this.exports.deallocate(start, length);
      return answer(result);
    } catch (error) {
      if (error instanceof RefusedCall) throw error.reason;
      this.#broken = brokenBy(error);
      throw this.#broken;
    }
  }
}

/** The first byte of a result says whether the rest is the answer (0) or an AppError as JSON (1). */
function answer(result: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (result[0] === 0) return result.subarray(1);
  throw new RefusedCall(AppError.revive(JSON.parse(decoder.decode(result.subarray(1)))));
}

/** An orderly refusal, after which the engine is as good as before. */
class RefusedCall extends Error {
  readonly reason: AppError;

  constructor(reason: AppError) {
    super(reason.message);
    this.reason = reason;
  }
}

function brokenBy(error: unknown): AppError {
  // The machine's fault, and there is something to do about it.
  if (error instanceof AppError && error.code === 'OUT_OF_MEMORY') return error;
  const { shortMessage, details, hint } = AppError.revive(error);
  return new AppError({
    code: 'ENGINE_BROKEN',
    shortMessage: `The Gear runtime stopped in the middle of its work: ${shortMessage}`,
    details,
    hint: hint ?? 'Start a new executor; the state before this run is intact.',
    cause: error,
  });
}
