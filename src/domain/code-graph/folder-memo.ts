/**
 * A function of a folder and a text with all its answers kept. Folder by folder: to look a text up costs no joined key, since
 * files of one folder follow one another.
 */
export function rememberingByFolder<Answer>(
  answer: (folder: string, text: string) => Answer,
): (folder: string, text: string) => Answer {
  const folders = new Map<string, Map<string, Answer>>();
  let last = '';
  let known = new Map<string, Answer>();
  folders.set(last, known);
  return (folder, text) => {
    if (folder !== last) {
      known = folders.get(folder) ?? new Map<string, Answer>();
      folders.set(folder, known);
      last = folder;
    }
    const found = known.get(text);
    if (found !== undefined) return found;
    const here = known;
    const made = answer(folder, text);
    here.set(text, made);
    return made;
  };
}
