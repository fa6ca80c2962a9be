import { EVIDENCE_CLASSES, type EvidenceClass, GRADES, type Grade, type Subject } from './code.ts';
import type { Attribution, Claim, Incident, Settlement } from './model.ts';

/** What is known of a subject: what people say, put side by side and never weighed away. */
export type SubjectVerdict =
  | { readonly kind: 'unknown' }
  /** Nobody says otherwise. */
  | { readonly kind: 'agreed'; readonly values: readonly string[]; readonly evidence: EvidenceClass }
  | { readonly kind: 'disputed'; readonly values: readonly string[]; readonly denied: readonly string[] }
  /** A human decided; `dissent` are the statements that say otherwise. */
  | { readonly kind: 'settled'; readonly settlement: Settlement; readonly dissent: readonly Claim[] };

/**
 * What is known of a subject. It is disputed as soon as two parties differ: one denies what another asserts, they name other triggers or other root
 * causes, or one says that AI had a part and another that it had none. However strong one side's evidence is, only a human's settlement
 * ends that, and the dissent stays.
 */
export function verdictOn({ claims, settlements }: Incident, subject: Subject): SubjectVerdict {
  const standing = claims.filter((claim) => claim.subject === subject && claim.withdrawn === null);
  const settlement = settlements.findLast((each) => each.subject === subject);
  if (settlement !== undefined) {
    return { kind: 'settled', settlement, dissent: standing.filter((claim) => dissents(claim, settlement.value)) };
  }
  const asserted = unique(standing.filter(({ stance }) => stance === 'asserts').map(({ value }) => value));
  const denied = unique(standing.filter(({ stance }) => stance === 'denies').map(({ value }) => value));
  if (asserted.length === 0) {
    return denied.length === 0 ? { kind: 'unknown' } : { kind: 'disputed', values: asserted, denied };
  }
  const isDenied = asserted.some((value) => denied.includes(value));
  if (isDenied || !mayStandTogether(standing, subject)) return { kind: 'disputed', values: asserted, denied };
  return { kind: 'agreed', values: asserted, evidence: strongestOf(standing) };
}

/** Subjects on which people differ, in the order of the codes. */
export function disputesOf(incident: Incident): readonly Subject[] {
  const subjects: readonly Subject[] = ['trigger', 'root-cause', 'ai-role'];
  return subjects.filter((subject) => verdictOn(incident, subject).kind === 'disputed');
}

/** Which change did it, in one word. */
export type CauseVerdict =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none'; readonly probability: number }
  /** `isCause` only by a mechanism or an intervention; else it is a suspect. */
  | {
      readonly kind: 'change';
      readonly id: string;
      readonly probability: number;
      readonly grade: Grade;
      readonly isCause: boolean;
    };

/** Less than this is no answer: half of the time another would do. */
const SURE = 0.5;

/** The likeliest answer of an attribution; below one half nothing is named. */
export function causeOf(attribution: Attribution | null): CauseVerdict {
  if (attribution === null) return { kind: 'unknown' };
  const [first] = attribution.candidates;
  if (attribution.none >= SURE) return { kind: 'none', probability: attribution.none };
  if (first === undefined || first.probability < SURE) return { kind: 'unknown' };
  const { id, probability, grade } = first;
  return { kind: 'change', id, probability, grade, isCause: mayBeCalledCause(grade) };
}

/** Whether evidence of this grade allows the word "cause". */
export function mayBeCalledCause(grade: Grade): boolean {
  return GRADES.indexOf(grade) >= GRADES.indexOf('mechanism');
}

/** AI may have had several parts, or none. Of a trigger or a root cause each party may name several; two that share none differ. */
function mayStandTogether(claims: readonly Claim[], subject: Subject): boolean {
  const asserted = claims.filter(({ stance }) => stance === 'asserts');
  const values = unique(asserted.map(({ value }) => value));
  if (subject === 'ai-role') return values.length <= 1 || !values.includes('none');
  const named = unique(asserted.map(({ party }) => party)).map(
    (party) => new Set(asserted.filter((claim) => claim.party === party).map(({ value }) => value)),
  );
  return named.every((one) => named.every((other) => [...one].some((value) => other.has(value))));
}

function dissents({ stance, value }: Claim, settled: string): boolean {
  return stance === 'asserts' ? value !== settled : value === settled;
}

function strongestOf(claims: readonly Claim[]): EvidenceClass {
  return EVIDENCE_CLASSES.find((each) => claims.some(({ evidence }) => evidence === each)) ?? 'inferred';
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
