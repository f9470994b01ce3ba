import { useId } from 'react';
import { parseUnits } from '../../shared/units.ts';

interface AmountInputProps {
  label: string;
  unit: 'WVARA' | 'ETH';
  decimals: number;
  text: string;
  onChange: (text: string) => void;
}

/** A decimal amount with its unit; says so when the text is none. */
export function AmountInput({ label, unit, decimals, text, onChange }: AmountInputProps) {
  const id = useId();
  const valid = parseUnits(text, decimals) !== null;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="amount-input">
        <input
          id={id}
          className="input num"
          inputMode="decimal"
          value={text}
          aria-invalid={!valid}
          aria-describedby={valid ? undefined : `${id}-problem`}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <span className="muted">{unit}</span>
      </span>
      {!valid && (
        <span id={`${id}-problem`} className="danger">
          A number with at most {decimals} decimals, e.g. 1.5
        </span>
      )}
    </div>
  );
}
