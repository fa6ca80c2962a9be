/** What one way to run a queue did with the workload. Moments are milliseconds since the epoch. */
export interface Outcome {
  readonly strategy: string;
  readonly workers: number;
  /** The bare repository that it landed into. */
  readonly folder: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** When each change landed, by name. */
  readonly landed: ReadonlyMap<string, number>;
  /** Why and when each change was sent back, by name. */
  readonly ejected: ReadonlyMap<string, { readonly at: number; readonly code: string }>;
  /** Where builds noted themselves. */
  readonly notes: string;
  /** Processor seconds of the queue, its git and its builds; `null` = not measured. */
  readonly cpuS: number | null;
  /** Milliseconds from the end of a build to the moment at which the queue knew of it; empty = not measured. */
  readonly noticedMs: readonly number[];
}
