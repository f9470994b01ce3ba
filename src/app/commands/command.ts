import type { IconName } from '../../ui/icon.tsx';
import type { Services } from '../services.ts';

/**
 * Something a person can do: one object each, used alike by buttons, keys and the palette.
 * `perform` may throw: the registry shows what happened and what to do next.
 */
export interface Command {
  /** `group.verb`, e.g. `build.run`. */
  id: string;
  /** In the imperative, e.g. `Build`. */
  title: string;
  /** In tinykeys' notation; `$mod` is Ctrl, or Cmd on a Mac. */
  key?: string;
  icon?: IconName;
  /** Always enabled when absent. Reads stores only, so that whoever shows it can follow them. */
  isEnabled?: () => boolean;
  perform: (services: Services) => void | Promise<void>;
}

/** A key for people: `$mod+Shift+e` → `Ctrl+Shift+E`. */
export function keyText(key: string): string {
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
  return key
    .split('+')
    .map((part) => (part === '$mod' ? (isMac ? '⌘' : 'Ctrl') : part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}
