import { nodePath, run } from '../setup-step.mjs';
import toolchain from './toolchain.mjs';

/** The example programs, built by the build service: for the app as templates, for tests as codes. */
export default {
  name: 'programs',
  inputs: ['programs', 'server/compile', 'scripts/steps/toolchain.mjs'],
  outputs: ['build/programs/counter.wasm', 'public/templates/index.json'],
  fingerprint: toolchain.fingerprint,
  async run(log) {
    await run(log, nodePath(), ['server/compile/build-templates.ts']);
  },
};
