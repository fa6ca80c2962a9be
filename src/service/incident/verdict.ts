import type { IncidentRow } from '../../contract/index.ts';
import { type CauseVerdict, causeOf, type Incident, type SubjectVerdict, verdictOn } from '../../control/index.ts';
import { assertNever, printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';
import { actorOf } from './part.ts';

type VerdictDocument = IncidentRow['ai_role'];
type Subject = IncidentRow['disputes'][number];

/** What is known of a subject, in the words of the contract. */
export function verdictOf(incident: Incident, subject: Subject): VerdictDocument {
  const verdict = verdictOn(incident, subject);
  const plain = { values: [], denied: [], evidence: null, settled: null, dissent: [] };
  const { kind } = verdict;
  const text = verdictText(verdict);
  switch (verdict.kind) {
    case 'unknown':
      return { ...plain, kind, text };
    case 'agreed':
      return { ...plain, kind, text, values: [...verdict.values], evidence: verdict.evidence };
    case 'disputed':
      return { ...plain, kind, text, values: [...verdict.values], denied: [...verdict.denied] };
    case 'settled': {
      const { value, by, at, why, source } = verdict.settlement;
      return {
        ...plain,
        kind,
        text,
        values: [value],
        settled: { by: actorOf(by), at: isoTime(at), why: printable(why), source },
        dissent: verdict.dissent.map(({ id }) => id),
      };
    }
    default:
      return assertNever(verdict);
  }
}

function verdictText(verdict: SubjectVerdict): string {
  switch (verdict.kind) {
    case 'unknown':
      return 'not known';
    case 'agreed':
      return `${verdict.values.join(' and ')} (${verdict.evidence})`;
    case 'disputed': {
      const { values, denied } = verdict;
      const said = values.length === 0 ? 'nobody asserts anything' : `asserted: ${values.join(', ')}`;
      return `disputed; ${said}${denied.length === 0 ? '' : `; denied: ${denied.join(', ')}`}`;
    }
    case 'settled': {
      const { settlement, dissent } = verdict;
      const others =
        dissent.length === 0
          ? ''
          : `; ${dissent.length === 1 ? '1 statement says' : `${dissent.length} statements say`} otherwise`;
      return `${settlement.value}, settled by ${settlement.by.name}${others}`;
    }
    default:
      return assertNever(verdict);
  }
}

/** Which change did it, in the words of the contract: `cause` only where the evidence allows it. */
export function causeDocumentOf({ attribution }: Pick<Incident, 'attribution'>): IncidentRow['cause'] {
  const verdict: CauseVerdict = causeOf(attribution);
  switch (verdict.kind) {
    case 'unknown': {
      const text = attribution === null ? 'not worked out' : 'not known: nothing reaches one half';
      return { kind: 'unknown', id: null, probability: null, grade: null, text };
    }
    case 'none': {
      const { probability } = verdict;
      return { kind: 'none', id: null, probability, grade: null, text: `no change (${percent(probability)})` };
    }
    case 'change': {
      const { id, probability, grade, isCause } = verdict;
      const kind = isCause ? 'cause' : 'suspect';
      return { kind, id, probability, grade, text: `${kind} ${printable(id)} (${percent(probability)}, ${grade})` };
    }
    default:
      return assertNever(verdict);
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
