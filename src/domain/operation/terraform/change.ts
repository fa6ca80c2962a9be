import type { FilePath } from '../../change/index.ts';
import type { Effect } from '../model.ts';
import type { Finding } from '../rule.ts';
import { type AttributeFinding, isAccessType, openingOf } from './access.ts';
import { type Fate, fateOf, reasonText } from './action.ts';
import { weakeningOf } from './guard.ts';
import type { ResourceChange } from './model.ts';
import { type ResourceClass, resourceClass } from './resource-type.ts';
import type { TerraformRule } from './rule.ts';
import { attributesOf, memberOf, pathText } from './value.ts';

/** Reasons of a replacement that are shown. */
const PATHS_SHOWN = 5;

/** What one planned change does. Attribute values stay out of it, but for switches and counts that nothing marks as sensitive. */
export function readChange(change: ResourceChange, path: FilePath): readonly Finding<TerraformRule>[] {
  if (change.mode === 'data') return [];
  const fate = fateOf(change.actions);
  if (fate === 'none') return [];
  const own = ofFate(change, fate);
  const finding = (
    rule: TerraformRule,
    what: string,
    more: Partial<Finding<TerraformRule>> = {},
  ): Finding<TerraformRule> => ({
    rule,
    path,
    line: null,
    object: change.address,
    what,
    ...more,
  });
  const found =
    own === null ? [] : [finding(own.rule, own.what, own.effects === undefined ? {} : { effects: own.effects })];
  const gone = fate === 'destroy' || fate === 'forget' || fate === 'unknown';
  const attributes = gone ? [] : attributeFindings(change);
  for (const each of attributes) {
    const name = pathText(each.path, change.afterSensitive === true ? true : change.beforeSensitive);
    const what = `${name === '' ? 'an attribute' : name} of ${change.address} ${each.clause}`;
    found.push(finding(each.rule, what, each.sure ? { certainty: 'certain' } : { certainty: 'possible' }));
  }
  if (change.importing && fate !== 'destroy') found.push(finding('import', `imports ${change.address} and changes it`));
  const opened = attributes.some(({ rule }) => rule === 'grant-everything' || rule === 'change-access');
  if (isAccessType(change.type) && !opened && fate !== 'forget' && fate !== 'unknown') {
    found.push(finding('change-access', `changes who may do what through ${change.address}`));
  }
  return found;
}

interface Own {
  readonly rule: TerraformRule;
  readonly what: string;
  readonly effects?: readonly Effect[];
}

const BLOCKS_PUBLIC = /public_access_block$/;

function ofFate(change: ResourceChange, fate: Exclude<Fate, 'none'>): Own | null {
  const kind = resourceClass(change.type);
  const because = reasonText(change.actionReason);
  const tail = because === null ? '' : `: ${because}`;
  switch (fate) {
    case 'unknown':
      return { rule: 'unknown-action', what: `does to ${change.address} what is not known here` };
    case 'forget':
      return { rule: 'forget', what: `leaves ${change.address} behind unmanaged` };
    case 'destroy':
      return destruction(change, kind, tail);
    case 'replace':
    case 'replace-after-create':
      return replacement(change, { kind, fate, because });
    case 'create':
    case 'update':
      return kind === 'script' ? { rule: 'script', what: `runs ${change.address}` } : null;
  }
}

function destruction(change: ResourceChange, kind: ResourceClass, tail: string): Own {
  const { address } = change;
  if (BLOCKS_PUBLIC.test(change.type)) return { rule: 'remove-public-block', what: `destroys ${address}${tail}` };
  if (change.deposed && kind !== 'data')
    return { rule: 'destroy-deposed', what: `destroys what is left of ${address}` };
  const rules = {
    data: 'destroy-data',
    identity: 'destroy-identity',
    traffic: 'destroy-traffic',
    script: 'script',
    other: 'destroy',
  } as const;
  return { rule: rules[kind], what: `destroys ${address}${tail}` };
}

function replacement(
  change: ResourceChange,
  { kind, fate, because }: { readonly kind: ResourceClass; readonly fate: Fate; readonly because: string | null },
): Own {
  const paths = change.replacePaths
    .slice(0, PATHS_SHOWN)
    .map((path) => pathText(path, change.afterSensitive === true ? true : change.beforeSensitive))
    .filter((path) => path !== '');
  const reasons =
    paths.length > 0 ? `: ${paths.join(', ')} cannot be changed in place` : because === null ? '' : `: ${because}`;
  const what = `destroys and recreates ${change.address}${reasons}`;
  const after = fate === 'replace-after-create';
  if (kind === 'data') return { rule: 'replace-data', what, ...(after && { effects: ['data-losing'] as const }) };
  if (kind === 'identity') return { rule: 'replace-identity', what };
  if (kind === 'traffic') return { rule: after ? 'replace-traffic-after-create' : 'replace-traffic', what };
  return { rule: kind === 'script' ? 'script' : 'replace', what };
}

function attributeFindings(change: ResourceChange): readonly AttributeFinding[] {
  const found: AttributeFinding[] = [];
  const creates = change.before === null;
  for (const attribute of attributesOf(change)) {
    const opening = openingOf(attribute, change);
    if (opening !== null) found.push(opening);
    // A new resource has had no guard that could be weakened.
    const weakening = creates ? null : weakeningOf(attribute);
    if (weakening !== null && (weakening.sure || memberOf(change.before, attribute.path[0] ?? '') !== null))
      found.push(weakening);
  }
  // The same attribute of several blocks of one resource says it once for each path, in order.
  return found.sort((one, other) => (JSON.stringify(one.path) < JSON.stringify(other.path) ? -1 : 1));
}
