/** The lines above the divider and the text below it; `null` without a divider. Carriage returns are left out. */
export function splitNote(
  text: string,
): { readonly attestations: readonly string[]; readonly metadata: string } | null {
  const divider = dividerIn(text);
  if (divider === null) return null;
  const above = text.slice(0, divider.start).split('\n');
  return {
    attestations: above.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)),
    metadata: text.slice(divider.end),
  };
}

/** The last divider: a JSON document cannot hold a line that is exactly `---`, a list of paths can. */
function dividerIn(text: string): { readonly start: number; readonly end: number } | null {
  for (let at = text.lastIndexOf('---'); at >= 0; at = at === 0 ? -1 : text.lastIndexOf('---', at - 1)) {
    const starts = at === 0 || text[at - 1] === '\n';
    const rest = text.slice(at + 3, at + 5);
    if (starts && (rest === '' || rest.startsWith('\n') || rest.startsWith('\r'))) return { start: at, end: at + 3 };
  }
  return null;
}
