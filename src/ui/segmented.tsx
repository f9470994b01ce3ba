import { useId } from 'react';

interface SegmentedProps<Id extends string | number> {
  label: string;
  options: readonly { id: Id; label: string; title?: string; disabled?: boolean }[];
  value: Id;
  onChange: (id: Id) => void;
}

/** A choice of one among a few, as a radio group that looks like one control. */
export function Segmented<Id extends string | number>({ label, options, value, onChange }: SegmentedProps<Id>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.id} className="segmented__option" title={option.title}>
          <input
            type="radio"
            name={name}
            checked={option.id === value}
            disabled={option.disabled}
            onChange={() => onChange(option.id)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
