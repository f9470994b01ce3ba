import { chromiumPath } from '../chromium-path.mjs';
import { installSystemPackages } from '../system-packages.mjs';

export default {
  name: 'chromium',
  inputs: [],
  outputs: [],
  async run(log) {
    if (!chromiumPath()) await installSystemPackages(log, ['chromium'], 'Chromium, for the tests in a browser,');
    return chromiumPath();
  },
};
