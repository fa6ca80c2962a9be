import { find } from './dom.ts';
import { startTheme } from './theme.ts';

document.documentElement.classList.add('script');
startTheme();
const readout = find('readout');
const resting = readout?.textContent ?? '';
for (const drawing of document.querySelectorAll<SVGSVGElement>('svg.blast')) start(drawing);

/** Lights up one mark with its lines and neighbours; the arrow keys go from mark to mark, one stop of Tab for all. */
function start(drawing: SVGSVGElement): void {
  const nodes = [...drawing.querySelectorAll<SVGAElement>('.node')];
  const at = (target: EventTarget | null) => (target instanceof Element ? target.closest<SVGAElement>('.node') : null);
  rove(nodes, nodes[0] ?? null);
  drawing.addEventListener('pointerover', ({ target }) => light(drawing, at(target)));
  drawing.addEventListener('pointerleave', () => light(drawing, at(document.activeElement)));
  drawing.addEventListener('focusin', ({ target }) => {
    rove(nodes, at(target));
    light(drawing, at(target));
  });
  drawing.addEventListener('focusout', () => light(drawing, null));
  drawing.addEventListener('keydown', (event) => {
    const now = nodes.indexOf(document.activeElement as SVGAElement);
    const next = { ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1 }[event.key];
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? nodes.length - 1 : next;
    if (event.key === 'Escape') nodes[now]?.blur();
    if (to === undefined || now < 0) return;
    event.preventDefault();
    nodes[Math.min(nodes.length - 1, Math.max(0, to))]?.focus();
  });
}

function rove(nodes: readonly SVGAElement[], only: SVGAElement | null): void {
  for (const node of nodes) node.setAttribute('tabindex', node === only ? '0' : '-1');
}

function light(drawing: SVGSVGElement, node: SVGAElement | null): void {
  for (const lit of document.querySelectorAll('.lit')) lit.classList.remove('lit');
  drawing.classList.toggle('showing', node !== null);
  if (readout !== null) readout.textContent = node?.querySelector('title')?.textContent ?? resting;
  const key = node?.dataset['node'];
  if (node === null || key === undefined) return;
  const keys = new Set([key]);
  for (const line of drawing.querySelectorAll<SVGPathElement>('.line')) {
    const { from = '', to = '' } = line.dataset;
    if (from !== key && to !== key) continue;
    line.classList.add('lit');
    keys.add(from).add(to);
  }
  for (const other of drawing.querySelectorAll<SVGAElement>('.node')) {
    if (keys.has(other.dataset['node'] ?? '')) other.classList.add('lit');
  }
  find(key)?.classList.add('lit');
}
