import { configDefaults, defineConfig } from 'vitest/config';

/** Unit and integration tests beside the code. A test that needs a document says `// @vitest-environment happy-dom` at its top. */
export default defineConfig({
  test: {
    include: ['{src,server,scripts}/**/*.test.{ts,tsx,mjs}'],
    exclude: [...configDefaults.exclude, '**/target/**'],
    environment: 'node',
    testTimeout: 30_000,
    // The long ones mostly wait, for Ethereum's blocks and for limits of time.
    maxWorkers: 3,
  },
});
