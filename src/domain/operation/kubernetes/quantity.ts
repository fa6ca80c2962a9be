const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A quantity of Kubernetes (`500m`, `2Gi`) as a number; `null` where it is none. */
export function quantityOf(text: string | null): number | null {
  const match = /^(\d{1,18}(?:\.\d{1,9})?)(n|u|m|k|[MGTPE]i?|Ki)?$/.exec(text?.trim() ?? '');
  if (match === null) return null;
  return Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
}
