/**
 * The path as file systems see it that do not tell upper from lower case, composed from decomposed letters, or a name from
 * one with invisible characters or dots and spaces at its end (APFS, HFS+, NTFS): two paths with one fold are one file there.
 */
export function foldPath(path: string): string {
  if (PLAIN.test(path)) return path;
  const seen = path.normalize('NFC').replace(INVISIBLE, '').toLowerCase();
  return seen.split('/').map(withoutEnd).join('/');
}

/** What folds to itself: lower-case ASCII, no segment with a dot or space at its end. */
const PLAIN = /^(?:[a-z0-9_\-/]|\.(?!\/|$))*$/;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

function withoutEnd(segment: string): string {
  let end = segment.length;
  while (end > 0 && (segment[end - 1] === '.' || segment[end - 1] === ' ')) end -= 1;
  // A name of nothing but dots is none that git takes.
  return end === 0 ? segment : segment.slice(0, end);
}
