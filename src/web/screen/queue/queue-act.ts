/** What somebody is about to do to a queue. */
export type QueueAct =
  | { readonly kind: 'add'; readonly change: string }
  | { readonly kind: 'eject'; readonly entry: number }
  | { readonly kind: 'thaw'; readonly freeze: string }
  | { readonly kind: 'pause' | 'resume' | 'freeze' };
