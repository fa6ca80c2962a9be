import type { BlastReport } from '../../../../contract/index.ts';
import { fileReason } from '../../format/blast-wording.ts';
import { percent } from '../../format/number.ts';
import { escapeHtml, visibleText } from '../escape.ts';
import { type BlockPlace, type Disc, discOf, LABEL_SIZE, LETTER, NAME_HEIGHT, polar } from './disc.ts';
import { NAME_SIZE, NOTE_SIZE, type Outside, outsideBelow, outsideBeside, TEXT_GAP } from './outside.ts';
import { type Certainty, type Scene, sceneOf } from './scene.ts';

/** For a screen of a desk, or of a hand. */
export type PictureShape = 'wide' | 'narrow';

const WIDE_RADIUS = 235;
const NARROW_RADIUS = 175;
const NARROW_WIDTH = 358;
const THINNEST = 1.2;
const THICKEST = 7;

/** The reach as one drawing: the change in the middle, rings of files by hop, services outside, flows on the rim. */
export function blastPicture(report: BlastReport, shape: PictureShape): string {
  const scene = sceneOf(report);
  const disc = discOf(scene.rings, { radius: shape === 'wide' ? WIDE_RADIUS : NARROW_RADIUS });
  const outside =
    shape === 'wide' ? outsideBeside(scene, disc) : outsideBelow(scene, { radius: disc.radius, width: NARROW_WIDTH });
  const drawing: Drawing = { report, scene, disc, outside, shape };
  const size = `${num(outside.width)} ${num(outside.height)}`;
  return `<svg class="blast ${shape}" viewBox="0 0 ${size}" width="${num(outside.width)}" height="${num(outside.height)}" role="group" aria-label="What the change can reach: files by hop, services and flows; the lists of this page say the same">
${lines(drawing)}
<g transform="translate(${num(outside.centre.x)} ${num(outside.centre.y)})">
${core(drawing)}
${rings(drawing)}
</g>
${services(drawing)}
${flows(drawing)}
</svg>`;
}

interface Drawing {
  readonly report: BlastReport;
  readonly scene: Scene;
  readonly disc: Disc;
  readonly outside: Outside;
  readonly shape: PictureShape;
}

function core({ report, disc }: Drawing): string {
  const count = report.change.files.length;
  return `<g class="core"><title>${safe(report.change.title || report.change.id)}</title><circle r="${disc.core}"/><text class="count" y="1">${count}</text><text y="14">${count === 1 ? 'file' : 'files'} changed</text></g>`;
}

function rings({ report, scene, disc, shape }: Drawing): string {
  return disc.rings
    .map((ring, at) => {
      const groups = scene.rings[at]?.groups ?? [];
      const middle = (ring.inner + ring.outer) / 2;
      const circle = `<circle class="ring" r="${num(middle)}" stroke-width="${num(ring.outer - ring.inner)}"/>`;
      const label = `<text class="hop" y="${num(-middle + 3.5)}">${safe(ring.label)}</text>`;
      const blocks = ring.blocks.map((block, index) => {
        const files = groups[index]?.files ?? [];
        const dots = block.dots.map((dot, position) => {
          const file = files[position] ?? 0;
          const { certainty } = report.files[file] ?? { certainty: 'possible' as const };
          return node({
            key: `file-${file}`,
            kind: certainty,
            title: fileTitle(report, file),
            inside: mark(certainty, { ...dot, pitch: disc.pitch }),
          });
        });
        return `${blockName(block, `${shape}-${at}-${index}`)}${dots.join('')}`;
      });
      return `${circle}${label}\n${blocks.join('\n')}`;
    })
    .join('\n');
}

function fileTitle(report: BlastReport, index: number): string {
  const file = report.files[index];
  if (file === undefined) return '';
  return `${file.path}: ${file.certainty}, ${percent(file.probability)}; ${fileReason(file)}`;
}

