import { cargo, place } from '../setup-step.mjs';

const target = 'wasm32-unknown-unknown';

export default {
  name: 'engine',
  inputs: [
    'engine/Cargo.toml',
    'engine/Cargo.lock',
    'engine/.cargo/config.toml',
    'engine/core',
    'engine/driver',
    'engine/sandbox',
  ],
  outputs: ['public/engine/engine.wasm'],
  async run(log) {
    const folder = await cargo(log, 'engine', [
      'build',
      '--release',
      '--locked',
      '--target',
      target,
      '-p',
      'gear-exe-engine',
    ]);
    place(`${folder}/${target}/release/gear_exe_engine.wasm`, 'public/engine/engine.wasm');
  },
};
