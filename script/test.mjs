// Runs every check, prints what failed, and ends with one plain line that counts checks and tests together.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'firebreak-test-'));
const report = join(folder, 'vitest.json');
const bin = (name) => join('node_modules', '.bin', name);
let passed = 0;
let failed = 0;

function check(name, command, args) {
  const started = Date.now();
  const run = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const ok = run.status === 0;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(`${run.stdout}${run.stderr}`);
  if (ok) passed += 1;
  else failed += 1;
}

check('types', bin('tsc'), ['--noEmit']);
check('types of the page script', bin('tsc'), ['--noEmit', '-p', 'src/entrypoint/cli/page/client']);
check('lint and format', bin('biome'), ['ci', '.']);

const run = spawnSync(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
  },
);
let skipped = 0;
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  skipped = result.numPendingTests + result.numTodoTests;
  // A file that fails to load has no failed test of its own.
  failed += result.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  if (run.status !== 0 && result.numFailedTests === 0) failed = Math.max(failed, 1);
} catch (error) {
  console.log(`FAIL the test run left no report: ${error.message}`);
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(
  skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : `${passed} passed, ${failed} failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
