import { describe, expect, it } from 'vitest';
import { day, deployed, landedChange } from '../../../test/support/delivery.ts';
import { DAY_MS, type Digest, instant } from '../../kernel/index.ts';
import { endDecision, freezeReview, spinReviewWheel, takeDecision } from './decide.ts';
import { draftReview, type ReviewGround } from './draft.ts';
import { evolveReview, type ReviewEvent } from './event.ts';
import { emptyRecord, type OperationsReview, type ReviewedIncident, type Sentence } from './model.ts';
import { parseWeek, weekBefore, weekOf } from './week.ts';
import { spinWheel } from './wheel.ts';

const WEEK = weekOf(day(84));

function incident(id: string, what: Partial<ReviewedIncident> = {}): ReviewedIncident {
  return {
    id,
    title: 'Orders fail',
    severity: 2,
    state: 'closed',
    startedAt: day(85),
    mitigatedAt: day(85, 3),
    services: ['cart'],
    flows: ['checkout'],
    impact: ['120 orders (measured)'],
    detection: 'alarm',
    trigger: 'config-change',
    rootCause: 'unknown',
    aiRole: 'disputed: advised, none',
    cause: { kind: 'suspect', change: 'c1', probability: 0.6, grade: 'temporal' },
    disputes: ['ai-role'],
    actions: [
      { id: 'a1', kind: 'prevent', text: 'Limit it', owner: '@cart', due: day(86), state: 'open' },
      { id: 'a2', kind: 'detect', text: 'Watch it', owner: '@cart', due: day(99), state: 'open' },
    ],
    ...what,
  };
}

function ground(what: Partial<ReviewGround> = {}): ReviewGround {
  const changes = Array.from({ length: 90 }, (_, at) =>
    landedChange(`c${at}`, at, { holds: [{ rule: 'senior', from: day(at - 1), to: day(at), isReworked: false }] }),
  );
  return {
    week: WEEK,
    facts: {
      changes,
      deployments: [deployed('1', 80), deployed('2', 85, { brings: ['c80'] })],
      incidents: [],
      written: null,
    },
    incidents: [incident('INC-1')],
    accepted: [{ change: 'c5', kind: 'override', at: day(86), isReviewed: false, position: 12 }],
    services: ['cart', 'mail'],
    seed: 's',
    positionOf: () => 1,
    ...what,
  };
}

function sentencesOf(review: OperationsReview): readonly Sentence[] {
  return [
    ...review.headline,
    ...review.incidents.flatMap(({ sentences }) => sentences),
    ...review.delivery,
    ...review.cohorts,
    ...review.accepted,
    ...review.disputes,
  ];
}

describe('the draft of a week', () => {
  it('links every sentence to what it comes from', () => {
    const sentences = sentencesOf(draftReview(ground()));
    expect(sentences.length).toBeGreaterThan(12);
    expect(sentences.filter(({ sources }) => sources.length === 0)).toEqual([]);
    expect(sentences.filter(({ text }) => !/[.]$/.test(text) || /undefined|NaN|null/.test(text))).toEqual([]);
  });

  it('is the same however often it is drafted, and knows nothing of what came later', () => {
    const now = draftReview(ground());
    const { facts } = ground();
    const later = draftReview(
      ground({
        facts: {
          ...facts,
          changes: [
            ...facts.changes.map((change) =>
              change.id === 'c5' ? { ...change, repair: { kind: 'reverted', by: 'x', at: day(200) } as const } : change,
            ),
            landedChange('late', 120),
          ],
          deployments: [...facts.deployments, deployed('9', 120)],
        },
        incidents: [incident('INC-1'), incident('INC-2', { startedAt: day(100) })],
      }),
    );
    expect(later).toEqual(now);
    expect(draftReview(ground())).toEqual(now);
  });

  it('calls a suspect a suspect, and tells of a dispute without taking a side', () => {
    const text = sentencesOf(draftReview(ground()))
      .map((sentence) => sentence.text)
      .join('\n');
    expect(text).toContain('Suspect with 60 %: c1, evidence: temporal. It is not shown to be the cause.');
    expect(text).toContain('people differ about ai role');
    const shown = draftReview(
      ground({
        incidents: [
          incident('INC-1', { cause: { kind: 'cause', change: 'c1', probability: 0.9, grade: 'intervention' } }),
        ],
      }),
    );
    expect(shown.incidents[0]?.sentences.some((sentence) => sentence.text.startsWith('Cause with 90 %: c1'))).toBe(
      true,
    );
  });

  it('tells the worst incidents in full and counts the others', () => {
    const many = Array.from({ length: 8 }, (_, at) => incident(`INC-${at}`, { severity: at === 7 ? 1 : 3 }));
    const review = draftReview(ground({ incidents: many }));
    expect(review.incidents.map(({ id }) => id)[0]).toBe('INC-7');
    expect([review.incidents.length, review.moreIncidents, review.severities[3]]).toEqual([5, 3, 7]);
  });

  it('names what is overdue, and risk that somebody took on', () => {
    const review = draftReview(ground());
    expect(review.overdue.map(({ id }) => id)).toEqual(['a1']);
    expect(review.accepted.map(({ text }) => text)).toEqual(['c5 was let through by an override, not reviewed yet.']);
  });

  it('holds figures of an empty record without inventing any', () => {
    const facts = { changes: [], deployments: [], incidents: [], written: null };
    const review = draftReview(ground({ facts, incidents: [], accepted: [], services: [] }));
    expect(review.headline[0]?.text).toContain('0 changes landed');
    expect(review.wheel.drawn).toBeNull();
  });
});

