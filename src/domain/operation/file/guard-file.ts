import { addedLines } from '../added-line.ts';
import type { FilePair, Operation } from '../model.ts';
import { type Finding, operationsOf } from '../rule.ts';
import { FILE_RULES, type FileRuleName } from './rule.ts';

/** Files that decide who may change, merge, deploy or do what, by path. */
const PROTECTION: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^|\/)\.github\/(?:settings|branch-protection|policy-bot|policy|rulesets\/.+)\.(?:ya?ml|json)$|(?:^|\/)\.policy\.ya?ml$/,
    'the protection of branches',
  ],
  [/(?:^|\/)\.gitlab\/(?:merge_request_approvals|security-policies\/.+|policies\/.+)\.ya?ml$/, 'the approval rules'],
  [/(?:^|\/)\.mergify(?:\/config)?\.ya?ml$|(?:^|\/)mergify\.ya?ml$/, 'the merge rules'],
  [/(?:^|\/)(?:OWNERS|OWNERS_ALIASES)$/, 'who may approve'],
  [/(?:^|\/)(?:\.github\/)?firebreak\.ya?ml$|(?:^|\/)\.firebreak\//, 'the policy of this gate'],
  [/\.rego$|\.sentinel$|(?:^|\/)kyverno\/.+\.ya?ml$/, 'a policy that other changes are held to'],
  [
    /(?:^|\/)\.(?:gitleaks|secretlintrc|semgrep|trivyignore|checkov|tfsec|snyk)[\w.]*$|(?:^|\/)\.github\/codeql[\w-]*(?:\/.+)?\.ya?ml$/,
    'what scanners look at',
  ],
  [/(?:^|\/)sudoers(?:\.d\/.+)?$|(?:^|\/)authorized_keys$/, 'who may sign in or act as root'],
];

const OWNERSHIP = /(?:^|\/)CODEOWNERS$/;
/** Of the whole repository; those of parts come and go with them. */
const LICENCE = /^(?:LICEN[CS]E|COPYING|UNLICENSE)(?:[.-][\w.-]*)?$/i;

/** What a file guards, by its path; `null` where it guards nothing. */
export function guardOf(path: string): string | null {
  if (OWNERSHIP.test(path)) return 'ownership';
  return LICENCE.test(path) ? 'licence' : (PROTECTION.find(([pattern]) => pattern.test(path))?.[1] ?? null);
}

/** What a change of a file that guards others does. */
export function readGuardFile(pair: FilePair): readonly Operation[] {
  if (pair.before === pair.after) return [];
  const finding = OWNERSHIP.test(pair.path)
    ? ownership(pair)
    : LICENCE.test(pair.path)
      ? licence(pair)
      : protection(pair);
  return finding === null ? [] : operationsOf('file', FILE_RULES, [finding]);
}

type FileFinding = Finding<FileRuleName>;

function ownership({ path, before, after }: FilePair): FileFinding | null {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  const changed = [...old].filter(([pattern, owners]) => now.get(pattern) !== owners);
  const unowned = [...now].filter(([pattern, owners]) => owners === '' && old.get(pattern) !== '');
  const names = [...new Set([...changed, ...unowned].map(([pattern]) => pattern))];
  const [first] = names;
  if (first === undefined) return null;
  const line = addedLines({ before, after })[0]?.line ?? null;
  const isRemoved = after === null || changed.some(([pattern]) => !now.has(pattern));
  const what = `changes the owners of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  return { rule: 'ownership', path, line, object: first, what, certainty: isRemoved ? 'certain' : 'possible' };
}

/** Owners by pattern; comments and sections are left out. */
function rulesOf(text: string | null): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  for (const raw of (text ?? '').split('\n')) {
    const line = raw.trim().slice(0, 1_000);
    if (line === '' || line.startsWith('#') || line.startsWith('[')) continue;
    const [pattern = '', ...owners] = (line.split(' #', 1)[0] ?? '').split(/\s+/);
    rules.set(
      pattern,
      owners
        .filter((owner) => owner !== '')
        .sort()
        .join(' '),
    );
  }
  return rules;
}

function licence({ path, before, after }: FilePair): FileFinding | null {
  if (before === null) return null;
  const words = (text: string): string => text.replace(/\d{4}/g, '').replace(/\s+/g, ' ').trim();
  if (after !== null && words(before) === words(after)) return null;
  return {
    rule: 'licence',
    path,
    line: after === null ? null : 1,
    object: path,
    what: `${after === null ? 'removes' : 'changes'} the licence`,
  };
}

function protection({ path, before, after }: FilePair): FileFinding | null {
  const known = PROTECTION.find(([pattern]) => pattern.test(path));
  if (known === undefined || before === null) return null;
  const line = addedLines({ before, after })[0]?.line ?? null;
  return {
    rule: 'protection',
    path,
    line,
    object: path,
    what: `${after === null ? 'removes' : 'changes'} ${known[1]}`,
  };
}
