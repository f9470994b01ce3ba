import { useLayout } from '../stores/layout-store.ts';
import { Icon } from '../ui/icon.tsx';
import { keyText } from './commands/command.ts';
import { runCommand } from './commands/registry.ts';
import { explorer, settings, templates } from './commands/view-commands.ts';
import { useServices } from './services-context.ts';

const VIEWS = [
  { view: 'explorer', command: explorer },
  { view: 'templates', command: templates },
  { view: 'settings', command: settings },
] as const;

export function ActivityBar() {
  const side = useLayout((layout) => layout.side);
  const services = useServices();
  return (
    <nav className="activity-bar" aria-label="Views">
      {VIEWS.map(({ view, command }) => (
        <button
          key={view}
          type="button"
          className="activity-bar__button"
          aria-label={command.title}
          aria-pressed={side === view}
          title={command.key ? `${command.title} (${keyText(command.key)})` : command.title}
          onClick={() => void runCommand(command, services)}
        >
          <Icon name={view} size={20} />
        </button>
      ))}
    </nav>
  );
}
