import type { ReplayReport } from '../../../contract/index.ts';
import { text as script } from './client/main.ts?bundle';
import { compact } from './compact.ts';
import { htmlDocument } from './document.ts';
import { visibleText } from './escape.ts';
import { boardSection } from './section/board.ts';
import { closingSections } from './section/closing.ts';
import { countersSection } from './section/counters.ts';
import { differenceSection } from './section/difference.ts';
import { equalCostSection } from './section/equal-cost.ts';
import { introSection } from './section/intro.ts';
import { reachSection } from './section/reach.ts';
import { riskCheckSection } from './section/risk-check.ts';
import { strategySection } from './section/strategy.ts';
import { text as style } from './style.css?bundle';

/** What a history with changes shows, in this order. */
const SECTIONS = [
  countersSection,
  boardSection,
  differenceSection,
  strategySection,
  equalCostSection,
  reachSection,
  riskCheckSection,
] as const;

/** The replay as one HTML file. Same report, same bytes. */
export function replayPage(report: ReplayReport): string {
  const judged = report.changes.length === 0 ? emptySection() : SECTIONS.map((section) => section(report)).join('\n');
  return htmlDocument({
    title: `${visibleText(report.repository)}: replay`,
    style,
    script,
    data: compact(report),
    body: `${introSection(report)}
<main>
${judged}
${closingSections(report)}
</main>`,
  });
}

function emptySection(): string {
  return `<section class="empty"><h2>No landed changes here yet</h2>
<p>The replay needs changes that have landed on the branch it reads. Land one, or name another branch:</p>
<p><code>firebreak replay --branch NAME</code></p></section>`;
}
