import type { ChangeRow } from '../../../contract/index.ts';
import { useNavigation } from '../../route/navigation.tsx';
import { visibleText } from '../../text/visible.ts';
import { VERDICT_WORD } from '../../text/word.ts';

/** Which change is lit up. */
export function Choice({ changes, at }: { readonly changes: readonly ChangeRow[]; readonly at: string | null }) {
  const { go } = useNavigation();
  return (
    <label class="choice">
      <span>Show</span>
      <select
        value={at ?? ''}
        onChange={({ currentTarget: { value } }) =>
          go({ name: 'exposure', at: value === '' ? null : value }, { replace: true })
        }
      >
        <option value="">all open changes</option>
        {changes.map((change) => (
          <option key={change.id} value={change.id}>
            {visibleText(change.title)} ({VERDICT_WORD[change.verdict].toLowerCase()})
          </option>
        ))}
      </select>
    </label>
  );
}
