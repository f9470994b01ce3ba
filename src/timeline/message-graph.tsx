import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import type { Hex } from '../shared/hex.ts';
import { groupDigits } from '../shared/units.ts';
import { useInterfaceOf } from '../stores/interfaces.ts';
import { useLayout } from '../stores/layout-store.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useProgramLabel } from '../stores/program-store.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { type Conversation, causedMessages, conversationOf } from './conversation.ts';
import { describeMessage } from './describe-message.ts';
import { GraphEdges } from './graph-edges.tsx';
import { GraphNode } from './graph-node.tsx';
import { graphSize, placeOf } from './graph-places.ts';

/** Who caused whom: the conversation of the message that is open in the timeline, or of the newest one. */
export function MessageGraph() {
  const messages = useDeferredValue(useNetwork((state) => state.messages));
  const open = useLayout((layout) => layout.openMessage);
  const idlOf = useInterfaceOf();
  const labelOf = useProgramLabel();
  const caused = useMemo(() => causedMessages(messages.values()), [messages]);
  const chosen = (open !== null && messages.get(open)) || [...messages.values()].at(-1);
  const conversation = useMemo(() => chosen && conversationOf(chosen, messages, caused), [chosen, messages, caused]);
  const scroller = useRef<HTMLDivElement>(null);
  const chosenId = chosen?.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another message is another place
  useEffect(() => {
    scroller.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosenId]);

  if (!chosen || !conversation) {
    return <EmptyState text="Which message caused which is shown here, across programs, once messages are sent." />;
  }
  const { width, height } = graphSize(conversation);
  return (
    <div className="graph">
      <p className="graph__summary">
        <Summary conversation={conversation} />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too */}
      <section className="graph__scroll" ref={scroller} aria-label="Message graph" tabIndex={0}>
        <div className="graph__plane" style={{ width, height }}>
          <GraphEdges nodes={conversation.nodes} width={width} height={height} />
          <ol aria-label="Messages of the conversation, each after the one that caused it">
            {conversation.nodes.map((node) => (
              <GraphNode
                key={node.message.id}
                node={node}
                place={placeOf(node)}
                description={describeMessage(node.message, idlOf(node.message.program))}
                from={labelOf(node.message.source)}
                to={labelOf(node.message.program)}
                isChosen={node.message.id === chosenId}
                onOpen={openInTimeline}
              />
            ))}
          </ol>
        </div>
      </section>
    </div>
  );
}

function openInTimeline(id: Hex): void {
  useLayout.getState().setOpenMessage(id);
  useLayout.getState().showBottom('timeline');
}

function Summary({ conversation: { nodes, isCutAbove, left } }: { conversation: Conversation }) {
  const programs = new Set(nodes.map(({ message }) => message.program)).size;
  const gas = nodes.reduce((sum, { message }) => sum + (message.execution?.gasBurned ?? 0), 0);
  return (
    <>
      {nodes.length === 1 ? '1 message, which caused no other' : `${nodes.length} messages`} · {programs} program
      {programs === 1 ? '' : 's'} · {groupDigits(gas)} gas
      {isCutAbove && <span className="warning"> · causes farther back are not shown</span>}
      {left > 0 && <span className="warning"> · {groupDigits(left)} further messages are not shown</span>}
      <span className="muted">
        {' '}
        · a solid line leads from cause to effect, a dotted one is delayed, a dashed one ends a wait
      </span>
    </>
  );
}
