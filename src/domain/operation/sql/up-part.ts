/** dbmate, goose, sql-migrate, micrate, Play evolutions, node-pg-migrate, rambler, MyBatis migrations. */
const DOWN =
  /^\s*(?:--\s*(?:migrate:down|\+(?:goose|migrate|micrate)\s+down|down migration|rambler down|!downs)|#\s*---\s*!downs|--\s*\/\/\s*@undo)\b/i;
const UP =
  /^\s*(?:--\s*(?:migrate:up|\+(?:goose|migrate|micrate)\s+up|up migration|rambler up|!ups)|#\s*---\s*!ups)\b/i;
/** tern writes both parts into one file. */
const TERN = /^\s*-{4,}\s*create above \/ drop below\s*-{4,}/i;

/**
 * The text with its down parts made blank (lines stay where they are): what a roll forward does not run. Marks of
 * dbmate, goose, sql-migrate, micrate, tern, Play evolutions, node-pg-migrate, rambler and MyBatis migrations.
 */
export function upPart(text: string): string {
  if (!/down|undo|drop below/i.test(text)) return text;
  let down = false;
  return text
    .split('\n')
    .map((line) => {
      if (UP.test(line)) down = false;
      else if (DOWN.test(line) || TERN.test(line)) down = true;
      return down ? '' : line;
    })
    .join('\n');
}
