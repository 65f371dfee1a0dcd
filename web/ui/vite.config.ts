import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// While one works on the pages: `script/ui dev` serves them from the sources, and passes what is not theirs on to a server that runs.
const server = process.env.AUDIAPRO_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    // Icons are a few hundred bytes each: their names in the first file would weigh more than the turn they save.
    modulePreload: { polyfill: false, resolveDependencies: (_, files) => files.filter((file) => !/\/Icon[A-Z]/.test(file)) },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/v1', '/admin', '/openapi.json', '/docs', '/demo', '/problems', '/health'].map((path) => [path, server])),
  },
});
