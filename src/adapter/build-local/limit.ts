/** What one build may use. */
export interface LocalBuildLimits {
  readonly timeMs: number;
  /** Bytes that it may write to its output, both kinds together. */
  readonly outputBytes: number;
  /** Bytes of data of one process; `null` = as much as there is. */
  readonly memoryBytes: number | null;
  /** Seconds of processor of one process; `null` = as many as there are. */
  readonly processorS: number | null;
  /** 0 to 19: how far builds stand back behind everything else. */
  readonly nice: number;
}
