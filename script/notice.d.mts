/** A package that a bundle holds, with the text of its licence and of its NOTICE file. */
export interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

export function noticesOf(files: readonly string[]): readonly Notice[];
export function noticeText(notices: readonly Notice[]): string;
export function noticeComment(notices: readonly Notice[]): string;
