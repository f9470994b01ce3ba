import { memo } from 'react';
import type { MessageRecord } from '../network/network.ts';
import type { ProgramIdl } from '../program/idl.ts';
import type { Hex } from '../shared/hex.ts';
import { compareLanes } from './compare-lanes.ts';
import { describeMessage } from './describe-message.ts';
import { LaneTable } from './lane-table.tsx';
import { MessageDetails } from './message-details.tsx';
import { TimelineRow } from './timeline-row.tsx';

interface TimelineItemProps {
  message: MessageRecord;
  idl: ProgramIdl | undefined;
  /** The program's name. */
  label: string;
  /** The program that sent it; absent for messages of people. */
  sender?: string | undefined;
  /** Messages that were settled in the same batch, this one among them. */
  batchSize: number;
  isSimulated: boolean;
  isOpen: boolean;
  setOpen(message: Hex | null): void;
}

/** A message with all that can be unfolded of it. Drawn again only when something of its own changed: the list is long, and changes often. */
export const TimelineItem = memo(function TimelineItem({
  message,
  idl,
  label,
  sender,
  batchSize,
  isSimulated,
  isOpen,
  setOpen,
}: TimelineItemProps) {
  const description = describeMessage(message, idl);
  const comparison = compareLanes(message, batchSize);
  return (
    <li data-message={message.id} className="timeline__item">
      <TimelineRow
        message={message}
        description={description}
        label={label}
        sender={sender}
        isSimulated={isSimulated}
        isOpen={isOpen}
        onToggle={() => setOpen(isOpen ? null : message.id)}
      />
      {/* Lanes that disagree are never folded away. */}
      {(comparison.differs || (isOpen && comparison.lanes.length > 1)) && <LaneTable comparison={comparison} />}
      {isOpen && <MessageDetails message={message} description={description} idl={idl} />}
    </li>
  );
});
