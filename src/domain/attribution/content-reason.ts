import type { Edit } from './edit.ts';
import type { MechanismMatch } from './mechanism.ts';
import type { AttributionReason } from './model.ts';
import type { AttributionSetting } from './setting.ts';
import type { TextMatch } from './text-match.ts';

/** Any two texts of one company share so much. */
const CHANCE = 0.12;
/** From here on words explain, alone or with a mechanism. */
const EXPLAINS = 0.35;
const EXPLAINS_WITH_MECHANISM = 0.2;
const MECHANISM_LEAST = 0.3;
/** Of an edit whose words are not the symptom's only one of the right kind, in its lines, speaks for it. */
const SURE_MECHANISM = 0.6;
/** Of a title alone: it says what was meant. */
const TITLE_ONLY = 0.7;

/** Of silence, where at least the kind of edit fits. */
const JOINED = 0.75;
/** Titles are short, so that they share nothing says little. */
const TITLE_SILENT: AttributionReason = {
  family: 'text',
  code: 'title-silent',
  logOdds: -0.7,
  text: 'its title and paths have nothing to do with the symptom, and its difference is not at hand',
};

/** What the content of a change says: words that it shares with the symptom, the kind of edit, and silence. */
export function contentReasons(seen: {
  readonly edit: Edit | undefined;
  readonly text: TextMatch | undefined;
  readonly mechanism: MechanismMatch | undefined;
  readonly setting: AttributionSetting;
}): AttributionReason[] {
  const { edit, text, mechanism, setting } = seen;
  if (edit === undefined || text === undefined || mechanism === undefined) return [];
  const reasons: AttributionReason[] = [];
  const shared = Math.max(0, text.coverage - CHANCE) * setting.textWeight * (edit.isReadable ? 1 : TITLE_ONLY);
  const joins = mechanism.strength >= MECHANISM_LEAST;
  if (shared > 0) {
    const explains = text.changed >= EXPLAINS || (joins && text.changed >= EXPLAINS_WITH_MECHANISM);
    reasons.push({
      family: 'text',
      code: explains && edit.isReadable ? 'explains-symptom' : 'shares-words',
      logOdds: shared,
      text: sharedText(text),
    });
  }
  if (joins && mechanism.id !== null && mechanism.text !== null) {
    const logOdds = setting.mechanismWeight * mechanism.strength;
    reasons.push({ family: 'mechanism', code: mechanism.id, logOdds, text: mechanism.text });
  }
  const acts = joins && (edit.hazard !== null || mechanism.strength >= SURE_MECHANISM);
  if (!edit.isReadable && shared === 0 && !joins) reasons.push(TITLE_SILENT);
  if (edit.isReadable && text.changed < CHANCE && !acts) {
    reasons.push({
      family: 'text',
      code: 'silent',
      logOdds: joins ? JOINED * setting.silentWeight : setting.silentWeight,
      text: 'no changed line of its difference has to do with the symptom',
    });
  }
  return reasons;
}

function sharedText({ words, removed }: TextMatch): string {
  if (words.length === 0) return 'shares common words with the symptom';
  const shown = words.slice(0, 5).join(', ');
  return removed.length === 0
    ? `shares ${shown} with the symptom`
    : `shares ${shown} with the symptom, and takes ${removed.slice(0, 3).join(', ')} away`;
}
