import { FORGES, type ForgeName, type ForgeRef } from './model.ts';

/** `github:OWNER/NAME#7`: one text for one proposal, in streams, links and messages. */
export function forgeRefText({ forge, repository, number }: ForgeRef): string {
  return `${forge}:${repository}#${number}`;
}

/** Undoes {@link forgeRefText}; `null` for anything else. */
export function readForgeRef(text: string): ForgeRef | null {
  const match = /^([a-z]{1,20}):([\w.~-]{1,100}(?:\/[\w.~-]{1,100}){0,8})#([1-9]\d{0,9})$/.exec(text);
  const [, forge, repository, number] = match ?? [];
  if (repository === undefined || !isForgeName(forge)) return null;
  return { forge, repository, number: Number(number) };
}

function isForgeName(name: string | undefined): name is ForgeName {
  return FORGES.some((known) => known === name);
}
