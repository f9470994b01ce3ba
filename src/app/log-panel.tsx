import { formatTime } from '../shared/units.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useProgramLabel } from '../stores/program-store.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Hash } from '../ui/hash.tsx';

const SHOWN = 500;

/** What programs print with `gr_debug`, the newest last. */
export function LogPanel() {
  const logs = useNetwork((state) => state.logs);
  const labelOf = useProgramLabel();
  const isSimulated = useNetwork((state) => state.network?.info.chainId === null);
  if (logs.length === 0 && !isSimulated) {
    return (
      <EmptyState text="What programs print with debug! stays with the validators. Fork a program into Local to see what it prints." />
    );
  }
  if (logs.length === 0) {
    return (
      <EmptyState text="What programs print with debug! appears here. A release build prints nothing unless the program is built with its debug feature." />
    );
  }
  return (
    <ol className="log mono" aria-label="Program output">
      {logs.length > SHOWN && <li className="muted">{logs.length - SHOWN} earlier lines are not shown.</li>}
      {logs.slice(-SHOWN).map((line, index) => (
        // Lines never move: the place is the identity.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} className="log__line">
          <span className="muted num">{formatTime(line.at)}</span>
          <span>{labelOf(line.program)}</span>
          <span className="log__text">{line.text}</span>
          <Hash value={line.messageId} what="Message id" head={3} tail={3} />
        </li>
      ))}
    </ol>
  );
}
