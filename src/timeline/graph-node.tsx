import type { Hex } from '../shared/hex.ts';
import { groupDigits } from '../shared/units.ts';
import type { ConversationNode } from './conversation.ts';
import type { MessageDescription } from './describe-message.ts';
import { NODE, type Place } from './graph-places.ts';
import { nodeState } from './node-state.ts';

interface GraphNodeProps {
  node: ConversationNode;
  place: Place;
  description: MessageDescription;
  /** Names of sender and recipient. */
  from: string;
  to: string;
  /** It is the message whose conversation this is. */
  isChosen: boolean;
  onOpen: (id: Hex) => void;
}

/** A message of the graph: from whom to whom, what it said and got, what it burnt, and whether it had to wait. */
export function GraphNode({ node, place, description, from, to, isChosen, onOpen }: GraphNodeProps) {
  const { message, wakes } = node;
  const { call, answer } = description;
  const { state, notes } = nodeState(message);
  const said = wakes ? [...notes, 'Ends the wait of the message that asked'] : notes;
  return (
    <li className="graph-node" style={{ ...place, ...NODE }}>
      <button
        type="button"
        data-state={state}
        aria-current={isChosen || undefined}
        title={[`${from} → ${to}`, call, answer && `→ ${answer.text}`, ...said].filter(Boolean).join('\n')}
        onClick={() => onOpen(message.id)}
      >
        <span className="graph-node__line muted">
          {from} → {to}
          {node.parent === undefined && message.route !== 'reply' && `, ${message.route}`}
        </span>
        <span className="graph-node__line mono">
          {call}
          {answer && (
            <span className={answer.isError ? 'danger' : ''}>
              <span className="muted"> → </span>
              {answer.text}
            </span>
          )}
        </span>
        <span className="graph-node__line num">
          {message.execution ? `${groupDigits(message.execution.gasBurned)} gas` : STATES[state]}
        </span>
        {said.length > 0 && <span className="graph-node__line warning">{said.join(' · ')}</span>}
      </button>
    </li>
  );
}

const STATES = {
  done: 'done',
  queued: 'queued',
  waiting: 'waits',
  delayed: 'delayed',
  refused: 'refused',
  failed: 'failed',
};
