import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text files of a folder as a build request has them: path → text, without `target`, lock file and names that begin with a dot. */
export function readProject(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (prefix: string) => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = prefix ? `${prefix}/${entry.name}` : entry.name;
      if (entry.name.startsWith('.') || entry.name === 'target' || entry.name === 'Cargo.lock') continue;
      if (entry.isDirectory()) walk(path);
      else files[path] = readFileSync(join(folder, path), 'utf8');
    }
  };
  walk('');
  return files;
}
