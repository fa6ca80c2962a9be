import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import {
  type Answer,
  addAction,
  amendIncident,
  attributeIncident,
  beganAt,
  causeOf,
  changeAction,
  claimOnIncident,
  closeIncident,
  declareIncident,
  disputesOf,
  evolve,
  type Incident,
  type IncidentActor,
  type IncidentEvent,
  type IncidentWish,
  impactOf,
  linkToIncident,
  mitigateIncident,
  noteIncident,
  openIncident,
  overdueOf,
  proposedBy,
  reopenIncident,
  settleDispute,
  spansOf,
  stateImpact,
  verdictOn,
  withdrawFromIncident,
} from './index.ts';

const T = Date.UTC(2026, 2, 5, 12);
const at = (minutes: number) => instant(T + minutes * 60_000);
const ANN: IncidentActor = { kind: 'human', id: 'acc-1', name: 'ann' };
const BOT: IncidentActor = { kind: 'agent', id: 'tok-1', name: 'an agent of ann' };
const ALARMS: IncidentActor = { kind: 'rule', id: 'rule:alarms', name: 'the alarms' };

const WISH: IncidentWish = {
  id: 'INC-1',
  title: 'Orders fail',
  severity: 1,
  scope: { services: ['checkout', 'cart', 'cart'], flows: ['pay'], environment: 'production' },
  origin: { kind: 'human', id: '' },
  startedAt: at(-30),
  detectedAt: at(-20),
  detection: { source: 'customer', detail: '' },
};

const CLAIM = {
  subject: 'ai-role',
  value: 'co-authored',
  stance: 'asserts',
  evidence: 'declared',
  party: 'a newspaper',
  text: 'a briefing says so',
  source: 'https://example.com/article',
  saidAt: at(-10),
} as const;

function eventsOf(answer: Answer): readonly IncidentEvent[] {
  if (!answer.ok) throw new Error(answer.rejection.code);
  return answer.value;
}

function codeOf(answer: Answer): string | null {
  return answer.ok ? null : answer.rejection.code;
}

function opened(by: IncidentActor = ANN): Incident {
  return told(null, openIncident(WISH, { by, now: at(0) }));
}

function told(incident: Incident | null, answer: Answer): Incident {
  const after = eventsOf(answer).reduce<Incident | null>(evolve, incident);
  if (after === null) throw new Error('no incident');
  return after;
}

describe('stages', () => {
  it('opens declared by a human or an agent, and proposed by an alarm', () => {
    expect(opened()).toMatchObject({ stage: 'open', declaredAt: at(0), scope: { services: ['cart', 'checkout'] } });
    expect(opened(BOT).stage).toBe('open');
    expect(opened(ALARMS)).toMatchObject({ stage: 'triage', declaredAt: null });
  });

  it('lets a human alone mitigate, close, or make it milder', () => {
    const incident = opened();
    const byBot = { by: BOT, now: at(1), since: at(1) };
    expect(codeOf(mitigateIncident(incident, byBot))).toBe('human-only');
    expect(codeOf(closeIncident(incident, { ...byBot, ending: 'resolved', why: 'x' }))).toBe('human-only');
    expect(codeOf(amendIncident(incident, { change: { severity: 2 }, why: 'x', by: BOT, now: at(1) }))).toBe(
      'human-only',
    );
    const milder = told(
      incident,
      amendIncident(incident, { change: { severity: 2 }, why: 'less', by: ANN, now: at(1) }),
    );
    const worse = told(milder, amendIncident(milder, { change: { severity: 1 }, why: 'more', by: BOT, now: at(2) }));
    expect(worse).toMatchObject({ severity: 1, corrections: [{ changed: ['severity'] }, { changed: ['severity'] }] });
  });

  it('closes what no human declared with its alarm, and never what one did', () => {
    const ending = { by: ALARMS, now: at(9), since: at(9), ending: 'unconfirmed', why: 'quiet' } as const;
    const proposed = opened(ALARMS);
    expect(told(proposed, closeIncident(proposed, ending))).toMatchObject({ stage: 'closed', declaredAt: null });
    const declared = told(proposed, declareIncident(proposed, { by: ANN, now: at(3) }));
    expect(codeOf(closeIncident(declared, ending))).toBe('human-only');
    expect(declared.declaredAt).toBe(at(3));
  });

  it('counts harm from its beginning to its mitigation, and while it lasts to now', () => {
    const incident = opened();
    expect(spansOf(incident, at(10))).toEqual({ detectMs: 600_000, mitigateMs: null, hurtMs: 2_400_000 });
    const over = told(incident, mitigateIncident(incident, { by: ANN, now: at(60), since: at(40) }));
    expect(spansOf(over, at(900))).toMatchObject({ mitigateMs: 3_600_000, hurtMs: 4_200_000 });
    const back = told(over, reopenIncident(over, { by: BOT, now: at(70), why: 'it is back' }));
    expect(back).toMatchObject({ stage: 'open', mitigatedAt: null });
  });

  it('began at the earliest that is told of it, where nobody knows when', () => {
    const vague = told(null, openIncident({ ...WISH, startedAt: null, detectedAt: null }, { by: ANN, now: at(0) }));
    expect(beganAt(vague)).toBe(at(0));
    const note = { text: 'seen', about: at(-90), source: null, corrects: null, by: ANN, now: at(1) };
    expect(beganAt(told(vague, noteIncident(vague, note)))).toBe(at(-90));
    expect(beganAt(opened())).toBe(at(-30));
  });

  it('refuses moments that lie ahead or out of order', () => {
    const ahead = openIncident({ ...WISH, detectedAt: at(5) }, { by: ANN, now: at(0) });
    const before = openIncident({ ...WISH, detectedAt: at(-31) }, { by: ANN, now: at(0) });
    expect([codeOf(ahead), codeOf(before)]).toEqual(['bad-time', 'bad-time']);
    expect(codeOf(mitigateIncident(opened(), { by: ANN, now: at(0), since: at(-40) }))).toBe('bad-time');
  });
});

