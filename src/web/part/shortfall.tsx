import type { ReviewShortfall } from '../../contract/index.ts';
import { Said } from './said.tsx';

/** Sign-offs for which nobody could be asked: why, and what somebody does about it. */
export function Shortfalls({ shortfalls }: { readonly shortfalls: readonly ReviewShortfall[] }) {
  if (shortfalls.length === 0) return null;
  return (
    <ul class="plain-list">
      {shortfalls.map(({ kind, text, next_step }) => (
        <li key={`${kind}${text}`} class="warning">
          <p>
            <Said text={text} />
          </p>
          <p>
            <strong>Next:</strong> <Said text={next_step} />
          </p>
        </li>
      ))}
    </ul>
  );
}
