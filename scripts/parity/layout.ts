/** Where a generated program keeps what syscalls need; from the end of its stack, or from 0 if the stack takes all there is. */
export const home = {
  size: 0x00,
  /** Of a syscall: a code, then an id. */
  error: 0x40,
  messageId: 0x80,
  value: 0xc0,
  /** A program that waited once has set this byte. */
  waited: 0xe0,
  /** Ids with values, 48 bytes each. */
  actors: { at: 0x100, count: 6 },
  payload: 0x400,
  payloadLimit: 0x200,
  buffer: 0x800,
} as const;

/** Accounts that write messages. */
export const userIds: readonly number[] = [100, 101, 102];

/** `ActorId::from(u64)`, then a value of 128 bits. */
export function actorBytes(id: number, value: bigint): Uint8Array {
  const bytes = new Uint8Array(48);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(12, BigInt(id), true);
  view.setBigUint64(32, value, true);
  return bytes;
}
