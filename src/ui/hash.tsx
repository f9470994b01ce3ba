import { shortHex } from '../shared/units.ts';
import { copyText } from './copy-text.ts';

/** A hash or address: shortened in the middle, whole on hover, copied whole on click. */
export function Hash({ value, what, head, tail }: { value: string; what: string; head?: number; tail?: number }) {
  return (
    <button
      type="button"
      className="hash mono"
      title={`${what}: ${value} (click to copy)`}
      onClick={(event) => {
        event.stopPropagation();
        void copyText(value, what);
      }}
    >
      <span className="visually-hidden">{what} </span>
      {shortHex(value, head, tail)}
    </button>
  );
}
