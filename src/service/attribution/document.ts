import type { AttributionReport } from '../../contract/index.ts';
import type { AttributedCase, AttributionReason } from '../../control/index.ts';
import { excerpt } from '../../kernel/index.ts';
import { isoOf } from '../decision-document.ts';

/** Of one document; the rest is counted. */
const SHOWN = { candidates: 10, onsets: 6, services: 10, gaps: 20 } as const;
const NAME_MOST = 200;
const TITLE_MOST = 120;

/** The document of an attribution; every text in it is printable. */
export function attributionReportOf({ attribution, gaps }: AttributedCase, place: string): AttributionReport {
  const { answer, candidates, none, unknown, onsets, services, missing } = attribution;
  return {
    schema: 'firebreak.attribution/v1',
    place: excerpt(place, NAME_MOST),
    answer: {
      kind: answer.kind,
      id: answer.kind === 'candidate' ? excerpt(answer.id, NAME_MOST) : null,
      why: answer.kind === 'unknown' ? answer.why : null,
    },
    candidates: candidates.slice(0, SHOWN.candidates).map(({ id, service, title, reasons, raise, ...rest }) => ({
      ...rest,
      id: excerpt(id, NAME_MOST),
      service: service === null ? null : excerpt(service, NAME_MOST),
      title: excerpt(title.split('\n', 1)[0] ?? '', TITLE_MOST),
      reasons: reasons.map(reasonOf),
      raise: raise.map(({ to, text }) => ({ to, text: excerpt(text, TEXT_MOST) })),
    })),
    shown_of: candidates.length,
    none: { probability: none.probability, reasons: none.reasons.map(reasonOf) },
    unknown,
    onsets: onsets.slice(0, SHOWN.onsets).map(({ at, weight, errorMs, source }) => ({
      at: isoOf(at),
      weight,
      error_seconds: errorMs / 1000,
      source: excerpt(source, NAME_MOST),
    })),
    services: services.slice(0, SHOWN.services).map(({ service, share, reasons }) => ({
      service: excerpt(service, NAME_MOST),
      share: Math.min(1, share),
      reasons: [...reasons],
    })),
    missing: [...missing],
    gaps: gaps.slice(0, SHOWN.gaps).map(({ place: where, message }) => ({ place: where, message })),
    gap_count: gaps.length,
  };
}

const TEXT_MOST = 400;

function reasonOf({ family, code, logOdds, text }: AttributionReason) {
  return { family, code, log_odds: logOdds, text: excerpt(text, TEXT_MOST) };
}
