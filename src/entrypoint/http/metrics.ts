import { Hono } from 'hono';
import type { ControlPlane } from '../../service/index.ts';

/** Answers given, by method and class of status. */
export type AnswerCounts = Map<string, number>;

/** Counts one answer. */
export function countAnswer(counts: AnswerCounts, answer: { readonly method: string; readonly status: number }): void {
  const key = `${answer.method} ${Math.floor(answer.status / 100)}xx`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** `GET /metrics`, and nothing else: for an address of its own, or among the others. */
export function metricsRoute(plane: Pick<ControlPlane, 'figures'>, counts: AnswerCounts): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => c.text(metricsText(await plane.figures(), counts)));
  return app;
}

/** Figures and counts of answers in the text format of Prometheus (0.0.4). */
export function metricsText(figures: Readonly<Record<string, number>>, answers: ReadonlyMap<string, number>): string {
  const lines = Object.entries(figures).flatMap(([name, value]) => [`# TYPE ${name} gauge`, `${name} ${value}`]);
  lines.push('# TYPE firebreak_http_answers_total counter');
  for (const [key, count] of [...answers].sort()) {
    const [method = '', status = ''] = key.split(' ');
    // A method of a stranger is any token: only those that are known become a label.
    const known = METHODS.has(method) ? method : 'OTHER';
    lines.push(`firebreak_http_answers_total{method="${known}",status="${status}"} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH']);
