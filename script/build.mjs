// Bundles the command line into one file. Dependencies stay outside the repository's own code but inside the bundle,
// so that starting costs one file read.
import { build } from 'esbuild';

await build({
  entryPoints: { firebreak: 'src/main.ts' },
  outdir: 'dist',
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
