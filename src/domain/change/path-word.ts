/** Characters of a path that are looked at: git itself stops near here on every common system. */
const PATH_LIMIT = 4_096;

/**
 * The lower-case words of a path, unique, in order: split at separators, at changes of case (`authToken`, `HTTPServer`)
 * and between letters and digits, so that `author` is not `auth` and `discard` is not `card`.
 */
export function pathWords(path: string): readonly string[] {
  const spaced = path
    .slice(0, PATH_LIMIT)
    .normalize('NFKC')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase();
  return [...new Set(spaced.match(/\p{L}+|\d+/gu) ?? [])];
}

/** Lower-case folders of a path, in order, without the file's name. */
export function folders(path: string): readonly string[] {
  return path.toLowerCase().split('/').slice(0, -1);
}

/** Lower-case name of the file. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** Lower-case ending after the last dot; empty where there is none or the name starts with its only dot. */
export function extension(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1);
}
