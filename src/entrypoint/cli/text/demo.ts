import type { DemoReport, RolloutMetric, RolloutReport } from '../../../contract/index.ts';
import type { DemoLook } from '../demo/playing.ts';
import type { DemoLogin } from '../demo/session.ts';
import type { DemoStage } from '../demo/stage.ts';
import { plain } from '../format/index.ts';

/** How the picture may look. */
export interface DemoStyle {
  readonly color: boolean;
}

const RED = 31;
const GREEN = 32;
const BOLD = 1;
/** Characters of a meter. */
const METER = 20;

/** Where everything is, and who can sign in. */
export function readyText({
  stage,
  logins,
}: {
  readonly stage: DemoStage;
  readonly logins: readonly DemoLogin[];
}): string {
  const width = Math.max(...logins.map(({ name }) => name.length));
  return [
    `A shop with two versions behind HAProxy ${stage.proxyVersion} (${stage.shopUrl}), and Firebreak beside it. All of it on this machine, until you end it.`,
    '',
    `  watch it     ${stage.serverUrl}/rollouts`,
    ...logins.map(
      ({ name, password, roles }) => `  sign in as   ${name.padEnd(width)}  ${password}  (${roles.join(', ')})`,
    ),
    '',
  ].join('\n');
}

/** One thing that happened. */
export function momentText({ at_ms: at, code, text }: DemoReport['moments'][number], style: DemoStyle): string {
  const color = ['decided', 'turned-bad', 'held', 'braked'].includes(code)
    ? RED
    : ['finished', 'rolled-back', 'landed'].includes(code)
      ? GREEN
      : null;
  return `${seconds(at).padStart(7)}  ${painted(plain(text), color, style)}`;
}

/** The rollout as it stands: stages, customers, each metric with its interval and its stop line, and the decision in one sentence. */
export function lookText({ rollout, customers }: DemoLook, style: DemoStyle): readonly string[] {
  const { judgement } = rollout;
  const decision = judgement?.decision ?? 'hold';
  const color = decision === 'rollback' ? RED : decision === 'promote' ? GREEN : BOLD;
  return [
    stageBar(rollout, style),
    `customers: ${customers.answered} answers, ${customers.bad} bad`,
    ...rollout.metrics.flatMap((metric) => metricLines(metric, style)),
    `judge: ${painted(plain(rollout.text), color, style)}`,
  ];
}

function stageBar({ stages, weights, state }: RolloutReport, style: DemoStyle): string {
  const percent = Math.max(0, ...Object.values(weights));
  const steps = stages.map(({ name, percent: share, state: at }) => {
    const text = `${plain(name)} ${share} %`;
    return at === 'done'
      ? painted(`[x] ${text}`, GREEN, style)
      : at === 'current'
        ? painted(`[>] ${text}`, BOLD, style)
        : `[ ] ${text}`;
  });
  const all = state === 'finished' ? painted('[x] all', GREEN, style) : '[ ] all';
  return `v2 has ${String(percent).padStart(3)} %  ${[...steps, all].join('  ')}`;
}

function metricLines(metric: RolloutMetric, style: DemoStyle): readonly string[] {
  const { metric: name, part, ratio, stop, text, state, samples } = metric;
  const { estimate, low, high } = ratio;
  const band = estimate === null ? 'no ratio yet' : `x${times(estimate)} (${times(low)} to ${times(high)})`;
  const what = part === null ? plain(name) : `${plain(name)} ${plain(part)}`;
  const line =
    stop.line === null
      ? ''
      : `${meter(stop.evidence, stop.line)} ${times(stop.evidence)} of ${times(stop.line)} to stop`;
  const color = state === 'worse' ? RED : state === 'not-worse' ? GREEN : null;
  return [
    `${what.padEnd(12)} ${band.padEnd(24)} ${line}`.trimEnd(),
    `${''.padEnd(12)} ${painted(plain(text), color, style)}; ${samples.seen} events seen${metric.dispersion.state === 'learnt' ? '' : `; beyond ${Math.round(stop.base * 100) / 100}x counts, as its own scatter is not learnt`}`,
  ];
}

