import { type KeyboardEvent, useId } from 'react';
import type { StatePoint } from '../network/network.ts';
import type { ProgramIdl } from '../program/idl.ts';
import { formatTime, groupDigits, shortHex } from '../shared/units.ts';
import { useNetwork } from '../stores/network-store.ts';
import { VirtualRows } from '../ui/virtual-rows.tsx';
import { describeCauses } from './describe-cause.ts';

interface StateListProps {
  /** Oldest first. */
  states: readonly StatePoint[];
  /** Places in `states`; −1: none. */
  current: number;
  base: number;
  idl: ProgramIdl | undefined;
  onStep: (place: number) => void;
}

/** Every state of the program in its order. Arrow keys, Home and End walk through time. */
export function StateList({ states, current, base, idl, onStep }: StateListProps) {
  const messages = useNetwork((state) => state.messages);
  const prefix = useId();
  const last = states.length - 1;

  function onKeyDown(event: KeyboardEvent) {
    const target = placeByKey(event.key, current, last);
    if (target === undefined) return;
    event.preventDefault();
    onStep(target);
  }

  return (
    <VirtualRows
      className="states__list"
      role="listbox"
      aria-label="States, oldest first"
      tabIndex={0}
      aria-activedescendant={current >= 0 ? `${prefix}-${current}` : undefined}
      onKeyDown={onKeyDown}
      count={states.length}
      rowHeight={40}
      maxHeight={640}
      reveal={current}
      row={(index) => {
        const state = states[index] as StatePoint;
        return (
          // Focus is the list's; the pointer is a second way.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
          <div
            id={`${prefix}-${index}`}
            className="states__state"
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            aria-setsize={states.length}
            aria-posinset={index + 1}
            data-base={index === base || undefined}
            data-gone={state.isGone}
            onClick={(event) => {
              event.currentTarget.closest<HTMLElement>('[role="listbox"]')?.focus();
              onStep(index);
            }}
          >
            <span className="states__cause">
              <span className="muted num">#{index}</span> {describeCauses(state, { idl, messages })}
            </span>
            <span className="muted states__facts num">
              {index === last && <b>latest · </b>}
              {index === base && <b>compared · </b>}
              {state.isGone && 'dropped · '}height {groupDigits(state.height)} · {formatTime(state.at)}
              {state.gasBurned ? ` · ${groupDigits(state.gasBurned)} gas` : ''} ·{' '}
              <span className="mono">{shortHex(state.stateHash)}</span>
            </span>
          </div>
        );
      }}
    />
  );
}

/** Where a key leads; undefined: it is no key of time. */
export function placeByKey(key: string, current: number, last: number): number | undefined {
  const targets: Record<string, number> = {
    ArrowLeft: current - 1,
    ArrowUp: current - 1,
    ArrowRight: current + 1,
    ArrowDown: current + 1,
    Home: 0,
    End: last,
  };
  return targets[key];
}
