import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/**
 * Main-process entries. Workers and child processes are entries of their own and land beside the
 * module that starts them (`out/main`, flat), so `new URL('./name.js', import.meta.url)` finds them.
 */
const mainEntries = {
  index: 'src/main/index.ts',
  cli: 'src/main/hosts/cli/main.ts',
  application: 'src/main/application.ts',
  sandbox: 'src/sandbox/main.ts',
  'sandbox-hash-worker': 'src/sandbox/store/sandbox-hash-worker.ts',
  'hash-worker': 'src/main/transfers/hashing/hash-worker.ts',
  'catalog-writer-worker': 'src/main/catalog/catalog-writer-worker.ts',
  'catalog-check-worker': 'src/main/catalog/catalog-check-worker.ts',
  'reader-worker': 'src/main/catalog/reader/reader-worker.ts',
};

export default defineConfig({
  main: {
    build: {
      target: 'node24',
      rollupOptions: {
        input: mainEntries,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload must be one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // The host puts a nonce of its own in its place for each document (`src/main/hosts/page`).
    html: { cspNonce: 'argosy-csp-nonce' },
    build: {
      // Fonts and pictures stay files: the page's policy allows fonts from its own origin only.
      assetsInlineLimit: 0,
      // Half the text to read before the first rows.
      minify: 'oxc',
      cssMinify: true,
      // From this machine it comes at once; pieces would only come later.
      chunkSizeWarningLimit: 1500,
      rollupOptions: { input: { index: 'src/renderer/index.html' } },
    },
  },
});
