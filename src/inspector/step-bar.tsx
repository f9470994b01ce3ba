import { Icon } from '../ui/icon.tsx';

interface StepBarProps {
  /** −1: the state is not in the history. */
  current: number;
  count: number;
  onStep: (place: number) => void;
}

/** Walks through the program's states. */
export function StepBar({ current, count, onStep }: StepBarProps) {
  const last = count - 1;
  const steps = [
    { name: 'First state', icon: 'toFirst', to: 0, isOff: current <= 0 },
    { name: 'Earlier state', icon: 'chevronLeft', to: current - 1, isOff: current <= 0 },
    { name: 'Later state', icon: 'chevronRight', to: current + 1, isOff: current >= last },
    { name: 'Latest state', icon: 'toLast', to: last, isOff: current >= last },
  ] as const;
  return (
    <fieldset className="step-bar">
      <legend className="visually-hidden">Steps through time</legend>
      {steps.map(({ name, icon, to, isOff }) => (
        <button
          key={name}
          type="button"
          className="icon-button icon-button--small"
          aria-label={name}
          title={name}
          disabled={isOff}
          onClick={() => onStep(to)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </fieldset>
  );
}
