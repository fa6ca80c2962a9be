import { hasLapsed, type Quarantine } from '../../domain/flaky-test/index.ts';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import { DAY_MS, type Instant, toIso } from '../../kernel/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { endOf } from './moment.ts';
import { didYouMean, problemAt, quoted } from './problem.ts';
import { isKnownReference, ownerReference, type Roster } from './roster.ts';
import type { ConfigurationShape } from './schema.ts';

/** Letters that must stand before `*`: fewer would excuse a whole suite. */
const LEAST_START = 5;

/** The tests in quarantine of a checked file; owners stand under people or teams, each test once. */
export function readQuarantines(
  file: YamlFile,
  written: ConfigurationShape['quarantine'],
  roster: Roster,
): { readonly quarantines: readonly Quarantine[]; readonly problems: readonly ConfigurationProblem[] } {
  const problems: ConfigurationProblem[] = [];
  const seen = new Set<string>();
  const quarantines = written.flatMap((each, index): readonly Quarantine[] => {
    const path: NodePath = ['quarantine', index];
    const fail = (key: string, code: string, message: string, suggestion: string | null = null): void => {
      problems.push(problemAt(file, [...path, key], { code, message, suggestion }));
    };
    if (seen.has(each.test)) fail('test', 'quarantined-twice', `${quoted(each.test)} stands here twice; keep one`);
    seen.add(each.test);
    const star = each.test.indexOf('*');
    if (star >= 0 && (star !== each.test.length - 1 || star < LEAST_START)) {
      const message = `${quoted(each.test)}: a \`*\` stands at the end, after at least ${LEAST_START} characters`;
      fail('test', 'bad-test', message);
    }
    if (!isKnownReference(roster, each.owner)) {
      const message = `${quoted(each.owner)} is neither a team nor a person of this configuration`;
      fail('owner', 'unknown-owner', message, didYouMean(each.owner, roster.references));
    }
    const expires = endOf(each.expires);
    if (expires === null) {
      fail('expires', 'bad-date', `${quoted(each.expires)} is not a day of the calendar`);
      return [];
    }
    const origin = { file: file.name, line: file.locate(path, 'value').line };
    return [{ test: each.test, owner: ownerReference(roster, each.owner), because: each.because, expires, origin }];
  });
  return { quarantines, problems };
}

/** Longer than a quarter is no quarantine: the test is deleted in all but name. */
const LONG_MS = 92 * DAY_MS;

/** A warning for each quarantine that has lapsed at `now`, and for one that lasts very long; none where `now` is `null`. */
export function quarantineWarnings(
  quarantines: readonly Quarantine[],
  now: Instant | null,
): readonly ConfigurationProblem[] {
  if (now === null) return [];
  return quarantines.flatMap((quarantine) => {
    const { test, owner, expires, origin } = quarantine;
    const common = { severity: 'warning', column: 1, path: '', rule: null, suggestion: null, ...origin } as const;
    const until = toIso(expires) ?? 'long ago';
    if (hasLapsed(quarantine, now)) {
      const message = `the quarantine of ${quoted(test)} lapsed ${until} and the test counts again; repair it (${owner}), or renew the date`;
      return [{ ...common, code: 'quarantine-lapsed', message }];
    }
    if (expires - now <= LONG_MS) return [];
    const message = `the quarantine of ${quoted(test)} lasts until ${until}; give it at most three months`;
    return [{ ...common, code: 'quarantine-long', message }];
  });
}
