import { shortHex } from '../shared/units.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';

interface HashProps {
  value: string;
  what: string;
  head?: number;
  tail?: number;
  /** Its page in an explorer, behind a sign of its own; absent: there is none. */
  href?: string | undefined;
}

/** A hash or address: shortened in the middle, whole on hover, copied whole on click. */
export function Hash({ value, what, head, tail, href }: HashProps) {
  return (
    <>
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
      {href && (
        <a
          className="outside"
          href={href}
          target="_blank"
          rel="noreferrer"
          aria-label={`${what} in the explorer`}
          title={`Open in the explorer: ${href}`}
        >
          <Icon name="outside" size={12} />
        </a>
      )}
    </>
  );
}
