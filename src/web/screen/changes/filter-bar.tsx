import { useRef } from 'preact/hooks';
import { useNavigation } from '../../route/navigation.tsx';
import type { Filter, FilterName } from '../../route/route.ts';
import { visibleText } from '../../text/visible.ts';
import { ASSISTANCE_WORD, VERDICT_WORD } from '../../text/word.ts';

/** Typing is let go on before the list is asked for anew. */
const TYPING_MS = 200;

/** Narrows the list; the address holds what was chosen. */
export function FilterBar({ filter }: { readonly filter: Filter }) {
  const { go } = useNavigation();
  const set = (name: FilterName, value: string) => {
    const { [name]: _, ...rest } = filter;
    go({ name: 'changes', filter: value === '' ? rest : { ...rest, [name]: value } }, { replace: true });
  };
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const chips = (['service', 'rule', 'outcome', 'review'] as const).filter((name) => filter[name] !== undefined);
  return (
    <search class="filters">
      <label>
        <span>Text</span>
        <input
          id="filter"
          type="search"
          defaultValue={filter.q ?? ''}
          placeholder="title, author, service"
          maxLength={200}
          onInput={({ currentTarget }) => {
            clearTimeout(timer.current);
            timer.current = setTimeout(() => set('q', currentTarget.value.trim()), TYPING_MS);
          }}
        />
      </label>
      <Choice
        label="State"
        value={filter.state ?? ''}
        options={[
          ['open', 'open'],
          ['landed', 'landed'],
          ['closed', 'closed'],
        ]}
        choose={(value) => set('state', value)}
      />
      <Choice
        label="Verdict"
        value={filter.verdict ?? ''}
        options={Object.entries(VERDICT_WORD)}
        choose={(value) => set('verdict', value)}
      />
      <Choice
        label="Origin"
        value={filter.assistance ?? ''}
        options={Object.entries(ASSISTANCE_WORD)}
        choose={(value) => set('assistance', value)}
      />
      {chips.map((name) => (
        <button key={name} type="button" class="chip" onClick={() => set(name, '')}>
          {name}: {visibleText(filter[name] ?? '')}
          <span aria-hidden="true"> ×</span>
          <span class="unseen"> take away</span>
        </button>
      ))}
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">all</option>
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}
