import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm run dev` finds the build service; the production server answers `/api` itself. */
const buildService = process.env.BUILD_SERVICE_URL ?? 'http://127.0.0.1:8080';

/**
 * The Solidity compiler is a CommonJS file that exports itself in Node alone; here it becomes a module, in which Node's
 * globals do not exist.
 */
const solidityCompiler: Plugin = {
  name: 'solidity-compiler',
  enforce: 'pre',
  transform: {
    filter: { id: /[\\/]solc[\\/]soljson\.js(\?|$)/ },
    handler: (code) => ({
      code: `let module, process, require;\n${code}\nexport default Module;\n`,
      map: { mappings: '' },
    }),
  },
};

/** A lazy view need not name, nor ask for, what the page has loaded to begin with: with some twenty views the names alone are a kilobyte. */
function withoutEntry() {
  const entry = new Set<string>();
  return (file: string, dependencies: string[], { hostType }: { hostType: 'html' | 'js' }) => {
    // The page itself is the first to be asked about.
    if (hostType === 'html') for (const loaded of [file, ...dependencies]) entry.add(loaded);
    return hostType === 'html' ? dependencies : dependencies.filter((dependency) => !entry.has(dependency));
  };
}

export default defineConfig({
  // Relative, so that the built app works under any path.
  base: './',
  plugins: [react(), solidityCompiler],
  worker: { format: 'es', plugins: () => [solidityCompiler] },
  // The development server would make a CommonJS bundle of it beforehand.
  optimizeDeps: { exclude: ['solc'] },
  server: { proxy: { '/api': buildService } },
  preview: { proxy: { '/api': buildService } },
  build: {
    target: 'es2023',
    // The editor is one lazy chunk of about 1 MB gzip; the entry's own budget is checked in e2e/entry-size.spec.ts.
    chunkSizeWarningLimit: 5_000,
    modulePreload: { resolveDependencies: withoutEntry() },
  },
});
