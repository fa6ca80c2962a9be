import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest as Hash, type Instant, instant } from '../../kernel/index.ts';
import { ROLLOUT_EVENTS } from '../rollout/index.ts';
import { SURGE_EVENTS } from '../signal/index.ts';
import { evolve, SUBMISSION_EVENTS, type Submission, type SubmissionEvent } from '../submission/index.ts';
import {
  audiencesOf,
  countInto,
  digestMessage,
  EVENT_NAMES,
  emptyDigest,
  isEmptyDigest,
  lineOf,
  MAX_AGE_MS,
  MAX_LINES,
  type Message,
  mailText,
  messageOf,
  type NoticeLine,
  slackMessage,
  webhookBody,
} from './index.ts';

const NOW = instant(Date.UTC(2026, 2, 2, 9));
const PUBLIC = 'https://firebreak.example.com';
const HASH = `sha256:${'a'.repeat(64)}` as Hash;
const ID = 'github:o/r#7';
const DEE = { personId: 'dee', handle: 'dee', isAutomated: false };

const submitted = (title: string): SubmissionEvent => ({
  kind: 'ChangeSubmitted',
  id: ID,
  submission: 'proposal',
  ref: null,
  title,
  author: DEE,
  url: 'https://github.com/o/r/pull/7',
  isDraft: false,
  labels: [],
  revision: { head: null, base: null, contentDigest: HASH, headBranch: null, baseBranch: null, at: NOW },
});
const asked = (person: string): SubmissionEvent & { readonly kind: 'ReviewAsked' } => ({
  kind: 'ReviewAsked',
  id: ID,
  ask: {
    person,
    why: 'wrote it',
    minutes: 12,
    level: null,
    at: NOW,
    dueAt: (NOW + 3_600_000) as Instant,
    passedOnBy: null,
    content: HASH,
  },
});
const overridden = (skipped: readonly string[]): SubmissionEvent => ({
  kind: 'OverrideGranted',
  id: ID,
  override: {
    id: 'o1',
    by: DEE,
    reason: 'down <!channel>',
    ticket: 'T-1',
    contentDigest: HASH,
    at: NOW,
    expiresAt: (NOW + 3_600_000) as Instant,
    skipped,
    review: null,
  },
});
const decided = (decision: 'allow' | 'block'): SubmissionEvent => ({
  kind: 'ChangeDecided',
  id: ID,
  decided: {
    head: null,
    contentDigest: HASH,
    decision,
    wouldDecide: decision,
    mode: 'enforce',
    policyDigest: HASH,
    factsDigest: HASH,
    documentDigest: HASH,
    tier: 0,
    assistance: 'unknown',
    risk: null,
    reviewMinutes: 0,
    seniorMinutes: 0,
    services: [],
    makers: [],
    reasons: [{ code: 'rule', rule: 'no-drop', mode: 'enforce', effect: 'block' }],
    at: NOW,
  },
});
const stateAfter = (...events: readonly SubmissionEvent[]): Submission | null =>
  events.reduce<Submission | null>(evolve, null);
const lineFor = (event: SubmissionEvent, given: Partial<Parameters<typeof lineOf>[0]> = {}): NoticeLine | null =>
  lineOf({
    event,
    at: NOW,
    to: { kind: 'channel' },
    before: stateAfter(submitted('Raise')),
    state: stateAfter(submitted('Raise'), event),
    publicUrl: PUBLIC,
    now: NOW,
    ...given,
  });

