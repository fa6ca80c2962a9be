import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../src/domain/code-graph/index.ts';

/** The newest release with a program for this kind of machine. */
const VERSION = '5.3.3';

const FORMATS: Readonly<Record<Language, readonly string[]>> = {
  javascript: ['javascript', 'typescript', 'jsx', 'tsx'],
  python: ['python'],
  java: ['java'],
  kotlin: ['kotlin'],
  csharp: ['csharp'],
  php: ['php'],
  go: ['go'],
  rust: ['rust'],
  c: ['c', 'c-header', 'cpp', 'cpp-header'],
  ruby: ['ruby'],
};

/** Installs jscpd into a folder of this run alone; answers its program. */
export function installRival(folder: string): string {
  const place = join(folder, 'jscpd');
  mkdirSync(place, { recursive: true });
  const options = ['--prefix', place, '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', ['install', `jscpd@${VERSION}`, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  return join(place, 'node_modules', '.bin', 'jscpd');
}

/** Runs jscpd once over the sources of these languages, its limits on files lifted and nothing written; milliseconds on the clock and of processors. */
export function runRival(given: {
  readonly program: string;
  readonly folder: string;
  readonly languages: readonly Language[];
}): { readonly clock: number; readonly processor: number } {
  const formats = given.languages.flatMap((language) => FORMATS[language]).join(',');
  const options = [
    '--format',
    formats,
    '--reporters',
    'silent',
    '--silent',
    '--max-size',
    '2mb',
    '--max-lines',
    '1000000',
  ];
  const started = performance.now();
  // The shell's own `times` (POSIX) tells what its children used; Node does not.
  const script = '"$0" "$@" > /dev/null 2>&1; times';
  const told = execFileSync('sh', ['-c', script, given.program, given.folder, ...options], { encoding: 'utf8' });
  const clock = performance.now() - started;
  const spent = [...(told.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return {
    clock,
    processor: spent.reduce((sum, [, minutes, seconds]) => sum + 60_000 * Number(minutes) + 1000 * Number(seconds), 0),
  };
}
