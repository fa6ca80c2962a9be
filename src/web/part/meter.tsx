/** A bar of parts of a whole; what it says stands in `label`. Values beyond the whole show as over it. */
export function Meter({ whole, parts, label }: MeterProps) {
  const sum = parts.reduce((total, part) => total + part.value, 0);
  const scale = Math.max(whole, sum, 1);
  let at = 0;
  return (
    <svg class="meter" viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="meter-rest" x="0" y="0" width="1000" height="12" />
      {parts.map((part) => {
        const x = at;
        at += (part.value / scale) * 1000;
        return (
          <rect key={part.name} class={`meter-${part.name}`} x={x} y="0" width={Math.max(0, at - x)} height="12" />
        );
      })}
      {sum > whole ? <rect class="meter-line" x={(whole / scale) * 1000 - 1.5} y="0" width="3" height="12" /> : null}
    </svg>
  );
}

interface MeterProps {
  readonly whole: number;
  readonly parts: readonly { readonly name: string; readonly value: number }[];
  readonly label: string;
}
