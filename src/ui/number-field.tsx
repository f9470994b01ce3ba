interface NumberFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  className?: string;
}

/** A whole number. What is out of bounds while it is typed is marked by the browser and changes nothing. */
export function NumberField({ label, value, min, max, onChange, className }: NumberFieldProps) {
  return (
    <label className={className}>
      <span>{label}</span>{' '}
      <input
        type="number"
        className="input input--short"
        min={min}
        max={max}
        required
        defaultValue={value}
        onChange={({ currentTarget: { valueAsNumber } }) => {
          if (Number.isInteger(valueAsNumber) && valueAsNumber >= min && valueAsNumber <= max) onChange(valueAsNumber);
        }}
      />
    </label>
  );
}
