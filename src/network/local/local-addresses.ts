import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigEndian, keccak256 } from '../../protocol/hashes.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../shared/hex.ts';

/** Only the router's address and the clone's code are this chain's own, so programs have other addresses here than on Ethereum. */
const ROUTER: Hex = '0x6c6f63616c2d67656172657865000000000000ff';
const MIRROR_INIT_CODE_HASH = keccak256(utf8ToBytes('the mirror of a local chain has no code'));

/** Where the local converter is, always: value that a program sends there becomes its Executable Balance. */
export const CONVERTER_ADDRESS: Hex = '0x6c6f63616c2d67656172657865000000000000c0';

/** The address that the router would give a program: CREATE2 with the salt keccak(code id ‖ salt). */
export function programAddress(codeId: Hex, salt: Hex): Hex {
  const create2Salt = keccak256(concatBytes(hexToBytes(codeId), hexToBytes(salt)));
  const preimage = concatBytes(new Uint8Array([0xff]), hexToBytes(ROUTER), create2Salt, MIRROR_INIT_CODE_HASH);
  return bytesToHex(keccak256(preimage).subarray(12));
}

/** The hash of a block of the simulated Ethereum. */
export function simulatedBlockHash(genesis: Hex, height: number): Hex {
  return bytesToHex(keccak256(concatBytes(hexToBytes(genesis), bigEndian(height, 32))));
}
