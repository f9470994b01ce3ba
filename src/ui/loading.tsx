import { type ReactNode, Suspense } from 'react';

/** Holds the place of a view while its code is on the way. */
export function Loading({ children }: { children: ReactNode }) {
  return <Suspense fallback={<div className="loading" aria-busy="true" />}>{children}</Suspense>;
}