/** `####......`: how far the evidence is on its way to the line. */
function meter(evidence: number, line: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, evidence / line)) * METER);
  return `[${'#'.repeat(filled)}${'.'.repeat(METER - filled)}]`;
}

/** What happened, in numbers, and what to try next. */
export function demoText(report: DemoReport, style: DemoStyle): string {
  const { story, harm, seconds: took, customers, brake, changes, rollout } = report;
  const lines = [
    '',
    painted(
      story === 'worse' ? 'What happened' : 'What happened: a good version was promoted by evidence',
      BOLD,
      style,
    ),
    `  rollout ${plain(rollout.id)}: ${rollout.state} (${rollout.reasons.map(plain).join(', ')})`,
  ];
  lines.push(...learntLines(rollout.learnt));
  if (took.to_decision !== null) {
    lines.push(`  decided ${took.to_decision.toFixed(1)} s after the new version turned bad`);
  }
  if (took.to_traffic_back !== null) {
    lines.push(`  all traffic was back with the old one ${took.to_traffic_back.toFixed(1)} s after it`);
  }
  const skipped = customers.skipped === 0 ? '' : `; ${customers.skipped} were not sent, since this machine was busy`;
  lines.push(`  customers: ${customers.answered} answers, ${customers.bad} bad in all${skipped}`);
  if (harm !== null) {
    lines.push(
      `  the bad version gave ${harm.bad} bad answers, about ${Math.round(harm.extra_bad)} more than the old one would have given`,
      `  with everybody on it, the same time would have given about ${Math.round(harm.extra_bad_without)} more, and each further minute ${Math.round(harm.extra_bad_a_minute_without)}`,
    );
  }
  if (brake !== null)
    lines.push(`  ${plain(brake.id)} holds ${brake.scope.map(plain).join(' ')}: ${plain(brake.reason)}`);
  for (const { change, state, why } of changes) lines.push(`  ${plain(change)}: ${state}: ${plain(why)}`);
  return `${lines.join('\n')}\n`;
}

/** What the judge knew beforehand of each metric; where it knew nothing it kept a margin. */
function learntLines(learnt: DemoReport['rollout']['learnt']): readonly string[] {
  const named = (isKnown: boolean) =>
    learnt.filter(({ known }) => known === isKnown).map(({ metric }) => plain(metric));
  const [known, unknown] = [named(true), named(false)];
  return [
    ...(known.length === 0 ? [] : [`  learnt before, by how much they scatter by themselves: ${known.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`  not learnt, so that a margin of 1.25x was kept: ${unknown.join(', ')}`]),
    ...(unknown.length === 0
      ? []
      : ['    (it is learnt of several instances of the old version, between rollouts; see docs/judge.md)']),
  ];
}

/** What to do with what is still running. */
export function nextText({ stage, report }: { readonly stage: DemoStage; readonly report: DemoReport }): string {
  return [
    '',
    'Try next, while it runs:',
    `  ${stage.serverUrl}/rollouts          the rollout with its evidence`,
    ...(report.brake === null ? [] : [`  ${stage.serverUrl}/changes           the change that is held, and why`]),
    `  firebreak login --server ${stage.serverUrl}`,
    ...(report.brake === null
      ? []
      : ['  firebreak brake list', `  firebreak brake off ${report.brake.id} --reason "looked at it"`]),
    '  firebreak rollout list',
    report.story === 'worse' ? '  firebreak demo --healthy        the same with a good version' : '  firebreak demo',
    '',
    'Ctrl-C ends the shop, the customers, HAProxy and the server.',
    '',
  ].join('\n');
}

const times = (value: number | null): string =>
  value === null ? '?' : value >= 100 ? value.toFixed(0) : value.toFixed(1);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function painted(text: string, code: number | null, { color }: DemoStyle): string {
  return color && code !== null ? `\u001b[${code}m${text}\u001b[0m` : text;
}
