import { z } from 'zod';
import { may, viewer } from './server.ts';

const time = z.iso.datetime();
const severity = z.literal([1, 2, 3, 4]);
const detectionSource = z.enum(['alarm', 'alert', 'customer', 'employee', 'partner', 'press', 'chance', 'unknown']);
const subject = z.enum(['trigger', 'root-cause', 'ai-role']);
const stance = z.enum(['asserts', 'denies']);
const evidence = z.enum(['attested', 'observed', 'declared', 'inferred']);
const measure = z.enum(['minutes', 'orders', 'users', 'errors', 'amount', 'conversion-drop']);
const basis = z.enum(['measured', 'estimated', 'reported']);
const actionKind = z.enum(['prevent', 'detect', 'mitigate', 'process']);
const grade = z.enum(['asserted', 'temporal', 'spatial', 'mechanism', 'intervention']);
const linkKind = z.enum(['change', 'rollout', 'brake', 'surge', 'flag', 'config', 'infrastructure', 'incident']);
const stage = z.enum(['triage', 'open', 'mitigated', 'closed']);
const ending = z.enum(['resolved', 'unconfirmed', 'duplicate', 'no-incident']);
const actor = z.object({ kind: z.enum(['human', 'script', 'agent', 'rule']), name: z.string() });

const range = z.object({ low: z.number(), high: z.number() });
const scope = z.object({
  services: z.array(z.string()),
  flows: z.array(z.string()),
  environment: z.string().nullable(),
});

/** Who says something, and where it can be read. */
const said = {
  party: z.string(),
  text: z.string(),
  source: z.string().nullable(),
  said_at: time.nullable(),
  by: actor,
  at: time,
  withdrawn: z.object({ by: actor, at: time, why: z.string() }).nullable(),
};

const claim = z.object({ id: z.string(), subject, value: z.string(), stance, evidence, ...said });

/** What is known of a trigger, a root cause or the part of AI: never weighed, parties that differ are `disputed`. */
const verdict = z.object({
  kind: z.enum(['unknown', 'agreed', 'disputed', 'settled']),
  /** What is asserted, or what a human settled on. */
  values: z.array(z.string()),
  /** What is denied. */
  denied: z.array(z.string()),
  /** The strongest class behind what is agreed; `null` = it is not agreed. */
  evidence: evidence.nullable(),
  settled: z.object({ by: actor, at: time, why: z.string(), source: z.string().nullable() }).nullable(),
  /** Ids of claims that say otherwise than the settlement. */
  dissent: z.array(z.string()),
  text: z.string(),
});

/** Which change did it. `cause` only by evidence of mechanism or intervention, else `suspect`. */
const cause = z.object({
  kind: z.enum(['unknown', 'none', 'suspect', 'cause']),
  id: z.string().nullable(),
  probability: z.number().nullable(),
  grade: grade.nullable(),
  text: z.string(),
});

const span = z.number().nullable();

/** One incident in a list. */
export const incidentRow = z.object({
  id: z.string(),
  title: z.string(),
  severity,
  stage,
  ending: ending.nullable(),
  scope,
  /** As far as anybody tells: the first harm, else the earliest moment that is told of it. */
  began_at: time,
  opened_at: time,
  declared_at: time.nullable(),
  started_at: time.nullable(),
  detected_at: time.nullable(),
  mitigated_at: time.nullable(),
  closed_at: time.nullable(),
  changed_at: time,
  /** Minutes from the first harm until somebody knew, from then until it was over, and of harm altogether. */
  minutes: z.object({ detect: span, mitigate: span, hurt: span }),
  detection: z.object({ source: detectionSource, detail: z.string() }),
  /** Subjects on which people differ. */
  disputes: z.array(subject),
  ai_role: verdict,
  cause,
  actions: z.object({ open: z.int(), overdue: z.int(), done: z.int() }),
});
export type IncidentRow = z.infer<typeof incidentRow>;

const impactFigure = z.object({
  measure,
  flow: z.string().nullable(),
  currency: z.string().nullable(),
  range,
  basis,
  /** Ids of the statements that the range holds, and of those that a stronger basis outweighs. */
  from: z.array(z.string()),
  beside: z.array(z.string()),
});

const line = z.object({
  at: time,
  kind: z.enum(['change', 'deployment', 'config', 'flag', 'rollout', 'alarm', 'brake', 'incident', 'note']),
  text: z.string(),
  /** Of the event in the log that it comes from. */
  position: z.int(),
  about: z.object({ kind: z.enum(['change', 'rollout', 'brake', 'incident', 'flag']), id: z.string() }).nullable(),
  /** It has to do with the incident, as far as links and places tell. */
  near: z.boolean(),
});

