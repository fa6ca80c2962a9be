import { certain, type OperationRule, possible } from '../rule.ts';

const STEPS = 'Go there in steps, with the old value ready to put back.';

/** Every rule of configuration by the part of its id after `configuration/`. */
export const CONFIGURATION_RULES = {
  duration: certain(
    ['behaviour-changing'],
    'A time by a factor like this is seldom meant: a unit may have been mistaken.',
    'Write the unit into the value or the key, and go there in steps.',
  ),
  size: certain(['behaviour-changing'], 'A size by a factor like this is seldom meant.', STEPS),
  amount: certain(
    ['behaviour-changing'],
    'A bound by a factor like this meets other loads than the one before.',
    STEPS,
  ),
  'limit-off': possible(
    ['behaviour-changing'],
    'Zero and negative values mean "none" to one program and "no limit" to another.',
    'Look up what the program makes of it; write the limit that is meant.',
  ),
  'unit-unclear': possible(
    ['behaviour-changing'],
    'One side states a unit and the other does not, so the factor between them is not known.',
    'Write the unit on both sides.',
  ),
  retention: certain(
    ['data-losing'],
    'What is older than the new time is deleted, and cannot be had back.',
    'Take what is still needed out first; shorten in steps.',
  ),
  traffic: certain(
    ['behaviour-changing'],
    'The share of users or requests that meet the other version changes at once.',
    'Raise it in stages and watch each of them.',
  ),
  'protection-off': certain(
    ['access-widening'],
    'A check that keeps others out is switched off.',
    'Repair what the check stumbles over; scope an exception to one place and an end.',
  ),
  'data-protection-off': possible(
    ['data-losing'],
    'What kept data safe from a crash or a mistake is switched off.',
    'Leave it on where data matters.',
  ),
  switch: certain(
    ['behaviour-changing'],
    'A whole behaviour starts or stops at once.',
    'Switch it for a small share first.',
  ),
  debug: certain(
    ['behaviour-changing', 'secret-exposing'],
    'Debug modes print internals, skip checks and slow down.',
    'Keep it off where customers are served; raise one logger for a stated time.',
  ),
  'open-to-all': certain(
    ['access-widening'],
    'Everybody is let in where some were named.',
    'Name the origins, hosts or networks.',
  ),
  endpoint: certain(
    ['behaviour-changing'],
    'Calls go to another place from the next start on.',
    'Check that it answers and holds the same data; move a small share first.',
  ),
  database: possible(
    ['new-data-unreadable', 'behaviour-changing'],
    'What is written from then on is in the other store: going back leaves it behind.',
    'Copy and keep both in step before switching, and decide beforehand how to come back.',
  ),
  image: possible(['behaviour-changing'], 'Another major version may have changed what callers rely on.', STEPS),
  'floating-image': certain(
    ['behaviour-changing'],
    'The same file gives another program later, and a rollback does not bring the old one back.',
    'Name a version or a digest.',
  ),
  'database-major': certain(
    ['new-data-unreadable', 'service-stopping'],
    'Another major version of a store rewrites or refuses its files: the version before cannot read them again.',
    'Upgrade by dump and restore or replication, with a backup that was restored once.',
  ),
  'secret-changed': possible(
    ['behaviour-changing'],
    'Whoever still has the old value is refused, or the program is, until both sides agree.',
    'Accept both values for a while, then retire the old one.',
  ),
  'removed-key': possible(
    ['behaviour-changing'],
    'Readers fall back on a default that this file does not show, or fail.',
    'See who reads it; remove the reader first.',
  ),
  'removed-item': possible(
    ['behaviour-changing'],
    'What was served or allowed by the entry no longer is.',
    'See who still uses the entry.',
  ),
  'removed-service': certain(
    ['service-stopping'],
    'The program is no longer started.',
    'See that nothing calls it any more.',
  ),
  'removed-volume': possible(
    ['data-losing'],
    'The data is no longer attached, and is deleted where unused volumes are pruned.',
    'Copy the data out first.',
  ),
  'removed-file': possible(
    ['behaviour-changing'],
    'Readers fall back on defaults, or fail.',
    'See who reads it; remove the reader first.',
  ),
  shape: possible(
    ['old-code-breaking'],
    'Readers that expect the old shape fail or ignore it.',
    'Read both shapes first, then write the new one.',
  ),
  'flag-state': certain(
    ['behaviour-changing'],
    'The flag answers for everybody differently from the next fetch on.',
    'Change the share in stages, with the old state ready.',
  ),
  'flag-default': certain(
    ['behaviour-changing'],
    'Everybody whom no rule names gets the other variant.',
    'Change the share in stages, with the old state ready.',
  ),
  'flag-variant': certain(
    ['behaviour-changing'],
    'Everybody on the variant gets the other value.',
    'Add a variant beside it and move a share.',
  ),
  'flag-targeting': certain(
    ['behaviour-changing'],
    'Other users get the variant.',
    'Change one rule or share at a time.',
  ),
  'flag-removed': possible(
    ['behaviour-changing'],
    'Code that asks for it gets its built-in default.',
    'Remove the reads first, and the flag after the last rollback target with them.',
  ),
} as const satisfies Readonly<Record<string, OperationRule>>;

/** Id of a rule without `configuration/`. */
export type ConfigurationRuleName = keyof typeof CONFIGURATION_RULES;
