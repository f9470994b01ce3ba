import type { MessageRecord } from '../network/network.ts';
import { formatDuration, groupDigits } from '../shared/units.ts';
import { hasWaited } from './conversation.ts';

export type NodeState = 'done' | 'queued' | 'waiting' | 'delayed' | 'refused' | 'failed';

/** What has become of a message, and whether it took a wait or a delay to get there: `notes` are short sentences. */
export function nodeState(message: MessageRecord): { state: NodeState; notes: string[] } {
  const { arrivesAt, execution, reply, status } = message;
  const notes: string[] = [];
  if (arrivesAt !== undefined) {
    notes.push(
      execution ? `Delayed to block ${groupDigits(arrivesAt)}` : `Delayed: arrives at block ${groupDigits(arrivesAt)}`,
    );
  }
  if (hasWaited(message)) notes.push(status === 'waiting' ? 'Waits for a reply or wake-up' : waitedText(message));
  return { state: stateOf(), notes };

  function stateOf(): NodeState {
    if (status === 'refused') return 'refused';
    if (status === 'waiting') return arrivesAt !== undefined && !execution ? 'delayed' : 'waiting';
    if (status === 'queued') return 'queued';
    return reply && !reply.code.startsWith('0x00') ? 'failed' : 'done';
  }
}

function waitedText({ execution }: MessageRecord): string {
  const { runs = [] } = execution ?? {};
  const [first, last] = [runs[0], runs.at(-1)];
  const ms = first && last ? last.startedAt - first.startedAt - first.duration : 0;
  return `Waited ${formatDuration(Math.max(0, ms))}, ran ${runs.length} times`;
}
