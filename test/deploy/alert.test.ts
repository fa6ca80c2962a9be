import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBelow, ROOT } from '../support/paper.ts';

const PATH = join(ROOT, 'deploy/prometheus/alert.yaml');
const text = readFileSync(PATH, 'utf8');
const rules: readonly { readonly alert: string; readonly expr: string }[] = parse(text).groups[0].rules;
const source = filesBelow('src')
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(join(ROOT, path), 'utf8'))
  .join('\n');

describe('the alerts', () => {
  it('ask only for figures that the server gives', () => {
    const names = rules.flatMap(({ expr }) => expr.match(/firebreak_\w+/g) ?? []);
    expect(new Set(names).size).toBeGreaterThan(3);
    expect(names.filter((name) => !source.includes(name))).toEqual([]);
  });

  const promtool = ['/usr/bin/promtool', '/usr/local/bin/promtool'].find(existsSync);
  it.skipIf(promtool === undefined)(`ring when they should, and only then${absent(promtool)}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-alert-'));
    const judge = (cases: readonly unknown[]) => {
      const file = join(folder, 'test.yaml');
      writeFileSync(file, JSON.stringify({ rule_files: [PATH], evaluation_interval: '1m', tests: cases }));
      const run = spawnSync(promtool ?? '', ['test', 'rules', file], { encoding: 'utf8' });
      return { status: run.status, said: `${run.stdout}${run.stderr}` };
    };
    const result = judge(CASES.map(promtoolCase));
    expect(result.said).toContain('SUCCESS');
    expect(result.status).toBe(0);
    expect(judge([promtoolCase({ ...(CASES[0] as Case), rings: false })]).status).toBe(1);
    rmSync(folder, { recursive: true });
  });

  it('each have a case that rings and one that does not', () => {
    for (const { alert } of rules) {
      const cases = CASES.filter((one) => one.alert === alert).map(({ rings }) => rings);
      expect([alert, [...new Set(cases)].sort()]).toEqual([alert, [false, true]]);
    }
  });
});

function absent(program: string | undefined): string {
  return program === undefined ? ' (skipped: promtool is not installed)' : '';
}

interface Case {
  readonly alert: string;
  readonly rings: boolean;
  /** Values each minute, in promtool's notation, by series without the job. */
  readonly series: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  { alert: 'FirebreakNodeDown', rings: true, series: { 'up{instance="a"': '0x30', 'up{instance="b"': '1x30' } },
  { alert: 'FirebreakNodeDown', rings: false, series: { 'up{instance="a"': '1x30', 'up{instance="b"': '1x30' } },
  { alert: 'FirebreakDown', rings: true, series: { 'up{instance="a"': '0x30', 'up{instance="b"': '0x30' } },
  { alert: 'FirebreakDown', rings: false, series: { 'up{instance="a"': '0x30', 'up{instance="b"': '1x30' } },
  { alert: 'FirebreakDecisionsWait', rings: true, series: { 'firebreak_due_changes{instance="a"': '3x30' } },
  { alert: 'FirebreakDecisionsWait', rings: false, series: { 'firebreak_due_changes{instance="a"': '3 0 3 0 3 0x25' } },
  {
    alert: 'FirebreakLogNotSealed',
    rings: true,
    series: { 'firebreak_events{instance="a"': '100+1x30', 'firebreak_sealed_events{instance="a"': '100x30' },
  },
  {
    alert: 'FirebreakLogNotSealed',
    rings: false,
    series: { 'firebreak_events{instance="a"': '100+1x30', 'firebreak_sealed_events{instance="a"': '99+1x30' },
  },
  { alert: 'FirebreakLogShrank', rings: true, series: { 'firebreak_events{instance="a"': '500x15 400x15' } },
  { alert: 'FirebreakLogShrank', rings: false, series: { 'firebreak_events{instance="a"': '400+2x30' } },
  {
    alert: 'FirebreakAnswersFail',
    rings: true,
    series: {
      'firebreak_http_answers_total{instance="a",status="5xx"': '0+10x30',
      'firebreak_http_answers_total{instance="a",status="2xx"': '0+100x30',
    },
  },
  {
    alert: 'FirebreakAnswersFail',
    rings: false,
    series: {
      'firebreak_http_answers_total{instance="a",status="5xx"': '0+1x30',
      'firebreak_http_answers_total{instance="a",status="2xx"': '0+100x30',
    },
  },
];

/** Counts the alert's series rather than its labels and texts. */
function promtoolCase({ alert, rings, series }: Case): unknown {
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: `${name},job="firebreak"}`, values })),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
        eval_time: '25m',
        exp_samples: [{ labels: '{}', value: rings ? 1 : 0 }],
      },
    ],
  };
}
