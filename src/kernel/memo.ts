/** Longer texts are computed anew each time, so that what is remembered stays small whatever they are. */
const TEXT_LIMIT = 256;

/**
 * The same pure function of a text with its last answers kept: at most `limit` of them, all dropped when it is full. For
 * functions that are asked the same few thousand texts again and again, such as the paths of a history.
 */
export function remembering<Answer>(answer: (text: string) => Answer, limit: number): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    if (text.length > TEXT_LIMIT) return answer(text);
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = answer(text);
    if (known.size >= limit) known.clear();
    known.set(text, made);
    return made;
  };
}
