/** What one build may use. What is `null` is not limited. */
export interface LocalBuildLimits {
  readonly timeMs: number;
  /** Bytes that it may write to its output, both kinds together. */
  readonly outputBytes: number;
  /** Bytes of memory of all its processes together. */
  readonly memoryBytes: number | null;
  /** Processes at once. */
  readonly processes: number | null;
  /** Bytes of its folder: its tree, its home and its temporary folder. */
  readonly diskBytes: number | null;
  /** Seconds of processor of all its processes together. */
  readonly processorS: number | null;
  /** 0 to 19: how far builds stand back behind everything else. */
  readonly nice: number;
}