describe('what people say', () => {
  const claim = (incident: Incident, change: object): Incident =>
    told(incident, claimOnIncident(incident, { ...CLAIM, ...change, by: ANN, now: at(5) } as never));

  it('is unknown until somebody says something, and agreed while nobody says otherwise', () => {
    const incident = opened();
    expect(verdictOn(incident, 'ai-role')).toEqual({ kind: 'unknown' });
    expect(verdictOn(claim(incident, {}), 'ai-role')).toMatchObject({ kind: 'agreed', values: ['co-authored'] });
  });

  it('is disputed as soon as two parties differ, however strong one side is', () => {
    const asserted = claim(opened(), { evidence: 'attested' });
    const denied = claim(asserted, { stance: 'denies', party: 'the company', evidence: 'inferred' });
    expect(verdictOn(denied, 'ai-role')).toEqual({
      kind: 'disputed',
      values: ['co-authored'],
      denied: ['co-authored'],
    });
    expect(verdictOn(claim(asserted, { value: 'none' }), 'ai-role').kind).toBe('disputed');
    expect(disputesOf(denied)).toEqual(['ai-role']);
  });

  it('lets several parts of AI stand together, and triggers of two parties that share none be a dispute', () => {
    const both = claim(claim(opened(), { value: 'authored' }), { value: 'reviewed' });
    expect(verdictOn(both, 'ai-role').kind).toBe('agreed');
    const one = { subject: 'trigger', value: 'code-change' };
    const other = { subject: 'trigger', value: 'config-change' };
    expect(verdictOn(claim(claim(opened(), one), other), 'trigger').kind).toBe('agreed');
    const byOther = claim(claim(opened(), one), { ...other, party: 'the company' });
    expect(verdictOn(byOther, 'trigger').kind).toBe('disputed');
    expect(verdictOn(claim(byOther, { ...one, party: 'the company' }), 'trigger').kind).toBe('agreed');
    expect(verdictOn(byOther, 'root-cause')).toEqual({ kind: 'unknown' });
  });

  it('is settled by a human alone, with the dissent left standing', () => {
    const disputed = claim(claim(opened(), {}), { stance: 'denies', party: 'the company' });
    const word = { subject: 'ai-role', value: 'advised', why: 'the review of 12 May', source: null } as const;
    expect(codeOf(settleDispute(disputed, { ...word, by: BOT, now: at(6) }))).toBe('human-only');
    const settled = told(disputed, settleDispute(disputed, { ...word, by: ANN, now: at(6) }));
    const verdict = verdictOn(settled, 'ai-role');
    expect(verdict).toMatchObject({ kind: 'settled', dissent: [{ id: 'c1', value: 'co-authored' }] });
    expect(settled.claims).toHaveLength(2);
  });

  it('stays in the record when it is taken back', () => {
    const incident = claim(opened(), {});
    const gone = told(incident, withdrawFromIncident(incident, { part: 'c1', why: 'wrong', by: ANN, now: at(7) }));
    expect(verdictOn(gone, 'ai-role')).toEqual({ kind: 'unknown' });
    expect(gone.claims[0]?.withdrawn?.why).toBe('wrong');
    expect(codeOf(withdrawFromIncident(incident, { part: 'c1', why: 'x', by: BOT, now: at(7) }))).toBe('human-only');
  });

  it('refuses a code of another subject, and a source that is no address', () => {
    const wrong = { ...CLAIM, by: ANN, now: at(1) };
    expect(codeOf(claimOnIncident(opened(), { ...wrong, value: 'hardware' }))).toBe('bad-code');
    expect(codeOf(claimOnIncident(opened(), { ...wrong, source: 'javascript:alert(1)' }))).toBe('bad-source');
  });

  it('is a dispute whatever the order in which it was said', () => {
    const values = fc.constantFrom('authored', 'co-authored', 'advised', 'none');
    const saying = fc.record({ value: values, stance: fc.constantFrom('asserts', 'denies') });
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 6 }), (list) => {
        const forth = list.reduce<Incident>((incident, each) => claim(incident, each), opened());
        const back = [...list].reverse().reduce<Incident>((incident, each) => claim(incident, each), opened());
        expect(verdictOn(back, 'ai-role')).toEqual(verdictOn(forth, 'ai-role'));
        const isContradicted = list.some(
          ({ value, stance }) => stance === 'asserts' && list.some((o) => o.stance === 'denies' && o.value === value),
        );
        if (isContradicted) expect(verdictOn(forth, 'ai-role').kind).toBe('disputed');
      }),
      { numRuns: 60 },
    );
  });
});

