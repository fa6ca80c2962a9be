import type { Change } from '../change/index.ts';

/** Longer titles are cut: a hostile message must not cost time. */
const TITLE_LIMIT = 1_000;
const REPAIR =
  /\b(?:fix(?:e[sd]|ing|up)?|bug(?:s|fix(?:es)?)?|defects?|faults?|patch(?:es|ed)?|hot-?fix(?:es)?|regressions?|repairs?)\b/iu;
const CLOSES_BUG = /^\s*(?:fixes|closes-bug|partial-bug|bug)\s*:/imu;

/** Whether the title (or a `Fixes:`-like trailer of a commit) says that the change repairs something. */
export function saysRepair(change: Pick<Change, 'title' | 'commits'>): boolean {
  if (REPAIR.test(change.title.slice(0, TITLE_LIMIT))) return true;
  return change.commits.some((commit) => CLOSES_BUG.test(commit.message.slice(-TITLE_LIMIT)));
}
