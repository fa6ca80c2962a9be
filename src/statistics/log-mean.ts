/** ln of the mean of e^x over logarithms x, without overflow; `-Infinity` of none. */
export function logMeanExp(logs: readonly number[]): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const log of logs) if (log > most) most = log;
  if (!Number.isFinite(most)) return most;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - most);
  return most + Math.log(sum / logs.length);
}

/** `count` numbers from `first` to `last`, equally spaced, both ends included; `count` >= 2. */
export function spaced(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + ((last - first) * at) / (count - 1));
}
