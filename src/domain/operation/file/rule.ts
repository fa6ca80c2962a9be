import { certain, type OperationRule, possible } from '../rule.ts';

/** Every rule about files as such by the part of its id after `file/`. */
export const FILE_RULES = {
  'mass-delete': possible(
    ['behaviour-changing'],
    'So much at once is seldom read line by line; what still needed it shows when it runs.',
    'Remove it in parts, or show that nothing refers to it any more.',
  ),
  'folder-removed': possible(
    ['old-code-breaking'],
    'Whatever imports, mounts or deploys the folder no longer finds it.',
    'Show that nothing refers to it any more.',
  ),
  'tests-removed': certain(
    ['behaviour-changing'],
    'What the tests held in place may break unnoticed from then on.',
    'Replace them in the same change, or say which behaviour went away.',
  ),
  executable: possible(
    ['behaviour-changing'],
    'It can be run where it could not, or no longer runs where it did.',
    'Check who starts it.',
  ),
  'symbolic-link': possible(
    ['behaviour-changing'],
    'What reads or writes the path reaches another file, possibly outside the repository.',
    'Commit the file itself.',
  ),
  submodule: possible(
    ['behaviour-changing'],
    'Other content comes in that this difference does not show.',
    'Review the range of the submodule.',
  ),
  ownership: possible(
    ['access-widening'],
    'Changes to these paths need other people’s review, or nobody’s.',
    'Have the owners before and after agree.',
  ),
  protection: possible(
    ['access-widening'],
    'It decides what may be merged, deployed or granted.',
    'Have somebody who answers for the protection review it.',
  ),
  licence: possible(
    ['behaviour-changing'],
    'What others may do with the code changes.',
    'Have it approved by who holds the rights.',
  ),
} as const satisfies Readonly<Record<string, OperationRule>>;

/** Id of a rule without `file/`. */
export type FileRuleName = keyof typeof FILE_RULES;
