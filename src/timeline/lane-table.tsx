import { Hash } from '../ui/hash.tsx';
import type { ComparedCell, ComparedField, LaneComparison } from './compare-lanes.ts';

/** What each lane says of a message; a cell that says something else is marked in words and colour. */
export function LaneTable({ comparison: { lanes, rows, differs } }: { comparison: LaneComparison }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <div className="lane-table" role="group" aria-label="What the lanes say" tabIndex={0}>
      <table className="table">
        <caption className={differs ? 'danger' : 'muted'}>
          {differs ? 'The lanes disagree' : 'The lanes agree, as far as each tells'}
        </caption>
        <thead>
          <tr>
            <td />
            {lanes.map((lane) => (
              <th key={lane} scope="col">
                {lane}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.field} data-differs={row.differs || undefined}>
              <th scope="row">{row.field}</th>
              {row.cells.map((cell, index) => (
                <td key={lanes[index]} data-differs={cell.differs || undefined}>
                  <Cell field={row.field} cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ field, cell: { text, differs, note } }: { field: ComparedField['field']; cell: ComparedCell }) {
  if (text === undefined) return <span className="muted">not told</span>;
  const isBytes = field === 'Reply' || field === 'State hash';
  return (
    <>
      {isBytes && text !== '0x' ? (
        <Hash value={text} what={field} head={8} tail={6} />
      ) : (
        <span>{isBytes ? 'empty' : text}</span>
      )}
      {differs && <strong className="danger"> ≠ differs</strong>}
      {note && <span className="muted"> {note}</span>}
    </>
  );
}
