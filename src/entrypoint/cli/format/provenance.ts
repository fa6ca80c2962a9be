import { type CommitProvenance, provenanceLine, provenanceReport } from '../../../contract/index.ts';
import { jsonLine, jsonText } from './json.ts';
import type { TextOptions } from './paint.ts';
import { provenanceText } from './provenance-text.ts';

/** Names of the formats of provenance; the first is the one for people. */
export const PROVENANCE_FORMATS = ['text', 'json', 'ndjson'] as const;
export type ProvenanceFormat = (typeof PROVENANCE_FORMATS)[number];

/**
 * Writes who or what wrote commits. Pure. `ndjson` of records one by one equals `ndjson` of all of them, so it can be
 * streamed.
 */
export function formatProvenance(
  options: TextOptions & { readonly format: ProvenanceFormat; readonly records: readonly CommitProvenance[] },
): string {
  const { format, records } = options;
  switch (format) {
    case 'text':
      return provenanceText(records, options);
    case 'json':
      return jsonText(provenanceReport.parse({ schema: 'firebreak.provenance/v1', commits: records }));
    case 'ndjson':
      return records.map((record) => jsonLine(provenanceLine.parse(record))).join('');
  }
}
