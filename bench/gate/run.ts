import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUILT_IN_PACKS, parsePolicyFile } from '../../src/adapter/configuration/index.ts';
import { decide } from '../../src/domain/gate/index.ts';
import { type CompiledPolicy, compilePolicy, type Facts, MAX_RULES, type Rule } from '../../src/domain/policy/index.ts';
import { accept } from '../../src/kernel/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { company, inputOf, inventFacts, multiplyRules, randomOf } from './case.ts';

/**
 * Benchmark of the gate: `./script/bench gate [--data DIR] [--policy FILE] [--seed N] [--json]`. `--data` takes a folder
 * with `facts.json`, an array of facts (`{values, unknown}`); without it changes are invented. `--policy` takes a policy
 * file; without it the built-in packs are measured.
 */
const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    policy: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const DECISIONS = 2_000;
/** Decisions that are not measured: the first ones are compiled on the way. */
const WARM_UP = 300;
const ORDINARY_PATHS = 12;
const LARGE_PATHS = 3_000;
const LARGE_DECISIONS = 200;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms';
  readonly n: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly method: string;
}

async function rulesOf(name: string, content: string | Uint8Array): Promise<readonly Rule[]> {
  const read = async (): Promise<null> => null;
  const parsed = await parsePolicyFile({ content, file: name, read, catalog: null, now: null });
  if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.rejection)}`);
  return parsed.value.policy.rules;
}

/** Standing rules: profiles would be over or not yet begun, and cost nothing. */
function compiled(rules: readonly Rule[]): CompiledPolicy {
  const result = compilePolicy({
    rules: rules.map((rule) => ({ ...rule, profile: null })),
    profiles: [],
    seniorMinutesPerWeek: null,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.rejection));
  return result.value;
}

function figure(name: string, times: readonly number[], method: string): Figure {
  const at = (share: number): number => quantile(times, share) ?? Number.NaN;
  return { name, value: at(0.5), unit: 'ms', n: times.length, p95: at(0.95), p99: at(0.99), max: at(1), method };
}

function timesOf(count: number, act: (at: number) => void): number[] {
  for (let at = 0; at < Math.min(WARM_UP, count); at += 1) act(at);
  return Array.from({ length: count }, (_, at) => {
    const started = performance.now();
    act(at);
    return performance.now() - started;
  });
}

function measure(name: string, rules: readonly Rule[], facts: readonly Facts[]): Figure {
  const people = company();
  const policy = accept(compiled(rules));
  const inputs = facts.map((each) => inputOf({ facts: each, policy, people }));
  const times = timesOf(inputs.length, (at) => {
    const input = inputs[at];
    if (input !== undefined) decide(input);
  });
  return figure(name, times, `decide over ${rules.length} rules, facts given, digests and blockers included; median`);
}

async function policies(): Promise<ReadonlyMap<string, readonly Rule[]>> {
  const texts =
    options.policy === undefined ? BUILT_IN_PACKS : new Map([[options.policy, readFileSync(options.policy, 'utf8')]]);
  const found = new Map<string, readonly Rule[]>();
  for (const [name, text] of texts) found.set(name, await rulesOf(name, text));
  return found;
}

function invented(count: number, paths: number): readonly Facts[] {
  const random = randomOf(Number(options.seed));
  return Array.from({ length: count }, () => inventFacts(random, paths));
}

const given =
  options.data === undefined
    ? null
    : (JSON.parse(readFileSync(join(options.data, 'facts.json'), 'utf8')) as readonly Facts[]);
const packs = await policies();
const everyRule = [...packs.values()].flat();
const ordinary = given ?? invented(DECISIONS, ORDINARY_PATHS);
const figures = [
  ...[...packs].map(([name, rules]) => measure(`decide: ${name}`, rules, ordinary)),
  measure(`decide: ${MAX_RULES} rules`, multiplyRules(everyRule, MAX_RULES), ordinary),
  ...(given === null
    ? [
        measure(
          `decide: ${LARGE_PATHS} paths`,
          everyRule.map((rule, at) => ({ ...rule, id: `rule-${at}` })),
          invented(LARGE_DECISIONS, LARGE_PATHS),
        ),
      ]
    : []),
  figure(
    'compile: every rule',
    timesOf(100, () => compiled(multiplyRules(everyRule, everyRule.length))),
    `compilePolicy over ${everyRule.length} rules; median`,
  ),
];

if (options.json)
  console.log(JSON.stringify({ schema: 'firebreak.bench-gate/v1', seed: Number(options.seed), figures }, null, 2));
else {
  for (const { name, value, p95, p99, n } of figures) {
    console.log(`${name.padEnd(32)} ${value.toFixed(3)} ms  p95 ${p95.toFixed(3)}  p99 ${p99.toFixed(3)}  n ${n}`);
  }
}