describe('figures of harm', () => {
  const state = (incident: Incident, change: object): Incident =>
    told(
      incident,
      stateImpact(incident, {
        measure: 'orders',
        flow: 'pay',
        range: { low: 100, high: 200 },
        currency: null,
        basis: 'reported',
        party: 'a newspaper',
        text: 'reported',
        source: null,
        saidAt: null,
        by: ANN,
        now: at(8),
        ...change,
      } as never),
    );

  it('hold the whole range of the strongest basis, and name what it outweighs', () => {
    const told = state(state(opened(), {}), { range: { low: 150, high: 400 } });
    expect(impactOf(told)).toMatchObject([{ range: { low: 100, high: 400 }, basis: 'reported', from: ['i1', 'i2'] }]);
    const counted = state(told, { range: { low: 210, high: 210 }, basis: 'measured' });
    expect(impactOf(counted)).toMatchObject([{ range: { low: 210, high: 210 }, from: ['i3'], beside: ['i1', 'i2'] }]);
  });

  it('refuse ranges that are none, and shares above one', () => {
    const asked = { measure: 'conversion-drop', flow: null, currency: null, basis: 'estimated' } as const;
    const said = { party: 'us', text: 'x', source: null, saidAt: null, by: ANN, now: at(8) };
    expect(codeOf(stateImpact(opened(), { ...asked, ...said, range: { low: 0, high: 1.1 } }))).toBe('bad-range');
    expect(codeOf(stateImpact(opened(), { ...asked, ...said, range: { low: 0.5, high: 0.4 } }))).toBe('bad-range');
    expect(codeOf(stateImpact(opened(), { ...asked, ...said, range: { low: Number.NaN, high: 1 } }))).toBe('bad-range');
  });
});

describe('actions', () => {
  const ASKED = { kind: 'prevent', text: 'Ask two people', owner: '@checkout', due: at(1_440) } as const;

  it('are overdue by the clock of whoever asks, while they are open', () => {
    const incident = told(opened(), addAction(opened(), { ...ASKED, by: ANN, now: at(0) }));
    expect(overdueOf(incident, at(1_440))).toEqual([]);
    expect(overdueOf(incident, at(1_441)).map(({ id }) => id)).toEqual(['a1']);
    const change = { state: 'done', note: '#812' } as const;
    const done = told(incident, changeAction(incident, { action: 'a1', change, by: BOT, now: at(9) }));
    expect(overdueOf(done, at(9_999))).toEqual([]);
  });

  it('need an owner, and a word on why they ended', () => {
    expect(codeOf(addAction(opened(), { ...ASKED, owner: ' ', by: ANN, now: at(0) }))).toBe('bad-text');
    const incident = told(opened(), addAction(opened(), { ...ASKED, by: ANN, now: at(0) }));
    const asked = { action: 'a1', now: at(1) };
    expect(codeOf(changeAction(incident, { ...asked, change: { state: 'done' }, by: ANN }))).toBe('bad-text');
    const dropped = { state: 'dropped', note: 'not worth it' } as const;
    expect(codeOf(changeAction(incident, { ...asked, change: dropped, by: BOT }))).toBe('human-only');
  });
});

