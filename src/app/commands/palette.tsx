import { Command as Menu } from 'cmdk';
import { useEffect, useRef } from 'react';
import { useLayout } from '../../stores/layout-store.ts';
import { openFile } from '../../stores/workspace-files.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { Icon } from '../../ui/icon.tsx';
import { useServices } from '../services-context.ts';
import { keyText } from './command.ts';
import { commands, runCommand } from './registry.ts';

/** Every command and file by name (F1). Default export, because it is loaded when first opened. */
export default function Palette() {
  const services = useServices();
  const files = useWorkspace(({ project }) => project?.files);
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => useLayout.getState().setPaletteOpen(false);

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    // A modal focuses its first focusable element, which is the list around the input.
    dialog.current?.querySelector('input')?.focus();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Command palette"
      onCancel={close}
      onClose={close}
      onMouseDown={(event) => event.target === dialog.current && close()}
    >
      <Menu label="Command palette" loop>
        <Menu.Input placeholder="Type a command or a file name" className="palette__input" />
        <Menu.List className="palette__list">
          <Menu.Empty className="palette__empty">Nothing by that name.</Menu.Empty>
          <Menu.Group heading="Commands">
            {commands
              .filter((command) => command.id !== 'view.palette' && (command.isEnabled?.() ?? true))
              .map((command) => (
                <Menu.Item
                  key={command.id}
                  value={command.title}
                  onSelect={() => {
                    close();
                    void runCommand(command, services);
                  }}
                >
                  <span className="palette__icon">{command.icon && <Icon name={command.icon} />}</span>
                  {command.title}
                  {command.key && <kbd>{keyText(command.key)}</kbd>}
                </Menu.Item>
              ))}
          </Menu.Group>
          <Menu.Group heading="Files">
            {Object.keys(files ?? {}).map((path) => (
              <Menu.Item
                key={path}
                value={path}
                onSelect={() => {
                  close();
                  openFile(path);
                }}
              >
                <span className="palette__icon">
                  <Icon name="file" />
                </span>
                {path}
              </Menu.Item>
            ))}
          </Menu.Group>
        </Menu.List>
      </Menu>
    </dialog>
  );
}
