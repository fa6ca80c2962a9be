// `import { text } from './x.ts?bundle'` is the bundled, minified text of a script or style sheet, ready to be put into
// a page; `import { pieces } from './x.ts?pieces'` is a script in pieces, of which a page fetches what it imports later
// when it needs it. One piece of code makes it for both the build and the tests, so both see the same page.
import { basename, dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { noticeComment, noticesOf } from './notice.mjs';

const WAYS = { '?bundle': moduleOf, '?pieces': piecesOf };
const SUFFIX = /\?(?:bundle|pieces)$/;

const COMMON = {
  bundle: true,
  minify: true,
  write: false,
  target: ['chrome123', 'firefox120', 'safari17.5'],
  // Only ASCII: the text stays right whatever encoding a mail program or a chat gives the page.
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

async function moduleOf(file) {
  const result = await build({ ...COMMON, entryPoints: [file], format: 'iife' });
  const inputs = Object.keys(result.metafile.inputs);
  // The text goes to browsers by itself: what it holds of others says so in it.
  const text = noticeComment(noticesOf(inputs)) + result.outputFiles[0].text.trim();
  return { code: `export const text = ${JSON.stringify(text)};`, inputs };
}

/** Names of pieces hold a digest of what is in them, but for the first, which the page names. */
async function piecesOf(file) {
  const options = { entryPoints: { app: file }, format: 'esm', splitting: true, outdir: 'pieces' };
  const result = await build({ ...COMMON, ...options, chunkNames: 'piece-[hash]' });
  const outputs = new Map(Object.entries(result.metafile.outputs).map(([path, told]) => [basename(path), told]));
  const atOnce = (name) =>
    outputs
      .get(name)
      .imports.filter(({ kind }) => kind === 'import-statement')
      .map(({ path }) => basename(path));
  const first = ['app.js'];
  for (const name of first) first.push(...atOnce(name).filter((each) => !first.includes(each)));
  const pieces = result.outputFiles.map(({ path, text }) => {
    const name = basename(path);
    const notice = noticeComment(noticesOf(Object.keys(outputs.get(name).inputs)));
    return { name, isFirst: first.includes(name), text: notice + text.trim() };
  });
  return { code: `export const pieces = ${JSON.stringify(pieces)};`, inputs: Object.keys(result.metafile.inputs) };
}

/** For esbuild; `onInputs` hears which files a text was made of. */
export function bundleText(onInputs = () => {}) {
  return {
    name: 'bundle-text',
    setup(builder) {
      builder.onResolve({ filter: SUFFIX }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.replace(SUFFIX, '')),
        suffix: SUFFIX.exec(path)[0],
        namespace: 'bundle-text',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'bundle-text' }, async ({ path, suffix }) => {
        const { code, inputs } = await WAYS[suffix](path);
        onInputs(inputs);
        return { contents: code, loader: 'js', watchFiles: inputs.map((input) => resolve(input)) };
      });
    },
  };
}

/** For Vite and Vitest; the virtual id ends in `.js` so that no other plugin takes the module for a style sheet. */
export function bundleTextForVite() {
  const prefix = '\0bundle-text:';
  return {
    name: 'bundle-text',
    enforce: 'pre',
    resolveId(source, importer) {
      const suffix = SUFFIX.exec(source)?.[0];
      if (suffix === undefined || importer === undefined) return null;
      return `${prefix}${resolve(dirname(importer), source.replace(SUFFIX, ''))}${suffix.replace('?', '.')}.js`;
    },
    async load(id) {
      if (!id.startsWith(prefix)) return null;
      const [, path, way] = /^(.*)\.(bundle|pieces)\.js$/.exec(id.slice(prefix.length));
      return (await WAYS[`?${way}`](path)).code;
    },
  };
}
