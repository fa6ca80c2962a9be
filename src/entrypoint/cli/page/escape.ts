/** Text as it may stand in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITY[character] ?? '');
}

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * JSON that may stand inside a `<script>` element: no `<`, no `&`, and only ASCII, so neither a closing tag, a comment,
 * a line separator (U+2028) nor a wrong encoding can end or change it. `JSON.parse` gives the same value.
 */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]|[^\x20-\x7e]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * Characters that are invisible or turn the reading direction, as escapes: a title must not disguise itself. What joins
 * emoji is left, because without it they fall apart.
 */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]|(?![\u200d\ufe0f])\p{Default_Ignorable_Code_Point}/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
