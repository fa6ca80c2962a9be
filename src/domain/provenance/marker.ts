import type { Identity } from '../change/index.ts';
import type { EvidencePlace, ProvenanceFinding, Tool } from './model.ts';

/** What one line says, before it is tied to a commit. */
export type Marker =
  | {
      readonly kind: 'ai';
      readonly class: 'declared' | 'inferred';
      readonly tool: Tool;
      readonly place: EvidencePlace;
      readonly confidence: number;
      /** Shown in place of the line, where the line holds an id that must not be repeated. */
      readonly text?: string;
    }
  /** An explicit statement that no AI took part. */
  | { readonly kind: 'human'; readonly place: EvidencePlace; readonly confidence: number }
  /** A person who co-wrote the change. */
  | { readonly kind: 'co-author'; readonly identity: Identity }
  /** A mail, or `@handle`, of the person who directed the agent. */
  | { readonly kind: 'prompter'; readonly person: string }
  | { readonly kind: 'finding'; readonly code: ProvenanceFinding['code']; readonly message: string };

/** A marker with the line it stands on. */
export interface PlacedMarker {
  readonly marker: Marker;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}
