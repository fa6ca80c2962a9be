// Bundles the command line (or, with ENTRY OUT, a benchmark) into one file: starting costs one file read.
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { bundleText } from './bundle-text.mjs';
import { noticesOf, noticeText } from './notice.mjs';

const [entry = 'src/main.ts', out = 'dist/firebreak.js'] = process.argv.slice(2);

const inputs = [];
const { metafile } = await build({
  entryPoints: [entry],
  outfile: out,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'linked',
  legalComments: 'linked',
  // The grammar finds its WebAssembly beside its own file, a native module stays one; pg asks for an optional one that is not installed.
  // OpenTelemetry is read only by who names a collector, protobuf's wire by who takes measurements; only a benchmark drives a browser.
  external: ['libpg-query', 'libsql', 'pg-native', '@opentelemetry/*', '@bufbuild/protobuf', 'playwright-core'],
  plugins: [bundleText((files) => inputs.push(...files))],
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
for (const { inputs: held } of Object.values(metafile.outputs)) {
  inputs.push(...Object.keys(held).filter((file) => held[file].bytesInOutput > 0));
}
// Beside the bundle, so that whoever is given it is given these; what browsers are sent carries its own as well.
writeFileSync(`${out}.LICENSES.txt`, noticeText(noticesOf(inputs)));
