/** One `<script>` of a component. */
export interface ScriptBlock {
  readonly code: string;
  /** Its `src`, where the script is another file. */
  readonly source: string | null;
}

/**
 * The scripts of a Vue or Svelte component; `null` for a plain script. A component starts with a tag or a comment of HTML,
 * which no script does.
 */
export function scriptBlocks(text: string): readonly ScriptBlock[] | null {
  if (!/^\s*</.test(text) || !/<(?:script|template)[\s>]/i.test(text)) return null;
  const blocks: ScriptBlock[] = [];
  const opening = /<script(?=[\s>])/gi;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const tagEnd = text.indexOf('>', match.index);
    if (tagEnd < 0) break;
    const close = text.indexOf('</script', tagEnd);
    const end = close < 0 ? text.length : close;
    const source = /\ssrc\s{0,9}=\s{0,9}["']([^"']{1,999})["']/.exec(
      text.slice(match.index, Math.min(tagEnd, match.index + TAG_LIMIT)),
    );
    blocks.push({ code: text.slice(tagEnd + 1, end), source: source?.[1] ?? null });
    opening.lastIndex = end;
  }
  return blocks;
}

/** Attributes of one tag that are looked at. */
const TAG_LIMIT = 4096;