/** Certain is a full disc, likely a ring, possible a point: shape and size tell them apart without colour. */
function mark(certainty: Certainty, at: { readonly x: number; readonly y: number; readonly pitch: number }): string {
  const centre = `cx="${num(at.x)}" cy="${num(at.y)}"`;
  const hit = `<circle class="hit" ${centre} r="${num(at.pitch * 0.5)}"/>`;
  if (certainty === 'certain') return `${hit}<circle ${centre} r="${num(at.pitch * 0.4)}"/>`;
  if (certainty === 'likely') {
    return `${hit}<circle class="hollow" ${centre} r="${num(at.pitch * 0.31)}" stroke-width="${num(at.pitch * 0.15)}"/>`;
  }
  return `${hit}<circle ${centre} r="${num(Math.max(1.3, at.pitch * 0.17))}"/>`;
}

/** The name of a group along its arc, cut to what fits; reading left to right above and below the middle. */
function blockName(block: BlockPlace, id: string): string {
  const radius = block.outer + NAME_HEIGHT / 2;
  const letters = Math.floor(((block.slotTo - block.slotFrom) * radius) / (LABEL_SIZE * LETTER)) - 1;
  const name = fitted(visibleText(block.name), letters);
  const arc = `<path class="band" d="${arcPath({ radius: block.outer + 2, from: block.from, to: block.to })}"/>`;
  if (name === '') return arc;
  const middle = (block.slotFrom + block.slotTo) / 2;
  const below = middle > Math.PI / 2 && middle < (3 * Math.PI) / 2;
  const baseline = below ? radius + LABEL_SIZE * 0.36 + 1 : radius - LABEL_SIZE * 0.3;
  const path = below
    ? arcPath({ radius: baseline, from: block.slotTo, to: block.slotFrom })
    : arcPath({ radius: baseline, from: block.slotFrom, to: block.slotTo });
  return `${arc}<path id="arc-${id}" class="way" d="${path}"/><text class="group"><title>${safe(block.name)}</title><textPath href="#arc-${id}" startOffset="50%">${escapeHtml(name)}</textPath></text>`;
}

/** The end of a folder's name says more than its beginning. Fewer than four letters say nothing. */
function fitted(name: string, letters: number): string {
  if (name.length <= letters) return name;
  const tail = name.slice(name.lastIndexOf('/') + 1);
  if (tail.length <= letters) return tail;
  return letters < 4 ? '' : `${tail.slice(0, letters - 1)}…`;
}

function arcPath(arc: { readonly radius: number; readonly from: number; readonly to: number }): string {
  const start = polar(arc.radius, arc.from);
  const end = polar(arc.radius, arc.to);
  const large = Math.abs(arc.to - arc.from) > Math.PI ? 1 : 0;
  const sweep = arc.to > arc.from ? 1 : 0;
  return `M${num(start.x)} ${num(start.y)}A${num(arc.radius)} ${num(arc.radius)} 0 ${large} ${sweep} ${num(end.x)} ${num(end.y)}`;
}

function services({ report, scene, outside }: Drawing): string {
  const drawn = outside.services.map(({ x, y }, at) => {
    const given = scene.services[at];
    const service = report.services[given?.index ?? -1];
    if (given === undefined || service === undefined) return '';
    return node({
      key: `service-${given.index}`,
      kind: `service by-${service.by}`,
      title: `service ${given.id}: ${given.note}`,
      inside: `<rect x="${num(x - 6)}" y="${num(y - 6)}" width="12" height="12" rx="3"/>${twoLines(given, { x, y })}`,
    });
  });
  return drawn.join('\n');
}

function flows({ scene, outside }: Drawing): string {
  const drawn = outside.flows.map(({ x, y }, at) => {
    const given = scene.flows[at];
    if (given === undefined) return '';
    const hexagon = `M${num(x - 8)} ${num(y)}l4-7h8l4 7l-4 7h-8z`;
    return node({
      key: `flow-${given.index}`,
      kind: 'flow',
      title: `flow ${given.id}: ${given.note}`,
      inside: `<path d="${hexagon}"/>${twoLines(given, { x: x + 2, y })}`,
    });
  });
  return drawn.join('\n');
}

