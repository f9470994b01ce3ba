import { useEffect, useState } from 'react';
import { formatDuration } from '../shared/units.ts';
import { isBuilding, useBuild } from '../stores/build-store.ts';
import { cancelBuild } from './commands/build-commands.ts';
import { CommandButton } from './commands/command-button.tsx';

/** What the build is doing now, for how long, and how to end it; how the latest one ended. */
export function BuildProgress() {
  const state = useBuild((build) => build.state);
  const building = isBuilding(state);
  const now = useNow(building);
  return (
    <div className="build-progress">
      <span role="status" className="build-progress__text" data-phase={state.phase}>
        {state.phase === 'queued' && (state.position === 0 ? 'Next in the queue' : `${state.position} builds ahead`)}
        {state.phase === 'running' && <span className="mono">{state.text}</span>}
        {state.phase === 'done' && `Built in ${formatDuration(state.durationMs)}${state.cached ? ' (cached)' : ''}`}
        {state.phase === 'failed' && <span className="danger">Build failed</span>}
        {state.phase === 'error' && <span className="danger">Build not done</span>}
        {state.phase === 'cancelled' && 'Build cancelled'}
      </span>
      {(state.phase === 'queued' || state.phase === 'running') && (
        <>
          <span className="muted num">{formatDuration(Math.max(0, now - state.startedAt))}</span>
          <CommandButton command={cancelBuild} show="icon" className="icon-button" />
        </>
      )}
    </div>
  );
}

function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
