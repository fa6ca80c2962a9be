import type { Facts, RuleEffect } from '../policy/index.ts';

/** A rule that would have matched a change, to be tried on history before anybody asks for it. */
export interface ProposedRule {
  readonly id: string;
  /** CEL condition, as in `firebreak.yaml`. */
  readonly when: string;
  readonly because: string;
  readonly effect: RuleEffect;
}

/** Services, flows, classes and areas of which a rule of its own is tried. */
const MOST_NAMES = 3;
/** A percentile below this tells nothing apart. */
const LEAST_PERCENTILE = 50;
/** Rules are stated in round numbers, below what the change had. */
const ROUND = 5;

/** One senior who did not make it reads it. */
const ASKS: RuleEffect = {
  kind: 'require',
  signoffs: [{ count: 1, level: 'senior', from: 'anyone' }],
  twoPerson: false,
  evidence: [],
};

/** Classes of files whose changes few teams look at, and that reach production all the same. */
const QUIET_CLASSES = ['configuration', 'infrastructure', 'migration', 'ci', 'dependency'];

/**
 * Rules that would have held a change, by what was known of it when it landed; each matches it by construction, and how many others it
 * would hold is for the replay to say. What was not known gives no rule. "Everything that AI wrote" is not among them: it holds by origin
 * alone, not by what a change can do.
 */
export function proposedRules({ values }: Facts): readonly ProposedRule[] {
  const { change, catalog, risk, provenance, repository } = values;
  const found: (readonly [id: string, when: string, because: string])[] = [];
  const named = (list: readonly string[] | undefined): readonly string[] =>
    (list ?? []).filter((name) => PLAIN.test(name)).slice(0, MOST_NAMES);
  for (const flow of named(catalog.flows))
    found.push([`flow-${flow}`, `"${flow}" in catalog.flows`, `it touches the flow ${flow}`]);
  for (const service of named(catalog.services)) {
    found.push([`service-${service}`, `"${service}" in catalog.services`, `it touches ${service}`]);
  }
  const folder = commonFolder(change.paths ?? []);
  if (folder !== null) found.push(['place', `touches("${folder}/**")`, `it touches ${folder}`]);
  for (const name of named(change.classes?.filter((each) => QUIET_CLASSES.includes(each)))) {
    found.push([`class-${name}`, `"${name}" in change.classes`, `it changes ${name}`]);
  }
  for (const area of named(change.sensitive)) {
    found.push([`area-${area}`, `"${area}" in change.sensitive`, `it touches what looks like ${area}`]);
  }
  const tier = catalog.tier;
  if (tier !== undefined && tier < 3) found.push(['tier', `catalog.tier <= ${tier}`, `it touches tier ${tier}`]);
  const rank = rounded(risk.percentile);
  if (rank !== null) {
    found.push(['risk', `risk.percentile >= ${rank}`, `it is riskier than ${rank} % of the changes before it`]);
    if (tier !== undefined && tier < 3) {
      const both = `catalog.tier <= ${tier} && risk.percentile >= ${rank}`;
      found.push(['risk-in-tier', both, `it is riskier than ${rank} % and touches tier ${tier}`]);
    }
  }
  const size = rounded(change.size_percentile);
  if (size !== null)
    found.push(['size', `change.size_percentile >= ${size}`, `it is larger than ${size} % of the changes before it`]);
  if (change.test_changed === false && repository.has_tests === true && change.classes?.includes('code') === true) {
    found.push(['untested', '!change.test_changed && "code" in change.classes', 'it changes code and no test']);
  }
  if (provenance.assistance === 'ai' && folder !== null) {
    const both = `provenance.assistance == "ai" && touches("${folder}/**")`;
    found.push(['ai-in-place', both, `it is AI-assisted and touches ${folder}`]);
  }
  return found.map(([id, when, because]) => ({ id: `proposed-${id}`, when, because, effect: ASKS }));
}

/** Names that stand in a condition and in an id as they are. */
const PLAIN = /^[a-z0-9][a-z0-9_.-]{0,60}$/;
/** Folders that stand in a pattern as they are. */
const PLAIN_FOLDER = /^[\w.-]+(?:\/[\w.-]+)*$/;

/** The deepest folder that holds all paths; `null` = only the root does, or its name is not plain. */
function commonFolder(paths: readonly string[]): string | null {
  const [first, ...others] = paths.map((path) => path.split('/').slice(0, -1));
  if (first === undefined) return null;
  let length = first.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === first[same]) same += 1;
    length = same;
  }
  const folder = first.slice(0, length).join('/');
  return PLAIN_FOLDER.test(folder) ? folder : null;
}

function rounded(percentile: number | undefined): number | null {
  if (percentile === undefined || percentile < LEAST_PERCENTILE) return null;
  return Math.floor(percentile / ROUND) * ROUND;
}
