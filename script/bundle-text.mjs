// `import { text } from './x.ts?bundle'` is the bundled, minified text of a script or style sheet, ready to be put into
// a page. One piece of code makes it for both the build and the tests, so both see the same page.
import { dirname, resolve } from 'node:path';
import { build } from 'esbuild';
import { noticeComment, noticesOf } from './notice.mjs';

const SUFFIX = '?bundle';
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

async function moduleOf(file) {
  const result = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: BROWSERS,
    // Only ASCII: the text stays right whatever encoding a mail program or a chat gives the page.
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  const inputs = Object.keys(result.metafile.inputs);
  // The text goes to browsers by itself: what it holds of others says so in it.
  const text = noticeComment(noticesOf(inputs)) + result.outputFiles[0].text.trim();
  return { code: `export const text = ${JSON.stringify(text)};`, inputs };
}

/** For esbuild; `onInputs` hears which files a text was made of. */
export function bundleText(onInputs = () => {}) {
  return {
    name: 'bundle-text',
    setup(builder) {
      builder.onResolve({ filter: /\?bundle$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.slice(0, -SUFFIX.length)),
        namespace: 'bundle-text',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'bundle-text' }, async ({ path }) => {
        const { code, inputs } = await moduleOf(path);
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
      if (!source.endsWith(SUFFIX) || importer === undefined) return null;
      return `${prefix}${resolve(dirname(importer), source.slice(0, -SUFFIX.length))}.js`;
    },
    async load(id) {
      if (!id.startsWith(prefix)) return null;
      return (await moduleOf(id.slice(prefix.length, -'.js'.length))).code;
    },
  };
}
