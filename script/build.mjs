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
  // The grammar finds its WebAssembly beside its own file, a native module stays one; pg asks for an optional one that is not installed.
  external: ['libpg-query', 'libsql', 'pg-native'],
  plugins: [bundleText()],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