/** A figure that follows from a formula; both stand here. */
const loss = z.object({
  flow: z.string(),
  currency: z.string(),
  /** P10, P50 and P90 over what is not known, and the ends where everything is at its worst or best. */
  p10: z.number(),
  p50: z.number(),
  p90: z.number(),
  low: z.number(),
  high: z.number(),
  formula: z.string(),
  /** Each input with its range, and where it comes from. */
  inputs: z.array(z.object({ name: z.string(), low: z.number(), high: z.number(), from: z.string() })),
});
export type IncidentLoss = z.infer<typeof loss>;

/** One incident, whole. */
export const incidentReport = incidentRow.extend({
  schema: z.literal('firebreak.incident/v1'),
  as_of: time,
  /** `null` = no server was asked. */
  viewer: viewer.nullable(),
  origin: z.object({ kind: z.enum(['surge', 'import', 'human']), id: z.string() }),
  opened_by: actor,
  trigger: verdict,
  root_cause: verdict,
  claims: z.array(claim),
  impact: z.array(impactFigure),
  impact_statements: z.array(
    z.object({
      id: z.string(),
      measure,
      flow: z.string().nullable(),
      currency: z.string().nullable(),
      range,
      basis,
      ...said,
    }),
  ),
  /** What it cost, where somebody states what the flows are worth; empty with the reason in `loss_unknown`. */
  loss: z.array(loss),
  loss_unknown: z.string().nullable(),
  notes: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      about: time,
      source: z.string().nullable(),
      by: actor,
      at: time,
      corrected_by: z.string().nullable(),
    }),
  ),
  action_list: z.array(
    z.object({
      id: z.string(),
      kind: actionKind,
      text: z.string(),
      owner: z.string(),
      due: time,
      state: z.enum(['open', 'done', 'dropped']),
      overdue: z.boolean(),
      note: z.string().nullable(),
    }),
  ),
  links: z.array(z.object({ kind: linkKind, id: z.string(), grade, why: z.string(), by: actor, at: time })),
  /** Which changes may have done it; with `none` and `unknown` it adds up to 1. `null` = nobody worked it out. */
  attribution: z
    .object({
      candidates: z.array(
        z.object({ id: z.string(), kind: z.string(), probability: z.number(), grade, reasons: z.array(z.string()) }),
      ),
      none: z.number(),
      unknown: z.number(),
      method: z.string(),
      at: time,
    })
    .nullable(),
  corrections: z.array(z.object({ changed: z.array(z.string()), why: z.string(), by: actor, at: time })),
  timeline: z.object({
    lines: z.array(line),
    /** Lines that are not shown. */
    left: z.int(),
    /** False where the window holds more events than were read. */
    whole: z.boolean(),
    from: time,
    to: time,
  }),
  may: z.object({ tell: may, worsen: may, close: may }).nullable(),
});
export type IncidentReport = z.infer<typeof incidentReport>;

/** The ledger, the one that began last first. */
export const incidentList = z.object({
  schema: z.literal('firebreak.incidents/v1'),
  as_of: time,
  viewer: viewer.nullable(),
  incidents: z.array(incidentRow),
  /** Incidents that are not shown. */
  left: z.int(),
  /** Actions that should be done by now, the longest overdue first. */
  overdue: z.array(
    z.object({ incident: z.string(), action: z.string(), text: z.string(), owner: z.string(), due: time }),
  ),
  may: z.object({ tell: may, worsen: may, close: may }).nullable(),
});
export type IncidentList = z.infer<typeof incidentList>;

/** What became of something that was told. */
export const incidentAnswer = z.object({
  schema: z.literal('firebreak.incident-answer/v1'),
  incident: incidentRow,
  /** Of the event in the log; 0 = nothing was written. */
  position: z.int(),
  text: z.string(),
});
export type IncidentAnswer = z.infer<typeof incidentAnswer>;

/** What became of an imported file. */
export const incidentImport = z.object({
  schema: z.literal('firebreak.incident-imported/v1'),
  opened: z.array(z.object({ key: z.string(), incident: z.string(), title: z.string() })),
  /** Those that were in the ledger already; nothing of them was changed. */
  known: z.array(z.object({ key: z.string(), incident: z.string() })),
});
export type IncidentImport = z.infer<typeof incidentImport>;

const text = z.string().min(1).max(2_000);
const name = z.string().min(1).max(300);
const source = z.string().max(1_000).nullable().default(null);
const names = z.array(name).max(100).default([]);
const moment = z.string().min(1).max(40);
const code = z.string().min(1).max(40);

