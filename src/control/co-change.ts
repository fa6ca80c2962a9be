import type { CommitId } from '../domain/change/index.ts';
import { CoChangeHistory, type CoChangeState } from '../domain/co-change/index.ts';
import type { FoldKind } from './kept-fold.ts';

const FORMAT = 'firebreak.kept-co-change/v1';

/** How co-change is kept between runs. */
export const CO_CHANGE: FoldKind<CoChangeHistory> = {
  name: 'cochange',
  begin: () => new CoChangeHistory(),
  slim: (change) => ({ ...change, commits: [], gaps: [] }),
  // The file carries a digest of its own, so its shape is trusted once its format is ours.
  read: (bytes) => {
    try {
      const value = JSON.parse(new TextDecoder().decode(bytes)) as {
        format?: unknown;
        tip: CommitId;
        state: CoChangeState;
      };
      return value.format === FORMAT ? { fold: CoChangeHistory.read(value.state), tip: value.tip } : null;
    } catch {
      return null;
    }
  },
  write: (fold, tip) => new TextEncoder().encode(JSON.stringify({ format: FORMAT, tip, state: fold.state() })),
};
