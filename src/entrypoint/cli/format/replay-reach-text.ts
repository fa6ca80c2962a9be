import type { ReplayReport } from '../../../contract/index.ts';
import { plural } from './wording.ts';

/** Head of the section about content and reach. */
export const REACH_HEAD = 'What the changes did and reached';

type Count = { readonly changes: number; readonly harmful: number };

/** What the changes did and reached, a sentence each; empty where no rule asks for it. */
export function reachSentences({ reach: { content, flows } }: Pick<ReplayReport, 'reach'>): string[] {
  return [
    ...(content === null
      ? []
      : [
          `Of ${plural(content.read, 'change')} whose content was read, ${of(content.cannot_be_undone)} cannot be undone by putting the code back; of ${of(content.not_known)} that is not known.`,
        ]),
    ...(flows === null ? [] : [`${of(flows.critical)} of ${flows.read} reach a critical flow.`]),
  ];
}

function of({ changes, harmful }: Count): string {
  return `${changes} (${harmful} later repaired)`;
}
