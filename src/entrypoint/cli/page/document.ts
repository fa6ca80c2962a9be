import { createHash } from 'node:crypto';
import { escapeHtml, escapeJson } from './escape.ts';

/**
 * One HTML file that needs nothing else: it may be opened from a disk, sent by mail or put into a chat. Its content
 * security policy forbids every request; only its own script and style, named by digest, run. `body` is markup that is
 * already escaped; `title` is text.
 */
export function htmlDocument(given: {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly body: string;
  /** Stands as JSON in `#data`; left out where there is none. */
  readonly data?: unknown;
}): string {
  const data =
    given.data === undefined ? '' : `<script type="application/json" id="data">${escapeJson(given.data)}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(given)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Firebreak">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(given.title)}</title>
<style>${given.style}</style>
</head>
<body>
${given.body}
${data}<script>${given.script}</script>
</body>
</html>
`;
}

function contentSecurityPolicy({ script, style }: { readonly script: string; readonly style: string }): string {
  return [
    "default-src 'none'",
    `script-src '${sourceDigest(script)}'`,
    `style-src '${sourceDigest(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Content Security Policy Level 3, section 2.3.1, `hash-source`. */
function sourceDigest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
