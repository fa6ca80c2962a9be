// Draws docs/picture/demo-*.png out of one run of `firebreak demo`: the terminal at its end, and the pages that a browser shows meanwhile. Run it after a change of the demo or of the page of rollouts: node script/demo-picture.mjs (needs HAProxy, Chromium and `script`;
// CHROMIUM names one that is elsewhere).
import { spawn } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'docs', 'picture');
const [columns, rows] = [118, 46];
/** Pages other than the README are fetched by those who want them. */
const LIMIT_BYTES = 250_000;
const COLOURS = { 1: 'font-weight:700', 31: 'color:#ff7b72', 32: 'color:#7ee787' };

const program = `stty cols ${columns} rows ${rows}; exec '${process.execPath}' '${join(root, 'dist', 'firebreak.js')}' demo`;
const demo = spawn('script', ['-qfec', program, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
const screen = [''];
const pictures = new Map();
demo.stdout.on('data', (part) => show(String(part)));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  mkdirSync(folder, { recursive: true });
  await until(() => text().includes('began'));
  const [, url = ''] = /watch it\s+(http:\/\/[\w.:]+)/.exec(text()) ?? [];
  const [, password = ''] = /sign in as\s+olga\s+(\S+)/.exec(text()) ?? [];
  const page = await browser.newPage({ viewport: { width: 1180, height: 820 } });
  await page.request.post(`${url}/api/v1/session`, { data: { name: 'olga', password }, headers: { origin: url } });
  await until(() => text().includes('turned bad'));
  const [{ id }] = (await (await page.request.get(`${url}/api/v1/rollouts`)).json()).rollouts;
  await page.goto(`${url}/rollouts?at=${id}`);
  // Again and again until it is decided: what is kept is the last look with the evidence on its way.
  while (!isDecided()) {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.reload();
      const metrics = page.locator('section', { hasText: 'Is the new version worse?' }).last();
      const shot = await metrics.screenshot({ timeout: 5_000 }).catch(() => null);
      if (shot !== null && !isDecided()) pictures.set(`demo-rollout-${colorScheme}`, shot);
    }
  }
  await until(() => text().includes('Try next'));
  await page.emulateMedia({ colorScheme: 'light' });
  const held = /(local:shop#\d+): hold/.exec(text())?.[1] ?? '';
  await page.goto(`${url}/changes/${encodeURIComponent(held)}`);
  await sleep(1_000);
  pictures.set('demo-held-light', await page.screenshot({ clip: { x: 0, y: 60, width: 1180, height: 570 } }));
  const terminal = await browser.newPage({ viewport: { width: 1040, height: 300 } });
  const end = screen.findIndex((line) => line.includes('Try next'));
  await terminal.setContent(terminalHtml(screen.slice(0, end)));
  pictures.set('demo-terminal', await terminal.locator('pre').screenshot());
  for (const [name, bytes] of pictures) keep(name, bytes);
} finally {
  await browser.close();
  demo.stdin.write('\u0003');
  await new Promise((resolve) => demo.once('exit', resolve));
}

/** What the terminal shows: whole lines, and the picture that is drawn again in its place. */
function show(part) {
  for (const [piece, up] of part
    .replaceAll('\r', '')
    .matchAll(/\u001b\[(\d+)A\u001b\[0J|\n|[^\n\u001b]+|\u001b\[\d+m|\u001b/gu)) {
    if (up !== undefined) screen.splice(-Number(up) - 1, Number(up));
    else if (piece === '\n') screen.push('');
    else screen[screen.length - 1] += piece;
  }
}

function isDecided() {
  return text().includes('the judge stopped it');
}

function text() {
  return screen.join('\n').replaceAll(/\u001b\[\d+m/gu, '');
}

async function until(isThere) {
  while (!isThere()) {
    if (demo.exitCode !== null) throw new Error(`the demo ended: ${text()}`);
    await sleep(100);
  }
}

function terminalHtml(lines) {
  const escaped = lines.join('\n').trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const coloured = escaped.replaceAll(/\u001b\[(\d+)m/gu, (_, code) =>
    code === '0' ? '</span>' : `<span style="${COLOURS[code] ?? ''}">`,
  );
  const style =
    'margin:0;padding:16px;width:118ch;white-space:pre-wrap;font:13px/1.4 monospace;color:#d0d7de;background:#0d1117';
  return `<body style="margin:0"><pre style="${style}">${coloured}</pre></body>`;
}

function keep(name, bytes) {
  const file = join(folder, `${name}.png`);
  writeFileSync(file, bytes);
  const { size } = statSync(file);
  console.log(`${file} ${Math.round(size / 1000)} kB`);
  if (size > LIMIT_BYTES) throw new Error(`${file} has ${size} bytes, more than ${LIMIT_BYTES}`);
}
