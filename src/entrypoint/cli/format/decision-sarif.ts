import type { BlockerDocument, DecisionDocument } from '../../../contract/index.ts';
import { jsonText } from './json.ts';
import { markdownText } from './markdown.ts';
import { excerpt, plain } from './plain.ts';
import { fingerprints } from './sarif-fingerprint.ts';
import { sarifPath } from './sarif-path.ts';
import { asSentence, asSentences, clearerText, unevaluableAlone, verdictSentence } from './wording.ts';

/** GitHub shows the first 5,000 results of a run and refuses more than 25,000. */
const RESULT_LIMIT = 5_000;
/** GitHub keeps ten locations of a result. */
const LOCATION_LIMIT = 10;
/** GitHub cuts descriptions at 1,024 characters. */
const DESCRIPTION_LIMIT = 1_024;

/** A policy read from a commit: `COMMIT:path`. */
const POLICY_IN_REPOSITORY = /^[0-9a-f]{7,64}:(.+)$/;

type Unevaluable = DecisionDocument['unevaluable'][number];
type Level = 'error' | 'warning' | 'note' | 'none';

/** One finding of one document, in the order in which the documents give them. */
interface Finding {
  readonly document: DecisionDocument;
  readonly rule: string;
  readonly code: string;
  readonly mode: BlockerDocument['mode'];
  readonly kind: 'fail' | 'open' | 'informational';
  readonly level: Level;
  readonly message: string;
  readonly because: string;
  readonly how: string;
  readonly where: BlockerDocument['where'];
}

/**
 * SARIF 2.1.0 (OASIS) within GitHub's limits for code scanning: one run, a rule per policy rule that found something, a
 * result per blocker. An enforced block is an error, an enforced hold a warning, advice a note; shadow rules are
 * informational, and a rule that could not be evaluated is `open`, or a warning where it holds.
 */
export function decisionSarif(documents: readonly DecisionDocument[]): string {
  const all = documents.flatMap(findingsOf);
  const findings = all.slice(0, RESULT_LIMIT);
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
  const indexOf = new Map(rules.map((finding, index) => [finding.rule, index]));
  const prints = fingerprints(findings.map(({ rule, code, where }) => ({ rule, code, path: where[0]?.path ?? '' })));
  const [only] = documents;
  return jsonText({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Firebreak', rules: rules.map(ruleObject) } },
        automationDetails: {
          id: documents.length === 1 && only !== undefined ? `firebreak/${plain(only.change.id)}` : 'firebreak/',
        },
        invocations: documents.map((document) => invocation(document, all.length - findings.length)),
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding, index) => ({
          ruleId: plain(finding.rule),
          ruleIndex: indexOf.get(finding.rule) ?? 0,
          kind: finding.kind,
          level: finding.level,
          message: { text: messageText(asSentences([finding.message, finding.how])) },
          locations: locationsOf(finding),
          partialFingerprints: { primaryLocationLineHash: `${prints[index]}:1`, 'firebreakBlocker/v1': prints[index] },
          properties: { code: plain(finding.code), mode: finding.mode, change: plain(finding.document.change.id) },
        })),
        properties: { decisions: documents.map(decisionProperties) },
      },
    ],
  });
}

function findingsOf(document: DecisionDocument): Finding[] {
  return [
    ...document.blockers.map((blocker) => blockerFinding(document, blocker)),
    ...unevaluableAlone(document).map((one) => openFinding(document, one)),
  ];
}

function blockerFinding(document: DecisionDocument, blocker: BlockerDocument): Finding {
  const { rule, code, mode, message, because, where } = blocker;
  const who = blocker.who_can_clear.map(clearerText).join(', or ');
  return {
    document,
    rule,
    code,
    mode,
    kind: mode === 'shadow' ? 'informational' : 'fail',
    level: levelOf(blocker),
    message,
    because: asSentence(because),
    how: asSentences([blocker.how, who === '' ? '' : `Who can clear it: ${who}`]),
    where,
  };
}

function openFinding(document: DecisionDocument, { rule, mode, missing }: Unevaluable): Finding {
  const facts = missing.map(({ fact, why }) => `${fact} (${why})`).join(', ');
  const holds = mode === 'enforce';
  return {
    document,
    rule,
    code: rule,
    mode,
    // The specification asks for level "none" unless the kind is "fail" (3.27.10).
    kind: holds ? 'fail' : 'open',
    level: holds ? 'warning' : 'none',
    message: `Could not be evaluated${holds ? ', so it holds' : ''}: ${facts}.`,
    because: 'A fact that the rule needs is unknown.',
    how: '',
    where: [],
  };
}

function levelOf({ mode, effect }: BlockerDocument): Level {
  if (mode === 'shadow') return 'none';
  if (mode === 'advise') return 'note';
  return effect === 'block' ? 'error' : 'warning';
}

function ruleObject(finding: Finding): object {
  return {
    id: excerpt(finding.rule, 255),
    shortDescription: { text: messageText(excerpt(finding.because, DESCRIPTION_LIMIT)) },
    fullDescription: { text: messageText(excerpt(finding.because, DESCRIPTION_LIMIT)) },
    help: {
      text: messageText(`${finding.because}\n${finding.how}`.trim()),
      markdown: [finding.because, finding.how]
        .filter((part) => part !== '')
        .map(markdownText)
        .join('\n\n'),
    },
    defaultConfiguration: { level: finding.level },
    properties: { tags: ['firebreak', finding.mode] },
  };
}

/** A finding without a place is shown where its rule is written: code scanning refuses results without a location. */
function locationsOf({ where, document }: Finding): object[] {
  const fallback = POLICY_IN_REPOSITORY.exec(document.policy.source)?.[1];
  const places =
    where.length > 0 ? where.slice(0, LOCATION_LIMIT) : [{ path: fallback ?? 'firebreak.yaml', line: null }];
  return places.map(({ path, line }) => ({
    physicalLocation: {
      artifactLocation: { uri: sarifPath(path), uriBaseId: '%SRCROOT%' },
      region: { startLine: line ?? 1 },
    },
  }));
}

function invocation(document: DecisionDocument, dropped: number): object {
  const notes = [
    ...document.change.gaps.map((gap) => `${gap.code}: ${gap.message}`),
    ...(dropped > 0 ? [`${dropped} further results are left out: GitHub shows ${RESULT_LIMIT} of a run`] : []),
  ];
  return {
    executionSuccessful: true,
    exitCode: document.exit,
    exitCodeDescription: plain(verdictSentence(document)),
    endTimeUtc: document.decided_at,
    ...(notes.length === 0
      ? {}
      : {
          toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text: messageText(text) } })),
        }),
  };
}

function decisionProperties(document: DecisionDocument): object {
  return {
    change: plain(document.change.id),
    decision: document.decision,
    wouldDecide: document.would_decide,
    policyDigest: plain(document.policy.digest),
    factsDigest: plain(document.facts_digest),
  };
}

/** Plain text in which nothing reads as an embedded link (SARIF 3.11.6). */
function messageText(text: string): string {
  return text.split('\n').map(plain).join('\n').replaceAll('](', '] (');
}
