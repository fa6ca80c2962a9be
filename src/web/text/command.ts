/** What an empty screen teaches: one command each. */
export const COMMAND = {
  /** Nothing is open: what would be said of the branch at hand. */
  check: ['firebreak', 'check'],
  /** Nothing to sign: what the rules would have asked of this repository so far. */
  replay: ['firebreak', 'replay', '--open'],
  /** No services: writes the first configuration. */
  init: ['firebreak', 'init'],
  /** Nothing is queued: the first change of the default queue. */
  queue: ['firebreak', 'queue', 'add', 'CHANGE'],
  /** Where the log stands and which key signs it. */
  verify: ['firebreak', 'log', 'verify', '--data', 'DIR', '--checkpoint', 'kept.txt'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
