import type { ReactNode } from 'react';

/** Nothing here yet: one line of why, and the next step as `children`. */
export function EmptyState({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="muted">{text}</p>
      {children && <div className="empty__actions">{children}</div>}
    </div>
  );
}
