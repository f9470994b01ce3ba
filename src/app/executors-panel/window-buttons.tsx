import { ZOOM_STEP } from './run-lanes.tsx';
import { type TimeWindow, zoom } from './time-window.ts';

interface WindowButtonsProps {
  window: TimeWindow;
  all: TimeWindow;
  onWindow: (window: TimeWindow) => void;
}

export function WindowButtons({ window, all, onWindow }: WindowButtonsProps) {
  return (
    <fieldset className="run-lanes__buttons">
      <legend className="visually-hidden">Time in view</legend>
      <button
        type="button"
        className="button button--small"
        aria-label="Zoom in"
        title="Zoom in (+, or the wheel with Ctrl or Cmd)"
        onClick={() => onWindow(zoom(window, all, 1 / ZOOM_STEP))}
      >
        +
      </button>
      <button
        type="button"
        className="button button--small"
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => onWindow(zoom(window, all, ZOOM_STEP))}
      >
        −
      </button>
      <button type="button" className="button button--small" title="Fit all (0)" onClick={() => onWindow(all)}>
        Fit all
      </button>
    </fieldset>
  );
}
