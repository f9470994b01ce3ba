/** Text of a doc comment: lines joined into paragraphs, `code` as code. */
export function Prose({ lines }: { lines: readonly string[] }) {
  const paragraphs = lines.join('\n').split(/\n\s*\n/);
  return (
    <div className="prose muted">
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>
          {paragraph.split('`').map((part, index) =>
            // Every second part stood between backticks; parts never move.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            index % 2 === 1 ? <code key={index}>{part}</code> : part,
          )}
        </p>
      ))}
    </div>
  );
}
