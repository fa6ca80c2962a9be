import { createHash } from 'node:crypto';
import type { ReplayReport } from '../../../contract/index.ts';
import { text as script } from './client/main.ts?bundle';
import { compact } from './compact.ts';
import { escapeHtml, escapeJson, visibleText } from './escape.ts';
import { boardSection } from './section/board.ts';
import { closingSections } from './section/closing.ts';
import { countersSection } from './section/counters.ts';
import { differenceSection } from './section/difference.ts';
import { equalCostSection } from './section/equal-cost.ts';
import { introSection } from './section/intro.ts';
import { riskCheckSection } from './section/risk-check.ts';
import { strategySection } from './section/strategy.ts';
import { text as style } from './style.css?bundle';

/**
 * The replay as one HTML file that needs nothing else: it may be opened from a disk, sent by mail or put into a chat.
 * Its content security policy forbids every request; only its own script and style, named by digest, run. Same
 * report, same bytes.
 */
export function replayPage(report: ReplayReport): string {
  const title = `${visibleText(report.repository)}: replay`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Firebreak">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${introSection(report)}
<main>
${report.changes.length === 0 ? emptySection() : `${[countersSection, boardSection, differenceSection, strategySection, equalCostSection, riskCheckSection].map((section) => section(report)).join('\n')}`}
${closingSections(report)}
</main>
<script type="application/json" id="data">${escapeJson(compact(report))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function contentSecurityPolicy(): string {
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

function emptySection(): string {
  return `<section class="empty"><h2>No landed changes here yet</h2>
<p>The replay needs changes that have landed on the branch it reads. Land one, or name another branch:</p>
<p><code>firebreak replay --branch NAME</code></p></section>`;
}
