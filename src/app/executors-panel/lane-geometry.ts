import type { Hex } from '../../shared/hex.ts';
import { endOf, type QueueRun, runsWithin } from './queue-runs.ts';
import type { TimeWindow } from './time-window.ts';

/** px: a lane's height with its gap, the room for names at the left, and that of the time axis below. */
export const LANE = 22;
export const GUTTER = 34;
export const AXIS = 20;

/** What the lanes are drawn into: `width` in px without the gutter. */
export interface LaneFrame {
  lanes: readonly (readonly QueueRun[])[];
  window: TimeWindow;
  width: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a run lies. Runs of the injected queue have half the height: shape tells them apart, not colour alone. */
export function boxOf(run: QueueRun, { window, width }: Omit<LaneFrame, 'lanes'>): Box {
  const scale = width / window.length;
  const height = run.queue === 'injected' ? LANE / 2 - 2 : LANE - 6;
  return {
    x: GUTTER + (run.startedAt - window.start) * scale,
    y: run.executor * LANE + LANE - 3 - height,
    width: Math.max(MIN_WIDTH, run.duration * scale),
    height,
  };
}

/**
 * One SVG path for each program, of those of its runs that are in the window. So the number of elements does not grow
 * with that of runs; and a run that would be drawn within the pixels of the one before, where a person could not tell
 * them apart, is left out.
 */
export function lanePaths({ lanes, window, width }: LaneFrame): Map<Hex, string> {
  const parts = new Map<Hex, string[]>();
  for (const lane of lanes) {
    const [first, last] = runsWithin(lane, window.start, window.start + window.length);
    let drawnTo = Number.NEGATIVE_INFINITY;
    for (let index = first; index < last; index++) {
      const run = lane[index] as QueueRun;
      const box = boxOf(run, { window, width });
      const left = Math.max(box.x, GUTTER);
      const right = Math.min(box.x + box.width, GUTTER + width);
      if (right < drawnTo + 1) continue;
      drawnTo = right;
      let path = parts.get(run.program);
      if (!path) {
        path = [];
        parts.set(run.program, path);
      }
      const w = (right - left).toFixed(1);
      path.push(`M${left.toFixed(1)} ${box.y}h${w}v${box.height}h-${w}z`);
    }
  }
  return new Map([...parts].map(([program, path]) => [program, path.join('')]));
}

/** The run at a point of the picture; a few px beside it will do. */
export function runAt({ lanes, window, width }: LaneFrame, x: number, y: number): QueueRun | undefined {
  const lane = lanes[Math.floor(y / LANE)];
  if (!lane || x < GUTTER) return undefined;
  const perPixel = window.length / width;
  const at = window.start + (x - GUTTER) * perPixel;
  const [first, last] = runsWithin(lane, at - NEAR * perPixel, at + NEAR * perPixel);
  const distance = (run: QueueRun) => Math.max(run.startedAt - at, at - endOf(run), 0);
  let nearest: QueueRun | undefined;
  for (const run of lane.slice(first, last)) {
    if (!nearest || distance(run) < distance(nearest)) nearest = run;
  }
  return nearest;
}

/** The run before (-1) or after (1) in the same lane; the run itself at the end of the lane. */
export function besideRun(lanes: LaneFrame['lanes'], run: QueueRun, step: -1 | 1): QueueRun {
  const lane = lanes[run.executor] ?? [];
  return lane[lane.findIndex(({ key }) => key === run.key) + step] ?? run;
}

/** The run of the nearest lane above (-1) or below (1) that has any, at about the same time. */
export function acrossRun(lanes: LaneFrame['lanes'], run: QueueRun, step: -1 | 1): QueueRun {
  for (let index = run.executor + step; lanes[index]; index += step) {
    const found = nearestTo(lanes[index] ?? [], run.startedAt);
    if (found) return found;
  }
  return run;
}

export function nearestTo(lane: readonly QueueRun[], at: number): QueueRun | undefined {
  const [after] = runsWithin(lane, at, at);
  const candidates = [lane[after - 1], lane[after]].filter((run) => run !== undefined);
  const distance = ({ startedAt }: QueueRun) => Math.abs(startedAt - at);
  return candidates.sort((a, b) => distance(a) - distance(b))[0];
}

/** The same program has the same hue in every view and session. */
export function programColour(program: Hex): string {
  return `oklch(0.62 0.12 ${Number.parseInt(program.slice(-4), 16) % 360})`;
}

const MIN_WIDTH = 2;
/** px */
const NEAR = 4;
