import type { Diagnostic } from '../build/protocol.ts';
import { useBuild } from '../stores/build-store.ts';
import { useLayout } from '../stores/layout-store.ts';
import { openFile } from '../stores/workspace-files.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Icon } from '../ui/icon.tsx';
import { build } from './commands/build-commands.ts';
import { CommandButton } from './commands/command-button.tsx';

const ORDER = { error: 0, warning: 1, note: 2, help: 3 };

/** The compiler's diagnostics, errors first; a click jumps to the place. */
export function ProblemsPanel() {
  const { state, diagnostics, output } = useBuild();
  const sorted = diagnostics.toSorted((a, b) => ORDER[a.level] - ORDER[b.level]);
  return (
    <div className="problems">
      {state.phase === 'error' && <ErrorNote error={state.error} />}
      {state.phase === 'failed' && diagnostics.length === 0 && <pre className="problems__text">{state.text}</pre>}
      {sorted.length > 0 && (
        <ul aria-label="Problems">
          {sorted.map((diagnostic, index) => (
            // The compiler may say the very same twice.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <Problem key={index} diagnostic={diagnostic} />
          ))}
        </ul>
      )}
      {sorted.length === 0 && state.phase !== 'error' && state.phase !== 'failed' && (
        <EmptyState
          text={
            state.phase === 'done' ? 'The latest build has no problems.' : 'Problems of the latest build appear here.'
          }
        >
          <CommandButton command={build} />
        </EmptyState>
      )}
      {output.length > 0 && (
        <details className="problems__output">
          <summary>Output of the build ({output.length} lines)</summary>
          <pre>{output.join('\n')}</pre>
        </details>
      )}
    </div>
  );
}

function Problem({ diagnostic }: { diagnostic: Diagnostic }) {
  const place = diagnostic.spans.find(({ isPrimary }) => isPrimary) ?? diagnostic.spans[0];
  const isError = diagnostic.level === 'error';
  return (
    <li className="problem">
      <button
        type="button"
        className="problem__main"
        disabled={!place}
        onClick={() => {
          if (!place) return;
          openFile(place.file, { line: place.startLine, column: place.startColumn });
          useLayout.getState().showNarrow('code');
        }}
      >
        <span className={isError ? 'danger' : 'warning'}>
          <Icon name={isError ? 'error' : 'alert'} size={14} />
          <span className="visually-hidden">{diagnostic.level}: </span>
        </span>
        <span className="problem__message">{diagnostic.message}</span>
        {diagnostic.code && <span className="mono muted">{diagnostic.code}</span>}
        {place && (
          <span className="mono muted">
            {place.file}:{place.startLine}:{place.startColumn}
          </span>
        )}
      </button>
      <details>
        <summary>As rustc prints it</summary>
        <pre>{diagnostic.rendered}</pre>
      </details>
    </li>
  );
}
