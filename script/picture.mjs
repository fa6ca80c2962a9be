// Draws docs/picture/replay-{light,dark}.png: the replay page of a shop that does not exist, as a browser shows it.
// Run it after a change of the page: node script/picture.mjs (needs Chromium; CHROMIUM names one that is elsewhere).
// node script/picture.mjs PAGE.html NAME draws the figure of a page of blast as docs/picture/NAME-{light,dark}.png.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { bundleText } from './bundle-text.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [given, name = 'replay'] = process.argv.slice(2);
const WIDTH = 1040;
const HEIGHT = 744;
/** A README is fetched by everybody who looks at it, other pages by those who want them. */
const LIMIT_BYTES = given === undefined ? 150_000 : 250_000;

const folder = mkdtempSync(join(tmpdir(), 'firebreak-picture-'));
try {
  const page = given === undefined ? join(folder, 'replay.html') : resolve(given);
  if (given === undefined) writeFileSync(page, await replayHtml());
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  for (const colorScheme of ['light', 'dark']) {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme });
    await tab.goto(pathToFileURL(page).href);
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const file = join(root, 'docs', 'picture', `${name}-${colorScheme}.png`);
    await (given === undefined ? tab : tab.locator('.drawing')).screenshot({ path: file });
    const { size } = statSync(file);
    console.log(`${file} ${Math.round(size / 1000)} kB`);
    if (size > LIMIT_BYTES) throw new Error(`${file} has ${size} bytes, more than ${LIMIT_BYTES}`);
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The page as the command line writes it. */
async function replayHtml() {
  const out = join(folder, 'page.mjs');
  await build({
    stdin: {
      contents: `import { shopReplay } from './test/shop-replay.ts';
        import { replayPage } from './src/entrypoint/cli/page/index.ts';
        export const html = replayPage(shopReplay({ changes: 480, seed: 38 }));`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [bundleText()],
    logLevel: 'warning',
  });
  return (await import(pathToFileURL(out).href)).html;
}