function twoLines(
  text: { readonly name: string; readonly note: string },
  at: { readonly x: number; readonly y: number },
): string {
  const x = num(at.x + TEXT_GAP);
  return `<text class="name" x="${x}" y="${num(at.y - 1)}" font-size="${NAME_SIZE}">${safe(text.name)}</text><text class="note" x="${x}" y="${num(at.y + 12)}" font-size="${NOTE_SIZE}">${safe(text.note)}</text>`;
}

function lines({ scene, outside, disc, shape }: Drawing): string {
  return scene.edges
    .map((edge) => {
      const to = edge.to.kind === 'flow' ? outside.flows[edge.to.at] : outside.services[edge.to.at];
      const from = edge.from.kind === 'service' ? outside.services[edge.from.at] : null;
      if (to === undefined || from === undefined) return '';
      const key = (end: typeof edge.from | typeof edge.to) =>
        end.kind === 'change'
          ? 'change'
          : `${end.kind}-${(end.kind === 'flow' ? scene.flows : scene.services)[end.at]?.index ?? -1}`;
      const width = edge.weight === null ? THINNEST : THINNEST + (THICKEST - THINNEST) * edge.weight;
      const way = linePath({ edge, from, to, outside, radius: disc.radius, shape });
      return `<path class="line${edge.weight === null ? ' unknown' : ''}${edge.to.kind === 'flow' ? ' money' : ''}" data-from="${key(edge.from)}" data-to="${key(edge.to)}" stroke-width="${num(width)}" d="${way}"><title>${safe(edge.label)}</title></path>`;
    })
    .join('\n');
}

interface Line {
  readonly edge: Scene['edges'][number];
  readonly from: Outside['services'][number] | null;
  readonly to: Outside['services'][number];
  readonly outside: Outside;
  readonly radius: number;
  readonly shape: PictureShape;
}

function linePath({ edge, from, to, outside, radius, shape }: Line): string {
  const { centre } = outside;
  if (from === null) {
    if (shape === 'narrow') {
      const left = edge.to.kind === 'flow' ? outside.clear + 8 : 10;
      const y = centre.y + radius;
      return `M${num(centre.x)} ${num(y)}C${num(centre.x)} ${num(y + 24)} ${num(left)} ${num(y)} ${num(left)} ${num(y + 36)}V${num(to.y - 8)}q0 8 8 8H${num(to.x - 8)}`;
    }
    const angle = Math.atan2(to.y - centre.y, to.x - centre.x);
    const start = { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
    return `M${num(start.x)} ${num(start.y)}L${num(to.x - 9)} ${num(to.y)}`;
  }
  if (edge.to.kind === 'flow') {
    // Level past the own name, then over to the flow where no other name stands.
    const bend = (outside.clear + to.x) / 2;
    return `M${num(from.end + 4)} ${num(from.y)}H${num(outside.clear)}C${num(bend)} ${num(from.y)} ${num(bend)} ${num(to.y)} ${num(to.x - 9)} ${num(to.y)}`;
  }
  const bulge = Math.min(shape === 'narrow' ? 22 : 44, 12 + Math.abs(to.y - from.y) * 0.18);
  const left = Math.min(from.x, to.x) - bulge;
  return `M${num(from.x - 7)} ${num(from.y)}C${num(left)} ${num(from.y)} ${num(left)} ${num(to.y)} ${num(to.x - 7)} ${num(to.y)}`;
}

/** A node is a link to its row in the lists: with the keyboard and without a script as well. */
function node(given: {
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly inside: string;
}): string {
  return `<a class="node ${given.kind}" href="#${given.key}" data-node="${given.key}"><title>${safe(given.title)}</title>${given.inside}</a>`;
}

function safe(text: string): string {
  return escapeHtml(visibleText(text));
}

/** Tenths of a unit are finer than a screen. */
function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}
