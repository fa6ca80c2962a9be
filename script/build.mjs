// Bundles the command line (or, with ENTRY OUT, a benchmark) into one file: starting costs one file read.
import { build } from 'esbuild';
import { bundleText } from './bundle-text.mjs';

const [entry = 'src/main.ts', out = 'dist/firebreak.js'] = process.argv.slice(2);

await build({
  entryPoints: [entry],
  outfile: out,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  legalComments: 'linked',
  // It finds its WebAssembly beside its own file, so it stays a package that is installed.
  external: ['libpg-query'],
  plugins: [bundleText()],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
