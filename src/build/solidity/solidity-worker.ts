import soljson from 'solc/soljson.js';
import { compileAbiContract, type SolidityResult } from './compile-abi-contract.ts';
import { ownSolidityPort } from './solidity-thread.ts';
import type { CompileStandardJson } from './standard-json.ts';

/**
 * The thread of one compilation. The Solidity compiler, 9 MB, is a part of this file alone.
 *
 * It says `ready` once the compiler is loaded, takes one source and answers it.
 */
export type SolidityAnswer =
  | { type: 'ready' }
  | { type: 'done'; result: SolidityResult }
  /** The compiler itself broke, e.g. out of memory. */
  | { type: 'broken'; reason: string };

// The two zeros: no callback, so an import finds nothing and no solver is asked.
const solidityCompile = soljson.cwrap('solidity_compile', 'string', ['string', 'number', 'number'], undefined);
const compile: CompileStandardJson = (input) => solidityCompile(input, 0, 0);
const version: string = soljson.cwrap('solidity_version', 'string', [], undefined)();

const port = ownSolidityPort();
port.onMessage((source) => {
  try {
    port.postMessage({ type: 'done', result: compileAbiContract(source as string, compile, version) });
  } catch (error) {
    port.postMessage({ type: 'broken', reason: String(error) });
  }
});
port.postMessage({ type: 'ready' });
