import { which } from '../setup-step.mjs';
import { installSystemPackages } from '../system-packages.mjs';

/** The build service runs compilers inside bubblewrap. Without it the service works for this machine alone, and says so. */
export default {
  name: 'bubblewrap',
  inputs: [],
  outputs: [],
  async run(log) {
    if (which('bwrap')) return undefined;
    if (process.platform !== 'linux') return 'not available here: builds run unconfined, for this machine alone';
    try {
      await installSystemPackages(log, ['bubblewrap'], 'bubblewrap');
      return 'installed';
    } catch (error) {
      return `missing: builds run unconfined, for this machine alone. ${error.message}`;
    }
  },
};
