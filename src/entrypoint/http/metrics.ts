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
