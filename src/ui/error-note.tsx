import { AppError } from '../shared/app-error.ts';

/** What happened, what to do, and the details folded away. */
export function ErrorNote({ error }: { error: unknown }) {
  const { shortMessage, hint, details } = AppError.revive(error);
  return (
    <div className="note note--danger" role="alert">
      <p>{shortMessage}</p>
      {hint && <p className="muted">{hint}</p>}
      {details && (
        <details>
          <summary>Details</summary>
          <pre>{details}</pre>
        </details>
      )}
    </div>
  );
}
