import type { DecisionDocument } from '../contract/index.ts';
import type { Assessment } from '../control/index.ts';

type Factor = DecisionDocument['risk']['factors'][number];
type Values = Assessment['facts']['values'];

/** The contract's limit: five are read, ten are skipped. */
const MOST = 5;
const MANY_AREAS = 3;

/** The risk of a change with at most five reasons: findings and model factors by weight, or plain facts where it is not computed. */
export function riskOf({ risk, facts, scoring }: Assessment): DecisionDocument['risk'] {
  if (risk === null) {
    const why = facts.unknown['risk.score'] ?? 'the history before this change was not read';
    return {
      score: null,
      calibrated_on: null,
      model: null,
      percentile: null,
      why_unknown: why,
      factors: plainFactors(facts.values),
    };
  }
  const model = modelOf(scoring);
  const findings = risk.uplifts.map(({ name, points }) => ({ name: 'finding', text: name, points }));
  const learnt = risk.factors.map(({ kind, text, points }) => ({ name: kind, text, points }));
  const factors = [...findings, ...learnt]
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, MOST)
    .map(({ name, text, points }) => ({ name, text: `${text} (${signed(points)})` }));
  return {
    score: risk.probability,
    calibrated_on: model === null ? 'public-data' : 'repository',
    model,
    percentile: risk.percentile,
    why_unknown: null,
    factors,
  };
}

function modelOf(scoring: Assessment['scoring']): DecisionDocument['risk']['model'] {
  const generation = scoring?.generation ?? null;
  if (generation === null || generation.use === 'shipped') return null;
  const { use, labels, at } = generation;
  return { use, labels: labels.source, changes: labels.changes, harmful: labels.harmful, as_of: at.commit };
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)} points`;
}

/** What stands out about a change in plain words, heaviest first: facts only, no weights. */
function plainFactors(values: Values): Factor[] {
  const candidates = [
    tier(values),
    sensitive(values),
    classes(values),
    size(values),
    spread(values),
    tests(values),
    newcomer(values),
  ];
  return candidates.filter((factor) => factor !== null).slice(0, MOST);
}

function tier({ catalog }: Values): Factor | null {
  if (catalog.tier === undefined || catalog.tier > 1) return null;
  const services = catalog.services?.join(', ') ?? '';
  return { name: 'tier', text: `touches tier ${catalog.tier}${services === '' ? '' : `: ${services}`}` };
}

function sensitive({ change }: Values): Factor | null {
  if (change.sensitive === undefined || change.sensitive.length === 0) return null;
  return { name: 'sensitive', text: `paths point to ${change.sensitive.join(', ')}` };
}

const HEAVY_CLASSES = ['migration', 'infrastructure', 'ci', 'policy'];

function classes({ change }: Values): Factor | null {
  const heavy = (change.classes ?? []).filter((each) => HEAVY_CLASSES.includes(each));
  return heavy.length === 0 ? null : { name: 'classes', text: `changes ${heavy.join(', ')}` };
}

function size({ change }: Values): Factor | null {
  const { review_lines: lines, size_percentile: percentile } = change;
  if (lines === undefined) return { name: 'size', text: 'its size could not be counted' };
  const counted = `${lines} ${lines === 1 ? 'line' : 'lines'} to review`;
  if (percentile === undefined) return { name: 'size', text: counted };
  return { name: 'size', text: `${counted}, larger than ${Math.floor(percentile)} % of changes here` };
}

function spread({ change }: Values): Factor | null {
  if (change.areas === undefined || change.areas < MANY_AREAS) return null;
  return { name: 'spread', text: `${change.files ?? '?'} files in ${change.areas} folders` };
}

function tests({ change, repository }: Values): Factor | null {
  const code = change.classes?.includes('code') === true;
  if (!code || change.test_changed !== false || repository.has_tests !== true) return null;
  return { name: 'tests', text: 'changes code and no test, where tests exist' };
}

function newcomer({ author }: Values): Factor | null {
  return author.changes_before === 0
    ? { name: 'author', text: 'first change of this author in the window read' }
    : null;
}
