import type { BlastReport } from '../../../contract/index.ts';
import { blastHead } from './blast/head.ts';
import { fileList, flowList, gapList, operationList, reversalList, serviceList } from './blast/list.ts';
import { blastPicture } from './blast/picture.ts';
import { text as style } from './blast.css?bundle';
import { text as script } from './client/blast.ts?bundle';
import { htmlDocument } from './document.ts';
import { visibleText } from './escape.ts';

/**
 * The reach of a change as one HTML file. Everything is drawn when the file is made: the script only lights up what
 * belongs together. Same report, same bytes.
 */
export function blastPage(report: BlastReport): string {
  return htmlDocument({
    title: `${visibleText(report.change.title || report.change.id)}: blast radius`,
    style,
    script,
    body: `${blastHead(report)}
<main class="beside">
<div class="main">
<figure class="panel drawing" aria-labelledby="drawing-title">
<div class="figure-head"><h2 id="drawing-title">The change in the middle, what uses it around it</h2></div>
${blastPicture(report, 'wide')}
${blastPicture(report, 'narrow')}
<p id="readout" class="readout needs-script" role="status">Point at a mark, or press an arrow key on one, to see what it is.</p>
${LEGEND}
<figcaption>A ring is one more hop along imports; files that history alone connects stand in the last. Marks of one arc are of one package or folder, the most probable first. A line is as wide as calls a minute, or on the way to a flow as money a minute; dashed where nobody says. What does not fit is in the lists.</figcaption>
</figure>
${operationList(report)}
${fileList(report)}
</div>
<div class="aside">
${flowList(report)}
${reversalList(report)}
${serviceList(report)}
${gapList(report)}
</div>
</main>
<footer><p>Made by Firebreak from the repository, its configuration and the files named on the command line. This file holds everything it shows and asks nothing of any network.</p></footer>`,
  });
}

const LEGEND = `<ul class="legend">
<li class="certain"><span class="sign"></span>certain: imports what changed</li>
<li class="likely"><span class="sign"></span>likely</li>
<li class="possible"><span class="sign"></span>possible</li>
<li><svg viewBox="0 0 16 16" class="service"><rect x="2" y="2" width="12" height="12" rx="3"/></svg>service</li>
<li><svg viewBox="0 0 16 16" class="flow"><path d="M0 8l4-7h8l4 7-4 7H4z"/></svg>critical flow</li>
</ul>`;
