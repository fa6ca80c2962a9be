/** One counter as it stood. */
export interface CounterReading {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Characters of one page of figures; those of the shop have some hundred. */
const MAX_TEXT = 100_000;
const ASK_MS = 2_000;

/** Reads the figures of a version of the shop as a collector does, over HTTP. Rejects where there are none. */
export async function readFigures(port: number): Promise<readonly CounterReading[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(ASK_MS) });
  return countersOf((await answer.text()).slice(0, MAX_TEXT));
}

/** Counters of a text in the format of Prometheus; lines that are none are left out. */
export function countersOf(text: string): readonly CounterReading[] {
  return text.split('\n').flatMap((line) => {
    const [, metric, labels, value] = /^([a-z_]+)\{([^}]*)\} (\d+(?:\.\d+)?(?:e-?\d+)?)$/.exec(line) ?? [];
    if (metric === undefined || labels === undefined || value === undefined) return [];
    const pairs = [...labels.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name = '', text = '']) => [name, text] as const);
    return [{ metric, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}
