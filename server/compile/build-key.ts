import { createHash } from 'node:crypto';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';

/** Names a build by everything that it depends on: the same key never has to be built twice. */
export function buildKey(files: Record<string, string>, toolchainFingerprint: string): Hex {
  const hash = createHash('sha256').update(toolchainFingerprint);
  for (const path of Object.keys(files).sort()) {
    const text = files[path] ?? '';
    // Lengths keep apart what would otherwise run together.
    hash.update(`\0${Buffer.byteLength(path)}:${path}${Buffer.byteLength(text)}:${text}`);
  }
  return bytesToHex(hash.digest());
}
