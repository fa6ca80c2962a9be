import type { FilePath } from '../../change/index.ts';

/** Longest embed pattern that is compared; a real one is a short path. */
const EMBED_LIMIT = 512;

/** Files that match an embed pattern segment by segment, or lie below a folder that matches (https://pkg.go.dev/embed). */
export function embedded(pattern: string, pathsIn: ReadonlyMap<string, readonly FilePath[]>): readonly FilePath[] {
  if (pattern.length > EMBED_LIMIT) return [];
  const wanted = pattern.split('/').map(segmentTest);
  const found: FilePath[] = [];
  for (const [folder, paths] of pathsIn) {
    const parts = folder === '' ? [] : folder.split('/');
    const depth = Math.min(parts.length, wanted.length);
    if (wanted.length > parts.length + 1) continue;
    if (!wanted.slice(0, depth).every((test, index) => test(parts[index] ?? ''))) continue;
    if (depth === wanted.length) found.push(...paths);
    else found.push(...paths.filter((path) => wanted[depth]?.(path.slice(folder.length + (folder === '' ? 0 : 1)))));
  }
  return found;
}

/** `*` stands for any characters of one segment; a class in brackets is taken for any one character. */
function segmentTest(pattern: string): (name: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (name) => name === pattern;
  const pieces = pattern.replace(/\[[^\]]*\]/g, '?').split('*');
  return (name) => {
    let at = 0;
    for (const [index, piece] of pieces.entries()) {
      const last = index === pieces.length - 1;
      const found = index === 0 ? 0 : last ? name.length - piece.length : pieceAt(name, { piece, from: at });
      if (found < at || !fits(name, { piece, at: found })) return false;
      at = found + piece.length;
    }
    return at === name.length;
  };
}

function pieceAt(name: string, given: { piece: string; from: number }): number {
  for (let at = given.from; at + given.piece.length <= name.length; at += 1) {
    if (fits(name, { piece: given.piece, at })) return at;
  }
  return -1;
}

function fits(name: string, given: { piece: string; at: number }): boolean {
  for (let index = 0; index < given.piece.length; index += 1) {
    const code = name[given.at + index];
    if (code === undefined || (given.piece[index] !== '?' && code !== given.piece[index])) return false;
  }
  return true;
}
