/** Cuts text to what a field takes, at a whole character, and says so. Lone surrogates are replaced: JSON could not carry them. */
export function fitted(text: string, limit: number): string {
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  if (whole.length <= limit) return whole;
  const note = limit > 200 ? '\n\n… cut here: the rest does not fit.' : '…';
  return whole.slice(0, limit - note.length).replace(/[\ud800-\udbff]$/, '') + note;
}

/** Whether JSON can carry it as it is: a path of bytes that are no UTF-8 cannot be named to GitHub. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}
