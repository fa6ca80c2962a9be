/** The only tags that Firebreak itself writes into Markdown. */
const OWN_TAG = /<\/?(?:details|summary|sub|code|b)>|<br>|<!-- firebreak:decision -->/g;

/**
 * What a forge could act on in Markdown that Firebreak wrote, beyond its own tags: foreign tags, mentions, references, links,
 * bare entities. Empty where the text is inert.
 */
export function actingParts(markdown: string): string[] {
  const everywhere = partsOf(markdown.replace(OWN_TAG, ''), [
    /<[^\s>]*>?/g,
    /&(?!#\d{1,6};)\S*/g,
    /!\[/g,
    /\]\(/g,
    /:\/\//g,
    /www\./gi,
    /[`_~$]/g,
    /@\S*/g,
  ]);
  // Forges look for references outside of code only.
  const outside = partsOf(markdown.replaceAll(/<code>.*?<\/code>/g, ''), [/(?<!&)#(?=[\p{L}\p{N}])\S*/gu, /GH-\d/gi]);
  return [...everywhere, ...outside];
}

function partsOf(text: string, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([part]) => part));
}

/** Columns of each table line, counted as GFM does: pipes without a backslash before them. */
export function columnsOf(markdown: string): number[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replaceAll(/\\./g, '').split('|').length - 2);
}
