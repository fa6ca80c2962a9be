import type { ComponentChildren } from 'preact';
import type { Failure } from '../read/request.ts';
import { visibleText } from '../text/visible.ts';
import { Command } from './copy.tsx';

/** What went wrong and what to do. */
export function Trouble({ failure, again }: { readonly failure: Failure; readonly again?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <p>
        <strong>{visibleText(failure.message)}</strong>
      </p>
      {failure.fix === null ? null : <p>{visibleText(failure.fix)}</p>}
      <p class="soft">
        Code <code>{visibleText(failure.code)}</code>
        {again === undefined ? null : (
          <button type="button" onClick={again}>
            Try again
          </button>
        )}
      </p>
    </div>
  );
}

/** Nothing here yet, why, and the one command that goes on from here. */
export function Empty({ title, children, argv }: EmptyProps) {
  return (
    <div class="empty">
      <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M2 19 6 8l4 11zM14 19l4-11 4 11z" />
        <path class="gap" d="M12 4v17" />
      </svg>
      <h2>{title}</h2>
      <div class="empty-text">{children}</div>
      {argv === undefined ? null : <Command argv={argv} />}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly argv?: readonly string[];
}
