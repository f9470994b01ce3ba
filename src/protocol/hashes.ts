import { blake2b } from '@noble/hashes/blake2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';

/** blake2b-256: Gear's hash, of codes, states and injected transactions. */
export function blake2b256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

/** keccak-256: Ethereum's hash. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}

/** `value` as `length` bytes, big-endian, as Solidity packs numbers. */
export function bigEndian(value: bigint | number, length: number): Uint8Array {
  return hexToBytes(`0x${value.toString(16).padStart(2 * length, '0')}`);
}

/** The code id of a program's Wasm: blake2b-256 of its bytes. */
export function codeIdOf(wasm: Uint8Array): Hex {
  return bytesToHex(blake2b256(wasm));
}
