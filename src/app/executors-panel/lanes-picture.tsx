import { memo } from 'react';
import { AXIS, boxOf, GUTTER, LANE, type LaneFrame, lanePaths, programColour } from './lane-geometry.ts';
import { endOf, type QueueRun } from './queue-runs.ts';
import { ticks } from './time-window.ts';

interface LanesPictureProps extends LaneFrame {
  /** The point of time that the axis counts from. */
  zero: number;
  marked: QueueRun | null;
  selected: QueueRun | null;
}

/** The picture alone: a lane for each executor, a block for each run, the time below. */
export function LanesPicture({ lanes, window, width, zero, marked, selected }: LanesPictureProps) {
  const height = lanes.length * LANE;
  return (
    <svg width={GUTTER + width} height={height + AXIS} aria-hidden="true" className="lanes-picture">
      {lanes.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its index
        <g key={index}>
          <rect
            className="lanes-picture__lane"
            x={GUTTER}
            y={index * LANE + 1}
            width={width}
            height={LANE - 2}
            rx={3}
          />
          <text className="lanes-picture__text" x={GUTTER - 6} y={index * LANE + 15} textAnchor="end">
            #{index}
          </text>
        </g>
      ))}
      {ticks(window, zero, width / 90).map(({ at, label }) => {
        const x = GUTTER + ((at - window.start) / window.length) * width;
        return (
          <g key={at}>
            <line className="lanes-picture__tick" x1={x} x2={x} y1={0} y2={height + 4} />
            <text
              className="lanes-picture__text"
              x={Math.min(x, GUTTER + width - 12)}
              y={height + 16}
              textAnchor="middle"
            >
              {label}
            </text>
          </g>
        );
      })}
      <Blocks lanes={lanes} window={window} width={width} />
      {selected && <Frame run={selected} window={window} width={width} kind="selected" />}
      {marked && <Frame run={marked} window={window} width={width} kind="marked" />}
    </svg>
  );
}

const Blocks = memo(function Blocks(frame: LaneFrame) {
  return [...lanePaths(frame)].map(([program, path]) => (
    <path key={program} d={path} style={{ fill: programColour(program) }} data-program={program} />
  ));
});

function Frame({ run, window, width, kind }: Omit<LaneFrame, 'lanes'> & { run: QueueRun; kind: string }) {
  if (endOf(run) < window.start || run.startedAt > window.start + window.length) return null;
  const box = boxOf(run, { window, width });
  const left = Math.max(box.x, GUTTER);
  const right = Math.min(box.x + box.width, GUTTER + width);
  return (
    <rect
      className="lanes-picture__frame"
      data-kind={kind}
      x={left - 1}
      y={box.y - 1}
      width={Math.max(2, right - left + 2)}
      height={box.height + 2}
      rx={2}
    />
  );
}
