import { useMemo } from 'react';
import type { Hex } from '../../shared/hex.ts';
import { programColour } from './lane-geometry.ts';
import type { QueueRun } from './queue-runs.ts';

const SHOWN = 8;

/** Which colour is which program, the busiest first, and what the height of a block says. */
export function ProgramLegend({ runs, labelOf }: { runs: readonly QueueRun[]; labelOf: (program: Hex) => string }) {
  const programs = useMemo(() => {
    const counts = new Map<Hex, number>();
    for (const { program } of runs) counts.set(program, (counts.get(program) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a).map(([program]) => program);
  }, [runs]);
  const hasInjected = useMemo(() => runs.some(({ queue }) => queue === 'injected'), [runs]);
  return (
    <ul className="legend" aria-label="Programs by colour">
      {programs.slice(0, SHOWN).map((program) => (
        <li key={program}>
          <span className="legend__colour" style={{ background: programColour(program) }} /> {labelOf(program)}
        </li>
      ))}
      {programs.length > SHOWN && <li className="muted">and {programs.length - SHOWN} more</li>}
      {hasInjected && <li className="muted">half the height: injected queue</li>}
    </ul>
  );
}
