/** Bars for the latest values, oldest left; `label` says in words what they are. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const shown = values.slice(-40);
  const max = Math.max(...shown) || 1;
  const width = 4;
  return (
    <svg className="sparkline" width={shown.length * width} height={18} role="img" aria-label={label}>
      {shown.map((value, index) => {
        const height = Math.max(1, (value / max) * 17);
        // Bars have no identity of their own beyond their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        return <rect key={index} x={index * width} y={18 - height} width={width - 1} height={height} />;
      })}
    </svg>
  );
}
