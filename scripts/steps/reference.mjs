import { cargo, place } from '../setup-step.mjs';

/** The native runner of scenarios: what the wasm engine is compared with. */
export default {
  name: 'native reference',
  inputs: [
    'engine/reference/Cargo.toml',
    'engine/reference/Cargo.lock',
    'engine/reference/src',
    'engine/reference/stubs',
    'engine/driver/Cargo.toml',
    'engine/driver/src',
  ],
  outputs: ['engine/reference/target/release/gear-exe-reference'],
  async run(log) {
    const target = await cargo(log, 'engine/reference', ['build', '--release', '--locked']);
    place(`${target}/release/gear-exe-reference`, 'engine/reference/target/release/gear-exe-reference');
  },
};
