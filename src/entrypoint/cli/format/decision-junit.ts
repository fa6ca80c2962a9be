import type { BlockerDocument, DecisionDocument } from '../../../contract/index.ts';
import { shellCommand } from './shell.ts';
import { asSentences, clearerText, placeText, verdictSentence } from './wording.ts';
import { xmlElement, xmlText } from './xml.ts';

type RuleOutcome = DecisionDocument['rules'][number];
type Missing = DecisionDocument['unevaluable'][number]['missing'][number];
type Result = { readonly kind: 'pass' | 'failure' | 'error' | 'skipped'; readonly xml: string };

/**
 * JUnit XML as Ant, Jenkins and GitLab read it: a suite per change, a case per rule. Enforced rules that are not satisfied
 * fail; enforced rules that could not be evaluated are errors; everything that is not in the way (advice, shadow, not
 * matched, expired) is skipped with the reason.
 */
export function decisionJunit(documents: readonly DecisionDocument[]): string {
  const suites = documents.map(suite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function suite(document: DecisionDocument, index: number): string {
  const cases = rulesOf(document).map((rule) => ({ rule, result: resultOf(document, rule) }));
  const count = (kind: Result['kind']): number => cases.filter(({ result }) => result.kind === kind).length;
  const lines = [
    xmlElement('properties', {}, propertiesOf(document)),
    ...cases.map(({ rule, result }) =>
      xmlElement(
        'testcase',
        { name: token(rule.rule), classname: `firebreak.${rule.mode}`, time: 0 },
        result.xml === '' ? [] : [result.xml],
      ),
    ),
    xmlElement('system-out', {}, [xmlText(`${verdictSentence(document)}\n${document.next_step.text}`)]),
    '<system-err/>',
  ];
  const attributes = {
    name: token(document.change.id),
    package: 'firebreak',
    id: index,
    // The schema wants seconds without a zone; the moment is in UTC.
    timestamp: document.decided_at.slice(0, 19),
    hostname: 'localhost',
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: 0,
  };
  return `${xmlElement('testsuite', attributes, ['\n', ...lines.map((line) => `${line}\n`)])}\n`;
}

/** The rules of the document, and those that only a blocker or an unknown names, so that none can be lost. */
function rulesOf(document: DecisionDocument): RuleOutcome[] {
  const known = new Map(document.rules.map((rule) => [rule.rule, rule]));
  for (const { rule, mode } of document.unevaluable) {
    if (!known.has(rule)) known.set(rule, { rule, mode, outcome: 'unevaluable' });
  }
  for (const { rule, mode } of document.blockers) {
    if (!known.has(rule)) known.set(rule, { rule, mode, outcome: 'unsatisfied' });
  }
  return [...known.values()];
}

function resultOf(document: DecisionDocument, { rule, mode, outcome }: RuleOutcome): Result {
  const blockers = document.blockers.filter((blocker) => blocker.rule === rule);
  const missing = document.unevaluable.find((one) => one.rule === rule)?.missing ?? [];
  const message = asSentences(blockers.map((blocker) => blocker.message));
  if (outcome === 'unevaluable') return unevaluableResult(mode, message, missing);
  if (blockers.length > 0 && mode === 'enforce') {
    const type = blockers.some((blocker) => blocker.effect === 'block') ? 'block' : 'hold';
    const body = blockers.map(blockerBody).join('\n\n');
    return { kind: 'failure', xml: xmlElement('failure', { message, type }, [xmlText(body)]) };
  }
  if (blockers.length > 0) return skipped(`${mode}: ${message}`);
  return outcome === 'satisfied' ? { kind: 'pass', xml: '' } : skipped(outcome.replace('-', ' '));
}

function unevaluableResult(mode: RuleOutcome['mode'], message: string, missing: readonly Missing[]): Result {
  const why = missing.map(({ fact, why: reason }) => `${fact}: ${reason}`).join('; ');
  const text = why === '' ? message : why;
  if (mode !== 'enforce') return skipped(`could not be evaluated: ${text}`);
  return { kind: 'error', xml: xmlElement('error', { message: text, type: 'unevaluable' }) };
}

function skipped(message: string): Result {
  // As text: the Jenkins form allows no attribute here, the Ant form allows both.
  return { kind: 'skipped', xml: xmlElement('skipped', {}, [xmlText(message)]) };
}

function blockerBody(blocker: BlockerDocument): string {
  return [
    `${blocker.effect} ${blocker.code}: ${blocker.message}`,
    `why: ${blocker.because}`,
    ...blocker.where.slice(0, 10).map((place) => `at: ${placeText(place)}`),
    `who: ${blocker.who_can_clear.map(clearerText).join(', or ')}`,
    `how: ${blocker.how}`,
    ...(blocker.argv === null ? [] : [`run: ${shellCommand(blocker.argv)}`]),
  ].join('\n');
}

function propertiesOf(document: DecisionDocument): string[] {
  const properties = {
    decision: document.decision,
    would_decide: document.would_decide,
    exit: document.exit,
    policy: document.policy.source,
    policy_digest: document.policy.digest,
    facts_digest: document.facts_digest,
  };
  return Object.entries(properties).map(([name, value]) => xmlElement('property', { name, value }));
}

/** A name that is never empty: the schema wants at least one character. */
function token(text: string): string {
  return text.trim() === '' ? '(unnamed)' : text;
}
