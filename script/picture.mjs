// Draws docs/picture/replay-{light,dark}.png: the replay page of a shop that does not exist, as a browser shows it.
// Run it after a change of the page: node script/picture.mjs (needs Chromium; CHROMIUM names one that is elsewhere).
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { bundleText } from './bundle-text.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const WIDTH = 1040;
const HEIGHT = 744;
/** A README is fetched by everybody who looks at it. */
const LIMIT_BYTES = 150_000;

const folder = mkdtempSync(join(tmpdir(), 'firebreak-picture-'));
try {
  const page = join(folder, 'replay.html');
  writeFileSync(page, await replayHtml());
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  for (const colorScheme of ['light', 'dark']) {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme });
    await tab.goto(pathToFileURL(page).href);
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const file = join(root, 'docs', 'picture', `replay-${colorScheme}.png`);
    await tab.screenshot({ path: file });
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
