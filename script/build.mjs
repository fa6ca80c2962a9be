// Bundles the command line (or, with ENTRY OUT, a benchmark) into one file: starting costs one file read.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundleText } from './bundle-text.mjs';
import { markOf } from './load-program.mjs';
import { noticesOf, noticeText } from './notice.mjs';

const PROGRAM = 'src/main.ts';
const [entry = PROGRAM, out = 'dist/firebreak.js'] = process.argv.slice(2);

const inputs = [];
const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  // The grammar finds its WebAssembly beside its own file, a native module stays one; pg asks for an optional one that is not installed.
  // OpenTelemetry is read only by who names a collector, protobuf's wire by who takes measurements; only a benchmark drives a browser.
  external: ['libpg-query', 'libsql', 'pg-native', '@opentelemetry/*', '@bufbuild/protobuf', 'playwright-core'],
  plugins: [bundleText((files) => inputs.push(...files))],
  metafile: true,
  logLevel: 'warning',
};

if (entry === PROGRAM) await buildProgram();
else await buildModule();

/** The program and what starts it: `firebreak.js` loads `firebreak.cjs` by the code that was compiled here. */
async function buildProgram() {
  const file = out.replace(/\.m?js$/, '.cjs');
  const { metafile, outputFiles } = await build({
    ...COMMON,
    entryPoints: [entry],
    outfile: file,
    format: 'cjs',
    // Code that V8 kept compiled finds nobody who answers `import()`; `require` reads what stays outside, modules of ES too.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__url' },
    banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
    legalComments: 'external',
    write: false,
  });
  mkdirSync(dirname(file), { recursive: true });
  for (const { path, text } of outputFiles) {
    if (path.endsWith('.LEGAL.txt')) writeFileSync(`${out}.LEGAL.txt`, text);
    else if (path.endsWith('.map')) writeFileSync(path, text);
    else writeProgram(path, text);
  }
  writeNotices(metafile);
  // Written last: it is what tells that the build is done.
  await build({
    entryPoints: [join(import.meta.dirname, 'start.mjs')],
    outfile: out,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
}

function writeProgram(path, bundled) {
  // It is read byte by byte, a character each. What the bundler leaves stands in regular expressions and comments.
  const text = bundled.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(path)}.`) && name.endsWith('.code')) rmSync(join(folder, name), { force: true });
  }
  writeFileSync(path, `${text}${markOf(createHash('sha256').update(text).digest('hex'))}`);
  execFileSync(process.execPath, [join(import.meta.dirname, 'compile-program.mjs'), path], { stdio: 'inherit' });
}

async function buildModule() {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: [entry],
    outfile: out,
    format: 'esm',
    legalComments: 'linked',
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
  });
  writeNotices(metafile);
}

/** Beside the bundle, so that whoever is given it is given these; what browsers are sent carries its own as well. */
function writeNotices(metafile) {
  for (const { inputs: held } of Object.values(metafile.outputs)) {
    inputs.push(...Object.keys(held).filter((file) => held[file].bytesInOutput > 0));
  }
  writeFileSync(`${out}.LICENSES.txt`, noticeText(noticesOf(inputs)));
}
