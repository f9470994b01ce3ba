import { bytesToHex, type Hex } from '../shared/hex.ts';

/**
 * The top of a program's state, as far as it can be told without the blobs that it refers to. Its SCALE bytes hash
 * (blake2b-256) to the state hash; fields and order are those of `ProgramState` in `ethexe-runtime-common`.
 */
export interface ProgramStateHead {
  program: 'active' | 'exited' | 'terminated';
  initialized: boolean;
  canonicalQueue: { hash: Hex | null; size: number };
  injectedQueue: { hash: Hex | null; size: number };
  /** Hashes of what waits, of what is sent later, and of what lies for users; null where there is nothing. */
  waitlist: Hex | null;
  stash: Hex | null;
  mailbox: Hex | null;
  /** wei */
  balance: bigint;
  /** WVARA units */
  executableBalance: bigint;
}

/** The state of a program that nothing has happened to; it has the hash zero and no blob. */
export const EMPTY_PROGRAM_STATE: ProgramStateHead = {
  program: 'active',
  initialized: false,
  canonicalQueue: { hash: null, size: 0 },
  injectedQueue: { hash: null, size: 0 },
  waitlist: null,
  stash: null,
  mailbox: null,
  balance: 0n,
  executableBalance: 0n,
};

/** @throws RangeError when the bytes are no program's state */
export function decodeProgramState(scale: Uint8Array): ProgramStateHead {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > scale.length) throw new RangeError('The program’s state ends early');
    at += length;
    return scale.subarray(at - length, at);
  };
  const byte = () => take(1)[0] as number;
  const flag = (): boolean => {
    const value = byte();
    if (value > 1) throw new RangeError('The program’s state has a flag that is neither 0 nor 1');
    return value === 1;
  };
  const optionalHash = () => (flag() ? bytesToHex(take(32)) : null);
  const u128 = () => take(16).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const queue = () => ({ hash: optionalHash(), size: byte() });

  const program = (['active', 'exited', 'terminated'] as const)[byte()];
  if (!program) throw new RangeError('The program’s state is of no known kind');
  let initialized = program !== 'active';
  if (program === 'active') {
    optionalHash(); // allocations
    optionalHash(); // pages
    take(4); // memory infix
    initialized = flag();
  } else {
    take(32); // inheritor
  }
  const state = {
    program,
    initialized,
    canonicalQueue: queue(),
    injectedQueue: queue(),
    waitlist: optionalHash(),
    stash: optionalHash(),
    mailbox: optionalHash(),
    balance: u128(),
    executableBalance: u128(),
  };
  if (at !== scale.length) throw new RangeError('Something follows after the program’s state');
  return state;
}
