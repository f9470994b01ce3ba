import type { Hex } from '../shared/hex.ts';
import type { ConversationNode } from './conversation.ts';
import { NODE, type Place, placeOf } from './graph-places.ts';

interface GraphEdgesProps {
  nodes: readonly ConversationNode[];
  width: number;
  height: number;
}

/** From cause to effect, and from a reply back to the message that waited for it. The nodes say the same in words. */
export function GraphEdges({ nodes, width, height }: GraphEdgesProps) {
  const places = new Map<Hex, Place>(nodes.map((node) => [node.message.id, placeOf(node)]));
  return (
    <svg className="graph__edges" width={width} height={height} aria-hidden="true">
      {nodes.map((node) => {
        const { id, arrivesAt } = node.message;
        const to = places.get(id) as Place;
        const parent = node.parent && places.get(node.parent);
        const woken = node.wakes && places.get(node.wakes);
        return (
          <g key={id}>
            {parent && <path d={toEffect(parent, to)} data-kind={arrivesAt === undefined ? 'cause' : 'delayed'} />}
            {parent && <path d={arrowHead(to)} data-kind="head" />}
            {woken && <path d={backTo(to, woken)} data-kind="wakes" />}
          </g>
        );
      })}
    </svg>
  );
}

function toEffect(from: Place, to: Place): string {
  const [x1, y1] = [from.left + NODE.width, from.top + NODE.height / 2];
  const [x2, y2] = [to.left - 1, to.top + NODE.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

function arrowHead({ left, top }: Place): string {
  return `M${left - 7} ${top + NODE.height / 2 - 4}l6 4l-6 4`;
}

/** Below the nodes in between. */
function backTo(from: Place, to: Place): string {
  const [x1, y1] = [from.left + NODE.width / 2, from.top + NODE.height];
  const [x2, y2] = [to.left + NODE.width / 2, to.top + NODE.height];
  const low = Math.max(y1, y2) + 14;
  return `M${x1} ${y1}C${x1} ${low} ${x1} ${low} ${x1 - 16} ${low}H${x2 + 16}C${x2} ${low} ${x2} ${low} ${x2} ${y2 + 1}M${x2 - 4} ${y2 + 7}l4 -6l4 6`;
}
