// Bundles the command line (or, with ENTRY OUT, a benchmark) into one file: starting costs one file read.
import { build } from 'esbuild';

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
  loader: { '.css': 'text', '.html': 'text', '.client.js': 'text' },
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
