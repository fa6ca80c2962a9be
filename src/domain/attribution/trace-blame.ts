import type { CallEdge, TraceSpan } from './model.ts';

/** What traces say of where it failed. */
export interface TraceBlame {
  /** Service to weight; sums to 1 unless empty. */
  readonly shares: ReadonlyMap<string, number>;
  /** Spans that failed or dragged and whose callees do not explain it. */
  readonly failing: readonly TraceSpan[];
  readonly calls: readonly CallEdge[];
}

/** More spans than this are a sample of the same; the rest is left out. */
const SPANS_MOST = 20_000;
const FAILING_MOST = 50;
/** So many calls of one kind below one span are a loop of the caller. */
const LOOP = 8;
/** A span is slow where it lasts longer than its own kind did before by this factor. */
const SLOWER = 3;

/**
 * Blames the deepest span whose error or delay its own callees do not explain: a failing span with a failing callee only
 * passes it on. Where no span after the onset failed, slow ones are asked; many equal calls below one span are its own doing.
 */
export function blameTraces(spans: readonly TraceSpan[], onset: number | null): TraceBlame {
  const kept = spans.slice(0, SPANS_MOST);
  const ids = new Map(kept.map((span) => [`${span.trace}\n${span.span}`, span]));
  const parentOf = (span: TraceSpan) => (span.parent === null ? undefined : ids.get(`${span.trace}\n${span.parent}`));
  const children = new Map<TraceSpan, TraceSpan[]>();
  for (const span of kept) {
    const parent = parentOf(span);
    if (parent === undefined || parent === span) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [span]);
    else known.push(span);
  }
  const failed = kept.filter((span) => span.isError && !(children.get(span) ?? []).some((child) => child.isError));
  const failing = failed.length > 0 ? failed : slowOnes(kept, children, onset);
  const shares = new Map<string, number>();
  for (const span of failing) shares.set(span.service, (shares.get(span.service) ?? 0) + 1 / failing.length);
  const calls = [...children].flatMap(([parent, below]) =>
    below.map((child) => ({ caller: parent.service, callee: child.service })),
  );
  return {
    shares,
    failing: failing.slice(0, FAILING_MOST),
    calls: calls.filter(({ caller, callee }) => caller !== callee),
  };
}

/** Spans with most time of their own among those that got slow; those that call in a loop instead of what they call. */
function slowOnes(
  spans: readonly TraceSpan[],
  children: ReadonlyMap<TraceSpan, readonly TraceSpan[]>,
  onset: number | null,
): TraceSpan[] {
  const usual = new Map<string, number>();
  for (const span of spans) {
    if (onset !== null && span.at >= onset) continue;
    const key = `${span.service}\n${span.name}`;
    usual.set(key, Math.max(usual.get(key) ?? 0, span.durationMs));
  }
  const after = spans.filter((span) => onset === null || span.at >= onset);
  const grown = after
    .map((span) => {
      const below = children.get(span) ?? [];
      const loops = below.length >= LOOP && mostAlike(below) >= LOOP;
      const own = span.durationMs - (loops ? 0 : below.reduce((sum, child) => sum + child.durationMs, 0));
      const before = usual.get(`${span.service}\n${span.name}`);
      return { span, own, isSlow: before === undefined ? loops : span.durationMs > SLOWER * before };
    })
    .filter(({ isSlow, own }) => isSlow && own > 0);
  const most = Math.max(0, ...grown.map(({ own }) => own));
  return grown.filter(({ own }) => own > most / 2).map(({ span }) => span);
}

function mostAlike(spans: readonly TraceSpan[]): number {
  const counts = new Map<string, number>();
  for (const { service, name } of spans)
    counts.set(`${service}\n${name}`, (counts.get(`${service}\n${name}`) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
