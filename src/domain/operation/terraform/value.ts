import type { PlanValue } from './model.ts';

/** One attribute at one place, on both sides. */
export interface AttributeChange {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly before: PlanValue;
  readonly after: PlanValue;
  /** `hidden` where a side is marked sensitive, `unknown` where the new value is not known yet; the values are then `null`. */
  readonly sight: 'seen' | 'hidden' | 'unknown';
}

/** Attributes beyond this many, or deeper, are not compared: a plan's largest objects have some thousand. */
const ATTRIBUTE_LIMIT = 20_000;
const DEPTH_LIMIT = 12;

/** A member of an object, `null` where there is none. */
export function memberOf(value: PlanValue, name: string | number): PlanValue {
  if (Array.isArray(value)) return typeof name === 'number' ? ((value as readonly PlanValue[])[name] ?? null) : null;
  if (typeof value !== 'object' || value === null) return null;
  return Object.hasOwn(value, name) ? ((value as Readonly<Record<string, PlanValue>>)[name] ?? null) : null;
}

/** The text of a member, `null` where it is none. */
export function textMember(value: PlanValue, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : null;
}

/** The mask of a member: what is masked as a whole is masked in every part. */
function maskOf(mask: PlanValue, name: string | number): PlanValue {
  return mask === true ? true : memberOf(mask, name);
}

/** The five views of one object that a change gives. */
export interface Sides {
  readonly before: PlanValue;
  readonly after: PlanValue;
  readonly afterUnknown: PlanValue;
  readonly beforeSensitive: PlanValue;
  readonly afterSensitive: PlanValue;
}

/**
 * Every attribute that is not an object or a list of objects, with both sides, in no promised order. Lists of plain
 * values are one attribute. A masked or unknown value never leaves here.
 */
export function attributesOf(sides: Sides): readonly AttributeChange[] {
  const found: AttributeChange[] = [];
  const open: { readonly path: readonly (string | number)[]; readonly sides: Sides }[] = [{ path: [], sides }];
  while (open.length > 0 && found.length < ATTRIBUTE_LIMIT) {
    const { path, sides: here } = open.pop() as (typeof open)[number];
    const keys = path.length < DEPTH_LIMIT ? keysOf(here) : [];
    if (keys.length === 0) found.push(leafOf(path, here));
    for (const key of keys) open.push({ path: [...path, key], sides: memberSides(here, key) });
  }
  return found.filter((each) => each.path.length > 0);
}

function memberSides(sides: Sides, key: string | number): Sides {
  return {
    before: memberOf(sides.before, key),
    after: memberOf(sides.after, key),
    afterUnknown: maskOf(sides.afterUnknown, key),
    beforeSensitive: maskOf(sides.beforeSensitive, key),
    afterSensitive: maskOf(sides.afterSensitive, key),
  };
}

function leafOf(path: readonly (string | number)[], sides: Sides): AttributeChange {
  const name = path.filter((part): part is string => typeof part === 'string').at(-1) ?? '';
  const hidden = isMasked(sides.beforeSensitive) || isMasked(sides.afterSensitive);
  const sight = hidden ? 'hidden' : isMasked(sides.afterUnknown) ? 'unknown' : 'seen';
  const seen = sight === 'seen';
  return { path, name, before: seen ? sides.before : null, after: seen ? sides.after : null, sight };
}

/** A list of which one element is masked is masked. */
function isMasked(mask: PlanValue): boolean {
  return mask === true || (Array.isArray(mask) && mask.includes(true));
}

function keysOf({ before, after, afterUnknown, beforeSensitive, afterSensitive }: Sides): readonly (string | number)[] {
  if (beforeSensitive === true || afterSensitive === true || afterUnknown === true) return [];
  const keys = new Set<string | number>();
  for (const side of [before, after, afterUnknown]) {
    if (Array.isArray(side)) {
      if (side.some((each: PlanValue) => typeof each === 'object' && each !== null))
        for (const index of side.keys()) keys.add(index);
    } else if (typeof side === 'object' && side !== null) for (const key of Object.keys(side)) keys.add(key);
  }
  return [...keys];
}

/** A path as a person writes it, `block[0].name`; it ends where a mask begins, because what lies below is not to be shown. */
export function pathText(path: readonly (string | number)[], mask: PlanValue): string {
  let text = '';
  let at = mask;
  for (const part of path) {
    if (at === true) break;
    text += typeof part === 'number' ? `[${part}]` : `${text === '' ? '' : '.'}${part}`;
    at = maskOf(at, part);
  }
  return text;
}
