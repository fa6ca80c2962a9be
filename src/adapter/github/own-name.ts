/** The check that may be required. */
export const CHECK = 'firebreak';
/** The check that never stands in the way, and must never be required: GitHub counts neutral as passed. */
export const ADVICE_CHECK = 'firebreak/advice';
export const OWN_CHECKS: readonly string[] = [CHECK, ADVICE_CHECK];
/** First line of the sticky comment; GitHub does not show it. */
export const MARKER = '<!-- firebreak:verdict -->';
