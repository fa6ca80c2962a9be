import type { Instant } from '../../kernel/index.ts';
import type {
  Action,
  AmendedField,
  Attribution,
  Claim,
  Ending,
  Impact,
  Incident,
  IncidentActor,
  Link,
  Note,
  Settlement,
  Stage,
} from './model.ts';

/** What was put right; what is left out stays. */
export type IncidentChange = Partial<Pick<Incident, AmendedField>>;

type By = { readonly id: string; readonly at: Instant; readonly by: IncidentActor };

/** What happened to an incident. Nothing is ever rewritten: a correction is one more event. */
export type IncidentEvent =
  | (By & {
      readonly kind: 'IncidentOpened';
      readonly stage: 'triage' | 'open';
      readonly told: Pick<
        Incident,
        'title' | 'severity' | 'scope' | 'origin' | 'startedAt' | 'detectedAt' | 'detection'
      >;
    })
  | (By & { readonly kind: 'IncidentAmended'; readonly change: IncidentChange; readonly why: string })
  | (By & {
      readonly kind: 'IncidentStaged';
      readonly stage: Stage;
      /** When it came to that; `at` is when somebody told. */
      readonly since: Instant;
      readonly ending: Ending | null;
      readonly why: string;
    })
  | (By & { readonly kind: 'IncidentNoted'; readonly note: Note; readonly corrects: string | null })
  | (By & { readonly kind: 'IncidentClaimed'; readonly claim: Claim })
  | (By & { readonly kind: 'IncidentImpactStated'; readonly impact: Impact })
  /** A claim or an impact that whoever told it takes back. */
  | (By & { readonly kind: 'IncidentWithdrawn'; readonly part: string; readonly why: string })
  | (By & { readonly kind: 'IncidentSettled'; readonly settlement: Settlement })
  | (By & { readonly kind: 'IncidentLinked'; readonly link: Link })
  | (By & { readonly kind: 'IncidentAttributed'; readonly attribution: Attribution })
  | (By & { readonly kind: 'IncidentActionAdded'; readonly action: Action })
  | (By & {
      readonly kind: 'IncidentActionChanged';
      readonly action: string;
      readonly change: Partial<Pick<Action, 'text' | 'owner' | 'due' | 'state' | 'note'>>;
    });

/** Every kind, for whoever reads a log. */
export const INCIDENT_EVENTS = [
  'IncidentOpened',
  'IncidentAmended',
  'IncidentStaged',
  'IncidentNoted',
  'IncidentClaimed',
  'IncidentImpactStated',
  'IncidentWithdrawn',
  'IncidentSettled',
  'IncidentLinked',
  'IncidentAttributed',
  'IncidentActionAdded',
  'IncidentActionChanged',
] as const satisfies readonly IncidentEvent['kind'][];
