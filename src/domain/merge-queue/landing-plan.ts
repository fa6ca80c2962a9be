import { addBit, type Bits, dropBit, hasBit, meets, membersWithin } from './bits.ts';
import type { Landing } from './board.ts';
import { chainTop, isBelow } from './chain-plan.ts';
import { proofOf } from './proof.ts';
import { holdsLanded, passedBuild, type Survey } from './survey.ts';

/** What may land now: groups whose builds passed and show that the branch stays green, in an order in which each is shown on top of the one before. */
export function planLandings(survey: Survey): readonly Landing[] {
  return survey.board.shared === null ? treeLandings(survey) : targetLandings(survey);
}

/**
 * The largest tree that was built, with every entry in it. What lands past running builds of a longer chain has them
 * all built anew, so it waits to join that chain.
 */
function treeLandings(survey: Survey): readonly Landing[] {
  const { board } = survey;
  let best: readonly number[] = [];
  const top = chainTop(survey);
  const chain = top === null ? 0 : membersWithin(survey.undecided, top.content).length;
  const links = board.running.filter((trial) => top !== null && isBelow(survey, trial, top));
  for (const index of board.waiting) {
    for (const trial of survey.endedOf(index)) {
      if (!trial.hasPassed || !holdsLanded(board, trial) || meets(trial.content, trial.content, survey.ejected))
        continue;
      const group = membersWithin(survey.undecided, trial.content);
      if (group.length < chain && links.some(({ content }) => !group.every((each) => hasBit(content, each)))) continue;
      if (group.length > best.length && proofOf(board, group) !== null) best = group;
    }
  }
  return best.length > 0 ? [{ entries: best }] : [];
}

function targetLandings(survey: Survey): readonly Landing[] {
  const { board } = survey;
  const landed = board.landed.slice();
  const open = survey.undecided.slice();
  const found: Landing[] = [];
  const proofBoard = { entries: board.entries, shared: board.shared, ended: board.ended, landed };
  for (const index of board.waiting) {
    if (!hasBit(open, index)) continue;
    const group = closure(survey, { index, open });
    if (group === null || passesElder(survey, group, open) || proofOf(proofBoard, group) === null) continue;
    for (const member of group) {
      addBit(landed, member);
      dropBit(open, member);
    }
    found.push({ entries: group });
  }
  return found;
}

/** Whether these would land past one that waited for long, and have it built again on top of them. */
function passesElder(survey: Survey, group: readonly number[], open: Bits): boolean {
  return survey
    .elders()
    .some(
      (elder) =>
        hasBit(open, elder) &&
        survey.of(elder)?.trial !== null &&
        !group.includes(elder) &&
        group.some((each) => each > elder && hasBit(survey.neighbours(elder), each)),
    );
}

/** The entry with everything undecided that its passed build holds, and theirs; null where one has not passed. */
function closure(
  survey: Survey,
  { index, open }: { readonly index: number; readonly open: Bits },
): readonly number[] | null {
  const group = new Set<number>();
  const stack = [index];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (group.has(next)) continue;
    const trial = passedBuild(survey, { index: next, open });
    if (trial === null) return null;
    group.add(next);
    for (const need of membersWithin(survey.neighbours(next), trial.content)) {
      if (hasBit(open, need) && !group.has(need)) stack.push(need);
    }
  }
  return [...group].sort((a, b) => a - b);
}
