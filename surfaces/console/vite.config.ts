import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Static files that work under any path; nothing is loaded from elsewhere. */
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
  },
});