describe('weeks', () => {
  it.each([
    ['2026-11-22T12:00:00Z', '2026-W47'],
    ['2021-01-03T23:59:59Z', '2020-W53'],
    ['2024-12-30T00:00:00Z', '2025-W01'],
    ['2027-01-01T00:00:00Z', '2026-W53'],
  ])('%s lies in %s', (moment, name) => {
    expect(weekOf(instant(Date.parse(moment))).name).toBe(name);
  });

  it('are read back by their names; what names none is refused', () => {
    for (let at = 0; at < 800; at += 1) {
      const week = weekOf(instant(Date.UTC(2019, 0, 1) + at * 7 * DAY_MS));
      expect(parseWeek(week.name)).toEqual(week);
      expect(weekBefore(weekOf(week.to))).toEqual(week);
    }
    expect(['2026-W54', '2026-W00', '2025-W53', '26-W01', '2026-47'].map(parseWeek)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('the wheel', () => {
  it('draws the same for everybody who knows the seed, each about as often', () => {
    const names = ['a', 'b', 'c', 'd'];
    const counts = new Map<string, number>();
    for (let at = 0; at < 800; at += 1) {
      const { drawn } = spinWheel(names, `seed-${at}`);
      expect(spinWheel([...names].reverse(), `seed-${at}`).drawn).toBe(drawn);
      counts.set(drawn ?? '', (counts.get(drawn ?? '') ?? 0) + 1);
    }
    for (const name of names) expect(counts.get(name)).toBeGreaterThan(150);
  });
});

describe('what is recorded of a week', () => {
  const digest = `sha256:${'0'.repeat(64)}` as Digest;
  const by = 'ada';
  const applied = (events: readonly ReviewEvent[]) => events.reduce(evolveReview, emptyRecord(WEEK.name));
  const record = emptyRecord(WEEK.name);

  it('is frozen once, when the week is over', () => {
    expect(freezeReview(record, { week: WEEK, document: digest, now: day(87) })).toMatchObject({
      rejection: { code: 'not-over' },
    });
    const frozen = freezeReview(record, { week: WEEK, document: digest, now: day(91) });
    if (!frozen.ok) throw new Error('not frozen');
    const after = applied(frozen.value);
    expect(after.frozen?.cutOff).toBe(WEEK.to);
    expect(freezeReview(after, { week: WEEK, document: digest, now: day(92) })).toMatchObject({
      rejection: { code: 'frozen-already' },
    });
  });

  it('is drawn once: a second draw would be a choice', () => {
    const told = { candidates: ['a', 'b'], seed: 'x', by, now: day(91) };
    const spun = spinReviewWheel(record, told);
    if (!spun.ok) throw new Error('not spun');
    expect(applied(spun.value).wheel).toMatchObject({ seed: 'x', candidates: ['a', 'b'] });
    expect(spinReviewWheel(applied(spun.value), told)).toMatchObject({ rejection: { code: 'spun-already' } });
    expect(spinReviewWheel(record, { ...told, candidates: [] })).toMatchObject({
      rejection: { code: 'nobody-to-draw' },
    });
  });

  it('takes decisions with an owner and a day, and says when they are carried out', () => {
    const told = { text: ' Watch the queue ', owner: '@cart', due: day(100), by, now: day(91) };
    const taken = takeDecision(record, told);
    if (!taken.ok) throw new Error('not taken');
    const after = applied(taken.value);
    expect(after.decisions).toMatchObject([{ id: 'd1', text: 'Watch the queue', owner: '@cart', state: 'open' }]);
    for (const wrong of [
      { ...told, owner: ' ' },
      { ...told, text: 'x'.repeat(501) },
      { ...told, due: day(90) },
      { ...told, due: day(900) },
    ]) {
      expect(takeDecision(record, wrong).ok).toBe(false);
    }
    const ended = endDecision(after, { id: 'd1', state: 'done', now: day(95) });
    expect(ended.ok && applied([...taken.value, ...ended.value]).decisions[0]?.state).toBe('done');
    expect(endDecision(after, { id: 'd9', state: 'done', now: day(95) })).toMatchObject({
      rejection: { code: 'no-such-decision' },
    });
  });
});
