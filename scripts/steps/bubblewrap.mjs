import { which } from '../setup-step.mjs';
import { installSystemPackages } from '../system-packages.mjs';

/** The build service runs compilers inside bubblewrap. Without it the service works for this machine alone, and says so. */
export default {
  name: 'bubblewrap',
  inputs: [],
  outputs: [],
  async run(log) {
    if (which('bwrap')) return undefined;
    if (process.platform !== 'linux') return { warning: `there is none for this system: ${consequence}` };
    try {
      await installSystemPackages(log, ['bubblewrap'], 'bubblewrap');
      return 'installed';
    } catch (error) {
      return { warning: `${consequence}. ${error.message}` };
    }
  },
};

const consequence = 'builds run unconfined, so the build service serves this machine alone';
