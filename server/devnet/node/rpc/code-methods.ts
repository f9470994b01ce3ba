import { concatBytes } from '@noble/hashes/utils.js';
import { compact } from 'scale-ts';
import { bytesToHex, type Hex } from '../../../../src/shared/hex.ts';
import type { NodeStore } from '../store/node-store.ts';
import { type Method, method } from './method.ts';
import { hash, u32 } from './params.ts';
import { databaseError } from './rpc-error.ts';

/**
 * `code_…`. The original of a code is looked up in the content store by its hash alone, as on a real node, so any blob can be had
 * this way: clients fork programs with it.
 */
export function codeMethods(store: NodeStore): Record<string, Method> {
  return {
    code_getOriginal: method([['id', hash]], ([id]) => scaleBytes(store.content.blob(id))),
    code_getInstrumented: method(
      [
        ['runtime_id', u32],
        ['code_id', hash],
      ],
      ([runtimeId, codeId]) => {
        const code = runtimeId === RUNTIME_ID ? store.content.code(codeId) : undefined;
        if (!code?.instrumented) throw notFound();
        const { instrumented, metadataLength } = code;
        // The engine keeps the length of the original in front and the metadata behind the runtime's `InstrumentedCode`.
        return bytesToHex(instrumented.subarray(4, instrumented.length - metadataLength));
      },
    ),
  };
}

/** Of the only runtime there is. */
const RUNTIME_ID = 1;

const notFound = () => databaseError('Failed to get code by supplied id');

/** Bytes with their length in front, in hexadecimal. */
function scaleBytes(bytes: Uint8Array | undefined): Hex {
  if (!bytes) throw notFound();
  return bytesToHex(concatBytes(compact.enc(bytes.length), bytes));
}
