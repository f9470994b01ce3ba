import type { ReactNode } from 'react';

/** A line of a message's details. */
export function DetailsRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="details__row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