describe('which change did it', () => {
  const attribution = (probability: number, grade: 'temporal' | 'mechanism') => ({
    candidates: [{ id: 'local:shop#2', kind: 'code', probability, grade, reasons: ['landed 8 minutes before'] }],
    none: (1 - probability) / 2,
    unknown: (1 - probability) / 2,
    method: 'attribution/1',
  });

  it('is a cause by its mechanism alone, and nothing below one half', () => {
    const of = (probability: number, grade: 'temporal' | 'mechanism') =>
      causeOf(
        told(
          opened(),
          attributeIncident(opened(), { attribution: attribution(probability, grade), by: ANN, now: at(1) }),
        ).attribution,
      );
    expect(of(0.8, 'temporal')).toMatchObject({ kind: 'change', isCause: false });
    expect(of(0.8, 'mechanism')).toMatchObject({ kind: 'change', isCause: true });
    expect(of(0.4, 'mechanism')).toEqual({ kind: 'unknown' });
    expect(causeOf(null)).toEqual({ kind: 'unknown' });
  });

  it('is refused where the shares do not add up', () => {
    const bad = { ...attribution(0.8, 'temporal'), none: 0.5 };
    expect(codeOf(attributeIncident(opened(), { attribution: bad, by: ANN, now: at(1) }))).toBe('bad-attribution');
  });

  it('keeps one link to one thing, the newest word', () => {
    const link = { kind: 'change', id: 'local:shop#2', grade: 'asserted', why: 'somebody says so' } as const;
    const once = told(opened(), linkToIncident(opened(), { ...link, by: ANN, now: at(1) }));
    const twice = told(once, linkToIncident(once, { ...link, grade: 'mechanism', by: ANN, now: at(2) }));
    expect(twice.links).toMatchObject([{ grade: 'mechanism' }]);
  });
});

describe('the record', () => {
  it('keeps a note that another one corrects', () => {
    const note = { text: 'deployed at 12:10', about: at(-5), source: null, corrects: null, by: ANN, now: at(1) };
    const once = told(opened(), noteIncident(opened(), note));
    const twice = told(once, noteIncident(once, { ...note, text: 'deployed at 12:01', corrects: 'n1' }));
    expect(twice.notes.map(({ id, correctedBy }) => [id, correctedBy])).toEqual([
      ['n1', 'n2'],
      ['n2', null],
    ]);
    expect(codeOf(noteIncident(twice, { ...note, corrects: 'n1' }))).toBe('no-such-part');
  });

  it('changes nothing by events about an incident that was never opened', () => {
    const events = eventsOf(mitigateIncident(opened(), { by: ANN, now: at(1), since: at(1) }));
    expect(events.reduce<Incident | null>(evolve, null)).toBeNull();
  });
});

describe('what alarms propose', () => {
  const place = { service: 'checkout', flow: null, environment: 'production' };
  const alert = {
    key: 'sha256:0' as never,
    source: 'grafana',
    status: 'firing',
    severity: 'critical',
    name: 'ErrorsHigh',
    startedAt: at(-3),
    endedAt: null,
  } as const;
  const surge = (worst: 'critical' | 'error' | 'warning') => ({
    id: 's-1',
    place,
    openedAt: at(0),
    changedAt: at(0),
    closedAt: null,
    alerts: [{ ...alert, severity: worst }],
    more: 0,
    worst,
  });

  it('is never of severity 1, and nothing for a warning', () => {
    expect(proposedBy(surge('critical'))).toMatchObject({
      severity: 2,
      startedAt: at(-3),
      scope: { services: ['checkout'] },
    });
    expect(proposedBy(surge('error'))?.severity).toBe(3);
    expect(proposedBy(surge('warning'))).toBeNull();
  });
});
