import { blake2b256, codeIdOf } from '../../protocol/hashes.ts';
import { AppError } from '../../shared/app-error.ts';
import { bytesToHex, type Hex, isHex } from '../../shared/hex.ts';
import type { ProgramExport } from '../network.ts';

/**
 * An export whose parts have the form and the hashes that they should. Whether the blobs make up a state, the engine
 * says.
 * @throws AppError `BAD_PROGRAM_EXPORT`
 */
export function checkExport({
  program,
  codeId,
  wasm,
  stateHash,
  blobs,
  height,
  timestamp,
}: ProgramExport): ProgramExport {
  checkHex('address', program, 20);
  checkHex('code id', codeId, 32);
  checkHex('state hash', stateHash, 32);
  if (!Number.isInteger(height) || height < 0 || height >= 2 ** 32) throw badExport(`The height is ${height}.`);
  if (!(wasm instanceof Uint8Array) || codeIdOf(wasm) !== codeId.toLowerCase()) {
    throw badExport(`The code is not that of id ${codeId}.`);
  }
  if (!(blobs instanceof Map)) throw badExport('The blobs are no map.');

  const verified = new Map<Hex, Uint8Array>();
  let size = 0;
  for (const [hash, bytes] of blobs) {
    if (!(bytes instanceof Uint8Array)) throw badExport(`Blob ${hash} has no bytes.`);
    size += bytes.length;
    if (size > MAX_SIZE) throw badExport(`The state takes more than ${MAX_SIZE / MIB} MiB.`);
    // A copy: the one who gave it may change his afterwards.
    const own = bytes.slice();
    const real = bytesToHex(blake2b256(own));
    if (real !== hash) throw badExport(`The blob given as ${hash} has the hash ${real}.`);
    verified.set(real, own);
  }
  return {
    program: program.toLowerCase() as Hex,
    codeId: codeId.toLowerCase() as Hex,
    stateHash: stateHash.toLowerCase() as Hex,
    wasm: wasm.slice(),
    blobs: verified,
    height,
    timestamp,
  };
}

export function badExport(details: string): AppError {
  return new AppError({
    code: 'BAD_PROGRAM_EXPORT',
    shortMessage: 'The program cannot be taken over',
    details,
    hint: 'Export it again; if that does not help, the network that it comes from tells nonsense.',
  });
}

const MIB = 1024 * 1024;
/** Bytes of all blobs. */
const MAX_SIZE = 256 * MIB;

function checkHex(what: string, value: unknown, length: number): void {
  if (typeof value !== 'string' || !isHex(value) || value.length !== 2 + 2 * length) {
    throw badExport(`The ${what} is not 0x and ${2 * length} hexadecimal digits.`);
  }
}
