import { CommandButton } from './commands/command-button.tsx';
import { explorer, templates } from './commands/view-commands.ts';

/** The next step where there is nothing to show. */
export function StartActions() {
  return (
    <>
      <CommandButton command={templates} label="Open a template" />
      <CommandButton command={explorer} label="Show the files" />
    </>
  );
}