describe('who is told', () => {
  it('asks in person, tells the passed over whatever they turned off, and the channel of blocks and landings', () => {
    expect(audiencesOf(asked('ada'))).toEqual([{ to: { kind: 'person', person: 'ada' }, isMandatory: false }]);
    expect(audiencesOf(overridden(['ada', 'bo', 'ada']))).toEqual([
      { to: { kind: 'person', person: 'ada' }, isMandatory: true },
      { to: { kind: 'person', person: 'bo' }, isMandatory: true },
      { to: { kind: 'channel' }, isMandatory: true },
    ]);
    expect(audiencesOf(decided('block'))).toEqual([{ to: { kind: 'channel' }, isMandatory: false }]);
    expect(audiencesOf(decided('allow'))).toEqual([]);
  });

  it('leaves everything else to the digest', () => {
    expect(audiencesOf(submitted('x'))).toEqual([]);
    const digest = [submitted('x'), decided('allow'), decided('allow')].reduce(countInto, emptyDigest(NOW));
    expect(digest.counts).toEqual({ submitted: 1, 'decided: allow': 2 });
    expect(digest.changes).toEqual([ID]);
    const read: SubmissionEvent = { kind: 'ContentRead', id: ID, head: null, contentDigest: HASH };
    expect(isEmptyDigest(countInto(emptyDigest(NOW), read))).toBe(true);
  });
});

describe('what is still news', () => {
  const person = { to: { kind: 'person', person: 'ada' } } as const;

  it('is an ask that waits, and not one that was answered or passed on', () => {
    expect(lineFor(asked('ada'), person)?.code).toBe('sign-off-asked');
    expect(lineFor(asked('ada'), { ...person, state: stateAfter(submitted('Raise')) })).toBeNull();
    const closed: SubmissionEvent = { kind: 'ChangeClosed', id: ID, as: 'landed', at: NOW };
    expect(lineFor(asked('ada'), { ...person, state: stateAfter(submitted('x'), asked('ada'), closed) })).toBeNull();
  });

  it('is a block that is new, and not the same block decided again', () => {
    expect(lineFor(decided('block'))?.code).toBe('change-blocked');
    expect(lineFor(decided('block'), { before: stateAfter(submitted('x'), decided('block')) })).toBeNull();
    expect(lineFor(decided('block'), { before: stateAfter(submitted('x'), decided('allow')) })).not.toBeNull();
  });

  it('grows old, but for an override', () => {
    const late = { now: (NOW + MAX_AGE_MS + 1) as Instant };
    expect(lineFor(decided('block'), late)).toBeNull();
    expect(lineFor(overridden(['ada']), late)?.isMandatory).toBe(true);
  });
});

