import { imageReference, isFloating, isStoreImage, majorOf } from '../image-reference.ts';
import { placeOf } from './endpoint.ts';
import { type KeyMeaning, meaningOf } from './key-meaning.ts';
import type { ConfigurationRuleName } from './rule.ts';
import type { Setting } from './setting.ts';
import { durationOf, plainNumber, ratioText, sizeOf } from './unit.ts';

/** A value that changed by this factor or more, up or down, changes behaviour: twice is tuning, five times is not. */
export const FACTOR_BOUND = 5;

/** What the change of one value comes to, without its place. */
export interface ValueChange {
  readonly rule: ConfigurationRuleName;
  /** Goes behind the key; shows no secret. */
  readonly what: string;
  readonly certainty?: 'certain' | 'possible';
}

/** Judges the change of one value; `null` where its key and values tell nothing that a reviewer would miss. */
export function judgeValue(before: Setting, after: Setting): ValueChange | null {
  const [from, to] = [before.node.text, after.node.text];
  if ((from === to && before.key === after.key) || before.node.value === null || after.node.value === null) return null;
  // Values that are filled in elsewhere say nothing here.
  if (isPlaceholder(to) || isPlaceholder(from)) return null;
  const meaning = meaningOf(after.key, after.parent);
  const quantity = judgeQuantity({ from, to, meaning, unitBefore: meaningOf(before.key, before.parent).unitMs });
  if (meaning.isSecret) return quantity ?? { rule: 'secret-changed', what: 'gets another value (not shown)' };
  return (
    judgeSwitch(before, after, meaning) ??
    judgeSchemaTool(from, to, meaning) ??
    judgeTraffic(from, to, meaning) ??
    quantity ??
    judgeImage(from, to, meaning) ??
    judgeOpen(from, to) ??
    judgePlace(from, to, meaning)
  );
}

interface Quantities {
  readonly from: string;
  readonly to: string;
  readonly meaning: KeyMeaning;
  readonly unitBefore: number | null;
}

function judgeQuantity({ from, to, meaning, unitBefore }: Quantities): ValueChange | null {
  const [sizeFrom, sizeTo] = [sizeOf(from), sizeOf(to)];
  // `5m` is a size only where the key speaks of one.
  const isTime = meaning.isDuration || meaning.isRetention || (!meaning.isAmount && bothDurations(from, to));
  if (!isTime && sizeFrom !== null && sizeTo !== null) return judgeFactor('size', { from, to }, [sizeFrom, sizeTo]);
  if (isTime && !meaning.words.includes('cpu')) {
    return judgeDuration({ from, to, meaning, unitBefore });
  }
  const [numberFrom, numberTo] = [plainNumber(from), plainNumber(to)];
  if (!meaning.isAmount || numberFrom === null || numberTo === null) return null;
  return judgeFactor('amount', { from, to }, [numberFrom, numberTo]);
}

function bothDurations(from: string, to: string): boolean {
  return durationOf(from) !== null && durationOf(to) !== null;
}

function judgeDuration({ from, to, meaning, unitBefore }: Quantities): ValueChange | null {
  const [numberFrom, numberTo] = [plainNumber(from), plainNumber(to)];
  const unitless = {
    before: numberFrom !== null && unitBefore === null,
    after: numberTo !== null && meaning.unitMs === null,
  };
  const fromMs = numberFrom === null ? durationOf(from) : numberFrom * (unitBefore ?? 1);
  const toMs = numberTo === null ? durationOf(to) : numberTo * (meaning.unitMs ?? 1);
  if (fromMs === null || toMs === null) return null;
  if (unitless.before !== unitless.after && fromMs !== 0 && toMs !== 0) {
    return { rule: 'unit-unclear', what: `goes from ${from} to ${to}: only one side states its unit` };
  }
  if (meaning.isRetention && toMs < fromMs && toMs > 0) {
    return { rule: 'retention', what: `goes from ${from} to ${to}` };
  }
  const judged = judgeFactor('duration', { from, to }, [fromMs, toMs]);
  if (judged === null || !unitless.after || judged.rule !== 'duration') return judged;
  return { ...judged, what: `${judged.what}; the unit is not stated` };
}

