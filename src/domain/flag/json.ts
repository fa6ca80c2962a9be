import type { Json } from './model.ts';

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether it is an object, not a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is a list; `Array.isArray` forgets that ours are read-only. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A member that is its own: `constructor` and the like are no members of a document. */
export function member(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Values in it, itself counted; counting ends at `most` + 1. */
export function sizeOf(value: Json, most: number): number {
  let size = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    size += 1;
    if (size > most) return size;
    if (isList(next)) for (const item of next) open.push(item);
    else if (isObject(next)) for (const item of Object.values(next)) open.push(item);
  }
  return size;
}
