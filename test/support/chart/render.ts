import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

export const CHART = new URL('../../../deploy/helm/firebreak', import.meta.url).pathname;

/** Where Debian keeps the source of Go packages. */
const GO_SOURCE = '/usr/share/gocode';

/** A value of a chart, as YAML has it. */
export type Values = Readonly<Record<string, unknown>>;

/** Renders by template's file name. Throws what the engine says. */
export type Render = (values: Values) => Readonly<Record<string, string>>;

/** Why the chart cannot be rendered here; `null` = it can. */
export function noRenderer(): string | null {
  if (runs('helm', ['version'])) return null;
  const hasSprig = existsSync(join(GO_SOURCE, 'src/github.com/Masterminds/sprig'));
  return runs('go', ['version']) && hasSprig ? null : 'neither helm nor Go with sprig is installed';
}

/** Helm where it is installed, else its engine. */
export function openRenderer(): { readonly render: Render; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-chart-'));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  if (runs('helm', ['version'])) return { render: byHelm, close };
  const program = join(folder, 'render');
  execFileSync('go', ['build', '-o', program, new URL('render.go', import.meta.url).pathname], {
    env: { ...process.env, GO111MODULE: 'off', GOPATH: GO_SOURCE, GOFLAGS: '', GOCACHE: join(folder, 'cache') },
  });
  return { render: (values) => byEngine(program, values), close };
}

/** What the chart's schema says against values, laid over the chart's own; empty = nothing. */
export function schemaErrors(values: Values): readonly string[] {
  const judge = new Ajv({ strict: false, allErrors: true }).compile(
    JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')),
  );
  judge(merged(chartFile('values.yaml'), values));
  return (judge.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function byHelm(values: Values): Readonly<Record<string, string>> {
  const run = spawnSync('helm', ['template', 'plant', CHART, '--namespace', 'brakes', '--values', '-'], {
    input: JSON.stringify(values),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const parts = run.stdout.split(/^---\n# Source: firebreak\/templates\/(.*)\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1] ?? '']] : [])));
}

function byEngine(program: string, values: Values): Readonly<Record<string, string>> {
  const { name, version, appVersion } = chartFile('Chart.yaml');
  const run = spawnSync(program, {
    input: JSON.stringify({
      Folder: CHART,
      Chart: { Name: name, Version: version, AppVersion: appVersion },
      Release: { Name: 'plant', Namespace: 'brakes', Service: 'Helm' },
      Values: merged(chartFile('values.yaml'), values),
    }),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** A file of the chart as Helm reads it: YAML 1.1, where `0440` is octal. */
export function chartFile(path: string): Values {
  return parse(readFileSync(join(CHART, path), 'utf8'), { version: '1.1' });
}

/** Objects are merged, everything else is replaced, as Helm does. */
function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in above ? merged(below[key], above[key]) : below[key]] as const),
  );
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