function judgeFactor(
  rule: 'duration' | 'size' | 'amount',
  written: { readonly from: string; readonly to: string },
  [from, to]: readonly [number, number],
): ValueChange | null {
  const what = `goes from ${written.from} to ${written.to}`;
  if (from === to) return null;
  if (to <= 0 || from <= 0) return { rule: 'limit-off', what };
  const factor = Math.max(from / to, to / from);
  // A count of one or two is a choice, not a scale: 1 to 5 retries is five times and still ordinary.
  const isSmall = rule === 'amount' && Math.max(from, to) < 2 * FACTOR_BOUND;
  if (factor < FACTOR_BOUND || isSmall) return null;
  return { rule, what: `${what}: ${ratioText(from, to)} what it was` };
}

const TRUE_TEXTS = new Set([
  'true',
  'yes',
  'on',
  '1',
  'enabled',
  'require',
  'required',
  'verify-full',
  'verify-ca',
  'strict',
]);
const FALSE_TEXTS = new Set(['false', 'no', 'off', '0', 'disabled', 'disable', 'none', 'allow', 'prefer']);

function judgeSwitch(before: Setting, after: Setting, meaning: KeyMeaning): ValueChange | null {
  if (meaning.protects === null) return null;
  const [from, to] = [truthOf(before.node.text), truthOf(after.node.text)];
  if (from === null || to === null || from === to) return null;
  const { rule, unsafe } = meaning.protects;
  if (unsafe !== null && to !== unsafe) return null;
  return { rule, what: `goes from ${before.node.text} to ${after.node.text}` };
}

/** Settings that let a program rebuild the schema of its database when it starts. */
function judgeSchemaTool(from: string, to: string, { words }: KeyMeaning): ValueChange | null {
  const rebuilds = (text: string): boolean => /^(?:create|create-drop|drop|drop-and-create|force|reset)$/.test(text);
  if (!/\b(?:ddl auto|hbm2ddl|schema generation|synchronize)\b/.test(words.join(' '))) return null;
  return rebuilds(to) && !rebuilds(from) ? { rule: 'data-protection-off', what: `goes from ${from} to ${to}` } : null;
}

function truthOf(text: string): boolean | null {
  const lower = text.toLowerCase();
  return TRUE_TEXTS.has(lower) ? true : FALSE_TEXTS.has(lower) ? false : null;
}

function judgeTraffic(from: string, to: string, meaning: KeyMeaning): ValueChange | null {
  if (!meaning.isTraffic) return null;
  const [before, after] = [plainNumber(from.replace(/%$/, '')), plainNumber(to.replace(/%$/, ''))];
  if (before === null || after === null || before === after) return null;
  return { rule: 'traffic', what: `goes from ${from} to ${to}` };
}

function judgeImage(from: string, to: string, meaning: KeyMeaning): ValueChange | null {
  const last = meaning.words.at(-1);
  if (last !== 'image' && last !== 'tag') return null;
  if (last === 'image' && !/^[\w./:@-]{1,300}$/.test(to)) return null;
  const image = imageReference(last === 'tag' ? `image:${to}` : to);
  const was = imageReference(last === 'tag' ? `image:${from}` : from);
  const what = `goes from ${from} to ${to}`;
  if (isFloating(image)) return isFloating(was) ? null : { rule: 'floating-image', what };
  const [majorFrom, majorTo] = [majorOf(was), majorOf(image)];
  if (majorFrom === null || majorTo === null || majorFrom === majorTo) return null;
  return { rule: isStoreImage(image) && was.name === image.name ? 'database-major' : 'image', what };
}

function judgeOpen(from: string, to: string): ValueChange | null {
  return !isOpen(from) && isOpen(to) ? { rule: 'open-to-all', what: `becomes ${to}` } : null;
}

/** Whether a text lets everybody in: `*`, `0.0.0.0/0`. Listening on `0.0.0.0` is how containers are reached, and is none. */
export function isOpen(text: string): boolean {
  return text === '*' || text === '0.0.0.0/0' || text === '::/0' || /^https?:\/\/\*$/.test(text);
}

function judgePlace(from: string, to: string, meaning: KeyMeaning): ValueChange | null {
  const [before, after] = [placeOf(from), placeOf(to)];
  const isDatabase = meaning.isDatabase || before?.isDatabase === true || after?.isDatabase === true;
  if (!isDatabase && !meaning.isEndpoint) return null;
  if (before === null || after === null || before.text === after.text) return null;
  return { rule: isDatabase ? 'database' : 'endpoint', what: `goes from ${before.text} to ${after.text}` };
}

/** `${VARIABLE}`, `{{ value }}`, `<fill in>`, `$VARIABLE`. */
function isPlaceholder(text: string): boolean {
  return /\$\{|\{\{|^\$[A-Z_]|^<.*>$|%\(/.test(text);
}
