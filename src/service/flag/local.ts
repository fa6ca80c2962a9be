import type {
  FlagCheck,
  FlagDifferenceReport,
  FlagEvaluationReport,
  FlagList,
  FlagStaleReport,
} from '../../contract/index.ts';
import {
  compareFlagSets,
  exposureChanges,
  type FlagContext,
  type FlagDefinitions,
  type FlagPlace,
  flagAges,
  flagReferences,
  type ReadFlags,
  readFlagsAt,
  sharesText,
  staleFlags,
  summarizeFlagChange,
  type World,
} from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { isoOf } from '../decision-document.ts';
import { ofrepAnswer } from './ofrep.ts';
import { flagRow, problemRow } from './row.ts';

export type { FlagContext, FlagPlace } from '../../control/index.ts';

/** Feature flags of a repository or a file here; needs no server. Methods reject with a `Fault`. */
export interface LocalFlagDesk {
  list(place: FlagPlace): Promise<FlagList>;
  /** Whether a file could be served; its problems are the answer, not a fault. */
  check(place: FlagPlace): Promise<FlagCheck>;
  diff(request: { readonly before: FlagPlace; readonly after: FlagPlace }): Promise<FlagDifferenceReport>;
  evaluate(request: {
    readonly place: FlagPlace;
    readonly key: string;
    readonly context: FlagContext;
  }): Promise<FlagEvaluationReport>;
  stale(request: { readonly repository: string; readonly days: number }): Promise<FlagStaleReport>;
}

/** The desk over a world. */
export function makeLocalFlagDesk(world: World): LocalFlagDesk {
  return {
    async list(place) {
      const read = await readFlagsAt(world, place);
      const { evaluator, problems } = taken(read);
      return {
        schema: 'firebreak.flags/v1',
        file: printable(read.name),
        commit: read.commit,
        digest: evaluator.set.digest,
        flags: [...evaluator.set.flags.values()].map(flagRow),
        problems: problems.map(problemRow),
      };
    },
    async check(place) {
      const { name, result } = await readFlagsAt(world, place);
      return {
        schema: 'firebreak.flag-check/v1',
        file: printable(name),
        ok: result.ok,
        flags: result.ok ? result.value.evaluator.set.flags.size : null,
        problems: (result.ok ? result.value.problems : result.rejection).map(problemRow),
      };
    },
    async diff(request) {
      const [first, second] = [await readFlagsAt(world, request.before), await readFlagsAt(world, request.after)];
      const [before, after] = [taken(first).evaluator, taken(second).evaluator];
      const differences = compareFlagSets(before.set, after.set);
      const exposures = exposureChanges({ differences, before, after });
      const summary = summarizeFlagChange(differences, exposures);
      const rows = differences.flatMap((difference, index): FlagDifferenceReport['flags'] => {
        const exposure = exposures[index];
        if (exposure === undefined) return [];
        const { sampled, exposedBefore, exposedAfter, moved, groupBefore, groupAfter } = exposure;
        return [
          {
            key: difference.key,
            kind: difference.kind,
            parts: [...difference.parts],
            shares_before: printable(sharesText(difference.before?.targeting ?? null)),
            shares_after: printable(sharesText(difference.after?.targeting ?? null)),
            sampled,
            exposed_before: exposedBefore,
            exposed_after: exposedAfter,
            moved,
            group_before: groupBefore * 100,
            group_after: groupAfter * 100,
          },
        ];
      });
      return {
        schema: 'firebreak.flag-difference/v1',
        file: printable(second.name),
        before: first.commit ?? printable(first.name),
        after: second.commit ?? printable(second.name),
        flags: rows,
        exposure_jump: summary.exposureJump,
        group_jump: summary.groupJump,
        moves_users: summary.movesUsers,
        only_off: summary.onlyOff,
      };
    },
    async evaluate({ place, key, context }) {
      const read = await readFlagsAt(world, place);
      const answer = ofrepAnswer(key, taken(read).evaluator.evaluate(key, context));
      return { schema: 'firebreak.flag-evaluation/v1', file: printable(read.name), answer };
    },
    async stale({ repository, days }) {
      const read = await readFlagsAt(world, { kind: 'revision', repository, revision: null });
      const { set } = taken(read).evaluator;
      const ages = await flagAges(world, { repository, set });
      const found = await flagReferences(world, { repository, set });
      const flags = staleFlags({ ...ages, set, references: found?.references ?? null, days, now: world.now() });
      return {
        schema: 'firebreak.flag-stale/v1',
        file: printable(read.name),
        days,
        flags: flags.map(({ key, reasons, settledOn, changedAt, references }) => ({
          key,
          reasons: [...reasons],
          settled_on: settledOn,
          changed_at: changedAt === null ? null : isoOf(changedAt),
          references,
        })),
        landings: ages.landings,
        searched: found?.searched ?? null,
      };
    },
  };
}

function taken({ name, result }: ReadFlags): FlagDefinitions {
  if (result.ok) return result.value;
  const [first] = result.rejection;
  const at = first === undefined || first.line === null ? '' : `:${first.line}:${first.column}`;
  throw new Fault({
    kind: 'usage',
    code: 'bad-definitions',
    message: `${printable(name)}${at}: ${first?.message ?? 'it cannot be read'}`,
    fix: 'firebreak flags check names everything that is wrong.',
  });
}
