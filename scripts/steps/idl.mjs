import { join } from 'node:path';
import { cargo, place } from '../setup-step.mjs';

/** The IDL parser as WebAssembly: engine/idl → public/engine/idl.wasm. */
export default {
  name: 'idl',
  inputs: ['engine/idl'],
  outputs: ['public/engine/idl.wasm'],
  async run(log) {
    const target = await cargo(log, 'engine/idl', [
      'build',
      '--release',
      '--locked',
      '--lib',
      '--target',
      'wasm32-unknown-unknown',
    ]);
    place(join(target, 'wasm32-unknown-unknown/release/gear_exe_idl.wasm'), 'public/engine/idl.wasm');
  },
};