const opening = {
  title: z.string().min(1).max(200),
  severity,
  services: names,
  flows: names,
  environment: name.nullable().default(null),
  /** RFC 3339; left out = not known. */
  started_at: moment.nullable().default(null),
  detected_at: moment.nullable().default(null),
  detection: detectionSource.default('unknown'),
  detail: z.string().max(2_000).default(''),
};

/** Opens an incident: a human, a script or an agent declares it. */
export const incidentOpenRequest = z.strictObject(opening);
export type IncidentOpenRequest = z.infer<typeof incidentOpenRequest>;

/** Puts right what an incident was opened with; what is left out stays. */
export const incidentUpdateRequest = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  severity: severity.optional(),
  services: z.array(name).max(100).optional(),
  flows: z.array(name).max(100).optional(),
  environment: name.nullable().optional(),
  started_at: moment.nullable().optional(),
  detected_at: moment.nullable().optional(),
  detection: detectionSource.optional(),
  detail: z.string().max(2_000).optional(),
  why: text,
});
export type IncidentUpdateRequest = z.infer<typeof incidentUpdateRequest>;

/** Says where it stands. `at`: since when; left out = now. */
export const incidentStageRequest = z.strictObject({
  stage: z.enum(['open', 'mitigated', 'closed']),
  ending: z.enum(['resolved', 'duplicate', 'no-incident']).default('resolved'),
  at: moment.nullable().default(null),
  why: text,
});
export type IncidentStageRequest = z.infer<typeof incidentStageRequest>;

const telling = { party: name, text, source, said_at: moment.nullable().default(null) };

export const incidentNoteRequest = z.strictObject({
  text,
  /** The moment that it is about; left out = now. */
  about: moment.nullable().default(null),
  source,
  /** Id of a note that this one puts right. */
  corrects: z.string().max(20).nullable().default(null),
});
export type IncidentNoteRequest = z.infer<typeof incidentNoteRequest>;

const claimed = { subject, value: code, stance: stance.default('asserts'), evidence, ...telling };
/** What a party says of a subject, or denies. */
export const incidentClaimRequest = z.strictObject(claimed);
export type IncidentClaimRequest = z.infer<typeof incidentClaimRequest>;

/** A human's word on a subject; what others say stays beside it. */
export const incidentSettleRequest = z.strictObject({ subject, value: code, why: text, source });
export type IncidentSettleRequest = z.infer<typeof incidentSettleRequest>;

export const incidentWithdrawRequest = z.strictObject({ part: z.string().min(1).max(20), why: text });
export type IncidentWithdrawRequest = z.infer<typeof incidentWithdrawRequest>;

const counted = {
  measure,
  low: z.number().min(0),
  high: z.number().min(0),
  flow: name.nullable().default(null),
  currency: z.string().max(3).nullable().default(null),
  basis,
  ...telling,
};
/** What customers felt, as a range. */
export const incidentImpactRequest = z.strictObject(counted);
export type IncidentImpactRequest = z.infer<typeof incidentImpactRequest>;

const linked = { kind: linkKind, id: name, grade: grade.default('asserted'), why: text };
export const incidentLinkRequest = z.strictObject(linked);
export type IncidentLinkRequest = z.infer<typeof incidentLinkRequest>;

const acted = { kind: actionKind, text, owner: name, due: moment };
export const incidentActionRequest = z.strictObject(acted);
export type IncidentActionRequest = z.infer<typeof incidentActionRequest>;

export const incidentActionChangeRequest = z.strictObject({
  action: z.string().min(1).max(20),
  text: text.optional(),
  owner: name.optional(),
  due: moment.optional(),
  state: z.enum(['open', 'done', 'dropped']).optional(),
  note: text.optional(),
});
export type IncidentActionChangeRequest = z.infer<typeof incidentActionChangeRequest>;

/** Incidents of another record, each with a key that stays: what is known already is not opened again. */
export const incidentImportRequest = z.strictObject({
  schema: z.literal('firebreak.incident-import/v1'),
  incidents: z
    .array(
      z.strictObject({
        key: z.string().min(1).max(200),
        ...opening,
        mitigated_at: moment.nullable().default(null),
        closed_at: moment.nullable().default(null),
        closed_because: text.default('closed in the record that it comes from'),
        notes: z
          .array(z.strictObject({ text, about: moment, source }))
          .max(200)
          .default([]),
        claims: z.array(z.strictObject(claimed)).max(100).default([]),
        impacts: z.array(z.strictObject(counted)).max(100).default([]),
        links: z.array(z.strictObject(linked)).max(100).default([]),
        actions: z.array(z.strictObject(acted)).max(100).default([]),
      }),
    )
    .min(1)
    .max(100),
});
export type IncidentImportRequest = z.infer<typeof incidentImportRequest>;
