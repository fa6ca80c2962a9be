import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This folder, also when the benchmark runs as one bundled file in `dist`. */
export const BENCH_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'bench', 'blast');

const resolver = createRequire(join(BENCH_FOLDER, 'package.json'));

/** Installs the parsers and tools of this folder's lock file, unless they are there: users never download them. */
export function installTools(): void {
  if (existsSync(join(BENCH_FOLDER, 'node_modules', '.package-lock.json'))) return;
  console.error('installing the parsers and tools to compare with (once)');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: BENCH_FOLDER, stdio: 'inherit' });
}

/** A file of an installed tool. */
export function toolFile(specifier: string): string {
  return resolver.resolve(specifier);
}

/** A program of an installed package, whatever the package exports. */
export function toolProgram(path: string): string {
  return join(BENCH_FOLDER, 'node_modules', path);
}

/** An installed package; what it exports is the caller's to say. */
export function loadTool(specifier: string): unknown {
  return resolver(specifier);
}
