import { nodePath, run } from '../setup-step.mjs';

/** The production build of the app. What earlier steps put into public/ is part of it. */
export default {
  name: 'app',
  inputs: ['src', 'public', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'],
  outputs: ['dist/index.html'],
  async run(log) {
    await run(log, nodePath(), ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
  },
};
