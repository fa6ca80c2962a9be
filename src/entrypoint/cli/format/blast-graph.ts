import type { BlastReport } from '../../../contract/index.ts';
import { plain } from './plain.ts';

/** Nodes of a picture in text: beyond, no layout is readable. */
const NODES = 60;

interface Picture {
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    readonly kind: 'change' | 'file' | 'service' | 'flow';
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

/** The reach as a Mermaid flowchart. Labels are entity-coded: a path cannot end a label or begin a directive. */
export function blastMermaid(report: BlastReport): string {
  const { nodes, edges } = pictureOf(report);
  const shape = { change: ['[[', ']]'], file: ['[', ']'], service: ['(', ')'], flow: ['{{', '}}'] } as const;
  const lines = [
    'flowchart LR',
    ...nodes.map(({ id, label, kind }) => `  ${id}${shape[kind][0]}"${mermaidText(label)}"${shape[kind][1]}`),
    ...edges.map(({ from, to, label }) => `  ${from} -->${label === '' ? '' : `|"${mermaidText(label)}"|`} ${to}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The reach as a Graphviz digraph. */
export function blastDot(report: BlastReport): string {
  const { nodes, edges } = pictureOf(report);
  const shape = { change: 'doubleoctagon', file: 'box', service: 'ellipse', flow: 'hexagon' } as const;
  const lines = [
    'digraph blast {',
    '  rankdir=LR; node [fontname="sans-serif"];',
    ...nodes.map(({ id, label, kind }) => `  ${id} [label=${dotText(label)}, shape=${shape[kind]}];`),
    ...edges.map(({ from, to, label }) => `  ${from} -> ${to}${label === '' ? '' : ` [label=${dotText(label)}]`};`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** The change in the middle, then direct users and likely files, services by their calls, flows by what reaches them. */
function pictureOf(report: BlastReport): Picture {
  const nodes: Picture['nodes'][number][] = [
    { id: 'change', label: report.change.title || report.change.id, kind: 'change' },
  ];
  const edges: Picture['edges'][number][] = [];
  const ids = new Map<string, string>();
  const add = (kind: 'file' | 'service' | 'flow', name: string): string => {
    const key = `${kind} ${name}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = `${kind}${ids.size}`;
    ids.set(key, id);
    nodes.push({ id, label: name, kind });
    return id;
  };
  for (const service of report.services.slice(0, NODES)) {
    const id = add('service', service.id);
    const [call] = service.through;
    if (call === undefined) edges.push({ from: 'change', to: id, label: service.by });
    else edges.push({ from: add('service', call.callee), to: id, label: traffic(call.calls_per_minute) });
  }
  for (const flow of report.flows) {
    const service = ids.get(`service ${flow.through}`);
    edges.push({ from: service ?? 'change', to: add('flow', flow.id), label: service === undefined ? flow.by : '' });
  }
  const files = report.files.filter(({ certainty }) => certainty !== 'possible');
  for (const { path, certainty, probability } of files.slice(0, Math.max(0, NODES - nodes.length))) {
    const label = certainty === 'certain' ? 'imports' : probability.toFixed(2);
    edges.push({ from: 'change', to: add('file', path), label });
  }
  return { nodes, edges };
}

function traffic(callsPerMinute: number | null): string {
  return callsPerMinute === null ? 'calls' : `${Math.round(callsPerMinute)} calls/min`;
}

function mermaidText(text: string): string {
  return plain(text).replace(/[^A-Za-z0-9 ._/-]/g, (character) => `#${character.codePointAt(0)};`);
}

function dotText(text: string): string {
  return `"${plain(text).replace(/[\\"]/g, '\\$&')}"`;
}
