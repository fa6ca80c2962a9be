import type { FlagList, ServedFlagsReport } from '../../contract/index.ts';
import { type Flag, type FlagProblem, offVariant, settledVariant, sharesText } from '../../control/index.ts';
import { printable } from '../../kernel/index.ts';

/** One flag of a list. */
export function flagRow(flag: Flag): FlagList['flags'][number] {
  return {
    key: flag.key,
    state: flag.state,
    variants: [...flag.variants.keys()],
    default_variant: flag.defaultVariant,
    off_variant: offVariant(flag),
    shares: printable(sharesText(flag.targeting)),
    has_targeting: flag.targeting !== null,
    settled_on: settledVariant(flag),
  };
}

/** What is wrong, as documents tell it. */
export function problemRow({
  severity,
  code,
  message,
  line,
  column,
}: FlagProblem): ServedFlagsReport['sets'][number]['refused'][number] {
  return { severity, code, message: printable(message), line, column };
}
