import { useEffect, useMemo, useRef, useState } from 'react';
import type { Hex } from '../shared/hex.ts';
import { useInterfaceOf } from '../stores/interfaces.ts';
import { useLayout } from '../stores/layout-store.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useProgramLabel, useProgramStore } from '../stores/program-store.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { countBatches } from './compare-lanes.ts';
import { TimelineItem } from './timeline-item.tsx';

const STEP = 200;

/** Every message, the newest first: the call, its answer, what it cost, and how far it is on its way to final. */
export function Timeline() {
  const messages = useNetwork((state) => state.messages);
  const isSimulated = useNetwork((state) => state.network?.info.chainId === null);
  const selected = useProgramStore((state) => state.selected);
  const open = useLayout((layout) => layout.openMessage);
  const setOpen = useLayout((layout) => layout.setOpenMessage);
  const idlOf = useInterfaceOf();
  const labelOf = useProgramLabel();
  const [scope, setScope] = useState<'all' | 'program'>('all');
  const [count, setCount] = useState(STEP);
  const list = useRef<HTMLOListElement>(null);
  const newestFirst = useMemo(() => [...messages.values()].reverse(), [messages]);

  const batchSizeOf = useMemo(() => countBatches(messages.values()), [messages]);

  useEffect(() => {
    if (open) list.current?.querySelector(`[data-message="${open}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [open]);

  if (newestFirst.length === 0) {
    return (
      <EmptyState text="Messages appear here with their reply, gas and cost. Deploy the program at the right, then send it a call." />
    );
  }
  const isOfProgram = ({ program }: { program: Hex }) => program === selected;
  const opened = open === null ? undefined : messages.get(open);
  // Wherever a message was opened from, it is in the list.
  const isNarrow = scope === 'program' && selected && (!opened || isOfProgram(opened));
  const shown = isNarrow ? newestFirst.filter(isOfProgram) : newestFirst;
  const end = Math.max(count, opened ? shown.indexOf(opened) + 1 : 0);
  return (
    <div className="timeline">
      {selected && messages.size > 1 && (
        <div className="timeline__bar">
          <Segmented
            label="Which messages"
            options={[
              { id: 'all', label: 'All messages' },
              { id: 'program', label: labelOf(selected) },
            ]}
            value={scope}
            onChange={setScope}
          />
        </div>
      )}
      <ol className="timeline__list" aria-label="Messages, newest first" ref={list}>
        {shown.slice(0, end).map((message) => (
          <TimelineItem
            key={message.id}
            message={message}
            idl={idlOf(message.program)}
            label={labelOf(message.program)}
            sender={message.causedBy && labelOf(message.source)}
            batchSize={batchSizeOf(message)}
            isSimulated={isSimulated}
            isOpen={open === message.id}
            setOpen={setOpen}
          />
        ))}
      </ol>
      {shown.length > end && (
        <button type="button" className="button" onClick={() => setCount(end + STEP)}>
          Show {Math.min(STEP, shown.length - end)} older messages
        </button>
      )}
    </div>
  );
}
