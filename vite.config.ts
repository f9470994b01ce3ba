import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run dev` finds the build service; the production server answers `/api` itself. */
const buildService = process.env.BUILD_SERVICE_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // Relative, so that the built app works under any path.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  server: { proxy: { '/api': buildService } },
  preview: { proxy: { '/api': buildService } },
  build: {
    target: 'es2023',
    // The editor is one lazy chunk of about 1 MB gzip; the entry's own budget is checked in e2e/entry-size.spec.ts.
    chunkSizeWarningLimit: 5_000,
  },
});
