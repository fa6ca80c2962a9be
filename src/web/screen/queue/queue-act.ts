/** What somebody is about to do to a queue. */
export type QueueAct =
  | { readonly kind: 'add'; readonly change: string }
  | { readonly kind: 'eject'; readonly entry: number }
  /** `commit` = what the entry landed as. */
  | { readonly kind: 'revert'; readonly entry: number; readonly commit: string }
  | { readonly kind: 'thaw'; readonly freeze: string }
  | { readonly kind: 'pause' | 'resume' | 'freeze' };
