import { continuesLine, SHAPE, type TokenList } from './token.ts';

/** A run of tokens from `from` up to, not with, `to`. */
export interface TokenRun {
  readonly from: number;
  readonly to: number;
}

/** Shorter ones are getters, setters and the like: alike in every program. */
export const MIN_TOKENS = 40;
/** Longer functions are looked at part by part. */
export const MAX_TOKENS = 1200;
/** What a part of a long function that has no parts of its own is cut into. */
const PIECE_TOKENS = 300;
/** Of one file, which is more than any that people wrote. */
export const MAX_FRAGMENTS = 20_000;

/** A block of a file: its head from `head` on, and its end. */
interface Block {
  readonly head: number;
  end: number;
  /** Index of the block around; -1 for none. */
  readonly parent: number;
  readonly isFunction: boolean;
}

/**
 * The functions of a file, in order and apart: the outermost ones of at most {@link MAX_TOKENS}; a longer one gives the blocks in
 * it, and what is between them in pieces. What stands outside of functions (imports, fields, licences) is in none.
 */
export function cutFragments(tokens: TokenList, blocks: 'brace' | 'indent'): readonly TokenRun[] {
  const found = blocks === 'brace' ? braceBlocks(tokens) : indentBlocks(tokens);
  const runs: TokenRun[] = [];
  let behind = 0;
  /** Blocks that are too long and still open, with how far they are covered. */
  const long: { readonly end: number; covered: number }[] = [];
  const close = (before: number) => {
    for (let top = long.at(-1); top !== undefined && top.end <= before; top = long.at(-1)) {
      long.pop();
      addPieces(runs, tokens, { from: top.covered, to: top.end });
      const around = long.at(-1);
      if (around !== undefined) around.covered = top.end;
    }
  };
  for (const block of found) {
    if (!block.isFunction || block.head < behind) continue;
    close(block.head);
    const size = block.end - block.head;
    if (size < MIN_TOKENS) continue;
    const around = long.at(-1);
    if (around !== undefined) {
      addPieces(runs, tokens, { from: around.covered, to: block.head });
      around.covered = Math.max(around.covered, block.head);
    }
    if (size > MAX_TOKENS) long.push({ end: block.end, covered: block.head });
    else {
      runs.push({ from: block.head, to: block.end });
      behind = block.end;
      if (around !== undefined) around.covered = block.end;
    }
  }
  close(tokens.count);
  return runs.sort((one, other) => one.from - other.from).slice(0, MAX_FRAGMENTS);
}

/** Cuts at starts of lines where it can. */
function addPieces(runs: TokenRun[], tokens: TokenList, { from, to }: TokenRun): void {
  let start = from;
  for (let at = from + 1; at <= to; at += 1) {
    const isEnd = at === to;
    const isLine = !isEnd && tokens.lines[at] !== tokens.lines[at - 1];
    if (!isEnd && !(isLine && at - start >= PIECE_TOKENS) && at - start < 2 * PIECE_TOKENS) continue;
    if (at - start >= MIN_TOKENS) runs.push({ from: start, to: at });
    start = at;
  }
}

function braceBlocks(tokens: TokenList): readonly Block[] {
  const { shapes, count } = tokens;
  const blocks: Block[] = [];
  /** Open blocks: their number, and how many parentheses were open where they began. */
  const open: number[] = [];
  const parens: number[] = [];
  /** Of the statement that is being read at each level. */
  const heads: number[] = [0];
  let depth = 0;
  let hasParen = false;
  let isType = false;
  const begin = (at: number) => {
    heads[heads.length - 1] = at;
    hasParen = false;
    isType = false;
  };
  for (let at = 0; at < count; at += 1) {
    const shape = shapes[at];
    // Where no semicolon says so, a line begins a statement: the head of a function is not the imports above it.
    if ((tokens.indents[at] as number) >= 0 && depth <= (parens.at(-1) ?? 0) && beginsLine(tokens, at)) begin(at);
    if (shape === SHAPE.openParen) depth += 1;
    else if (shape === SHAPE.closeParen) {
      depth = Math.max(0, depth - 1);
      hasParen = true;
    } else if (shape === SHAPE.type) isType = true;
    else if (shape === SHAPE.semicolon) {
      if (depth <= (parens.at(-1) ?? 0)) begin(at + 1);
    } else if (shape === SHAPE.openBrace) {
      const head = heads.at(-1) as number;
      blocks.push({ head, end: count, parent: open.at(-1) ?? -1, isFunction: hasParen && !isType });
      open.push(blocks.length - 1);
      parens.push(depth);
      heads.push(at + 1);
      hasParen = false;
      isType = false;
    } else if (shape === SHAPE.closeBrace && open.length > 0) {
      const block = blocks[open.pop() as number] as Block;
      block.end = at + 1;
      depth = parens.pop() as number;
      heads.pop();
      // Inside parentheses the statement goes on: `f({ a }) {`.
      if (depth <= (parens.at(-1) ?? 0)) begin(at + 1);
      else hasParen = true;
    }
  }
  return blocks;
}

/** Marks (`.`, `:`, `)`, `{`) and words such as `throws` go on with what stands on the line before. */
function beginsLine({ hashes, shapes }: TokenList, at: number): boolean {
  return shapes[at] === SHAPE.name || !continuesLine(hashes[at] as number);
}

function indentBlocks(tokens: TokenList): readonly Block[] {
  const { shapes, indents, count } = tokens;
  const blocks: Block[] = [];
  const open: { readonly block: number; readonly indent: number }[] = [];
  let depth = 0;
  for (let at = 0; at < count; at += 1) {
    const indent = indents[at] as number;
    if (indent >= 0 && depth === 0) {
      for (let top = open.at(-1); top !== undefined && top.indent >= indent; top = open.at(-1)) {
        (blocks[top.block] as Block).end = at;
        open.pop();
      }
      if (opensBlock(tokens, at)) {
        blocks.push({ head: at, end: count, parent: open.at(-1)?.block ?? -1, isFunction: true });
        open.push({ block: blocks.length - 1, indent });
      }
    }
    if (shapes[at] === SHAPE.openParen) depth += 1;
    else if (shapes[at] === SHAPE.closeParen) depth = Math.max(0, depth - 1);
    // A line that begins at the left is a statement whatever was left open before it.
    else if (indents[at + 1] === 0 && shapes[at + 1] === SHAPE.definition) depth = 0;
  }
  return blocks;
}

/** A line that defines a function, or ends in a block of Ruby. */
function opensBlock({ shapes, lines, count }: TokenList, at: number): boolean {
  const last = Math.min(count, at + HEAD_TOKENS);
  for (let next = at; next < last && lines[next] === lines[at]; next += 1) {
    if (shapes[next] === SHAPE.definition) return next - at <= 1;
    if (shapes[next] === SHAPE.doBlock) return next > at;
  }
  return false;
}

/** How far a line is looked through for what it opens. */
const HEAD_TOKENS = 64;