describe('a message', () => {
  const line = (said: string, isMandatory = false): NoticeLine => ({
    code: isMandatory ? 'override-granted' : 'sign-off-asked',
    change: ID,
    url: `${PUBLIC}/changes/x`,
    pieces: [{ own: 'Asked for ' }, { said }],
    isMandatory,
  });
  const message = (lines: readonly NoticeLine[], more = 0): Message => {
    const made = messageOf({ lines, more, to: { kind: 'person', person: 'ada' }, publicUrl: PUBLIC });
    if (made === null) throw new Error('there is something to say');
    return made;
  };

  it('tells a surge in 20 lines and the number of the rest, what is mandatory first', () => {
    const surge = message([...Array.from({ length: 30 }, () => line('x')), line('y', true)], 5);
    expect(surge.lines).toHaveLength(MAX_LINES);
    expect(surge.more).toBe(16);
    expect(surge.lines[0]?.pieces[1]).toEqual({ said: 'y' });
    expect(surge.link?.url).toBe(`${PUBLIC}/inbox`);
  });

  it('says nothing where nothing is left to say', () => {
    const to = { kind: 'channel' } as const;
    expect(messageOf({ lines: [], more: 0, to, publicUrl: null })).toBeNull();
    expect(messageOf({ lines: [], more: 3, to, publicUrl: null })?.more).toBe(3);
  });

  it('names the change and no title in the subject', () => {
    const one = lineFor(asked('ada'), { to: { kind: 'person', person: 'ada' } });
    expect(message(one === null ? [] : [one]).subject).toBe(`Firebreak: your sign-off is asked: ${ID}`);
  });

  it('pings nobody, links nowhere and formats nothing in Slack, whatever somebody wrote', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const drawn = slackMessage(message([line(text)]));
        const sections = drawn.blocks.map((block) => (block as { text: { text: string } }).text.text);
        const ours = sections
          .join('\n')
          .replaceAll(`<${PUBLIC}/changes/x|`, '')
          .replaceAll(`<${PUBLIC}/changes/github%3Ao%2Fr%237|`, '');
        expect(ours).not.toMatch(/<|@(?:here|channel|everyone)/);
        // One code span for what was said: its two ticks, and none inside.
        expect(sections[1]?.split('`')).toHaveLength(3);
        expect(sections.every((section) => !section.includes('\n'))).toBe(true);
      }),
    );
  });

  it('is one line a notice and one link in mail, whatever somebody wrote', () => {
    fc.assert(
      fc.property(hostile(), (text) => {
        const drawn = mailText(message([line(text)]));
        expect(drawn.match(/:\/\//g)).toHaveLength(1);
        expect(drawn.split('\n').filter((each) => each.startsWith('- '))).toHaveLength(1);
        expect(drawn).not.toMatch(/[\0-\x09\x0b-\x1f\x7f]/);
      }),
    );
  });

  it('stays within what Slack takes: 50 blocks of 3,000 characters', () => {
    const wide = line('&'.repeat(5_000));
    const { blocks } = slackMessage(message(Array.from({ length: 40 }, () => wide)));
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks)
      expect((block as { text: { text: string } }).text.text.length).toBeLessThanOrEqual(3_000);
  });

  it('counts a day with its changes', () => {
    const digest = [submitted('x'), decided('block')].reduce(countInto, emptyDigest(NOW));
    const { subject, lines, link } = digestMessage(digest, PUBLIC);
    expect(subject).toBe('Firebreak: the day since 2026-03-02');
    expect(lines[0]?.pieces).toEqual([{ own: '1 submitted, 1 decided: block' }]);
    expect([lines[1]?.url, link?.url]).toEqual([`${PUBLIC}/changes/github%3Ao%2Fr%237`, `${PUBLIC}/changes`]);
  });
});

describe('an event for programs', () => {
  it('has a name of its own for every kind, but for orders and looks of a rollout', () => {
    const unsaid: readonly string[] = ['OrderRequested', 'OrderConfirmed', 'OrderDropped', 'RolloutJudged'];
    const ofRollouts = ROLLOUT_EVENTS.filter((kind) => !unsaid.includes(kind));
    expect(Object.keys(EVENT_NAMES).sort()).toEqual([...SUBMISSION_EVENTS, ...SURGE_EVENTS, ...ofRollouts].sort());
    const names = Object.values(EVENT_NAMES);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z_]+\.[a-z_]+$/.test(name))).toBe(true);
  });

  it('tells names in snake_case and moments as RFC 3339', () => {
    expect(JSON.parse(webhookBody({ event: asked('ada'), at: NOW, position: 4 }))).toEqual({
      type: 'review.asked',
      timestamp: '2026-03-02T09:00:00.000Z',
      data: {
        change: ID,
        position: 4,
        ask: {
          person: 'ada',
          why: 'wrote it',
          minutes: 12,
          level: null,
          at: '2026-03-02T09:00:00.000Z',
          due_at: '2026-03-02T10:00:00.000Z',
          passed_on_by: null,
          content: HASH,
        },
      },
    });
  });
});

/** Text that tries to be more than text. */
function hostile(): fc.Arbitrary<string> {
  const bits = fc.constantFrom(
    '<!channel>',
    '<!here|x>',
    '@here',
    '@everyone',
    '<@U012AB3CD>',
    '`',
    '*x*',
    '\n- ',
    'https://evil.example',
    '&lt;',
    '\r\nBcc: x',
    '\u202e',
    '\0',
  );
  return fc
    .array(fc.oneof(bits, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 12 })
    .map((parts) => parts.join(''));
}
