/**
 * Pure rules of a project's files. Paths are relative and `/`-separated; a folder exists because a file lies in
 * it or because it is listed in `folders`.
 */
export type Files = Record<string, string>;

export interface Tree {
  files: Files;
  /** Folders without files, kept so that an empty one can exist. */
  folders: string[];
  tabs: string[];
  activePath: string | null;
}

/** The build service's own limits: refuse early what it would refuse anyway. */
export const MAX_FILES = 64;
export const MAX_PROJECT_BYTES = 1024 * 1024;

/** Why `path` cannot be the path of a new file or folder; null when it can. */
export function pathProblem(path: string, tree: Pick<Tree, 'files' | 'folders'>): string | null {
  if (path === '') return 'Give it a name';
  if (path.length > 200) return 'The path is longer than 200 characters';
  if (path.startsWith('/') || path.includes('\\')) return 'Use a relative path with / between folders';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (/[\u0000-\u001f:*?"<>|]/.test(path)) return 'The name holds a character that file systems refuse';
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..'))
    return 'Empty, . and .. are no names';
  if (path in tree.files || listFolders(tree).has(path)) return `${path} exists already`;
  const parents = path.split('/').slice(0, -1);
  for (let depth = 1; depth <= parents.length; depth++) {
    const parent = parents.slice(0, depth).join('/');
    if (parent in tree.files) return `${parent} is a file, not a folder`;
  }
  return null;
}

export function listFolders({ files, folders }: Pick<Tree, 'files' | 'folders'>): Set<string> {
  const all = new Set(folders);
  for (const path of [...Object.keys(files), ...folders]) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) all.add(parts.slice(0, depth).join('/'));
  }
  return all;
}

export function removeEntry(tree: Tree, path: string): Tree {
  const keep = (other: string) => other !== path && !other.startsWith(`${path}/`);
  const tabs = tree.tabs.filter(keep);
  // The folder that held it stays, even when it is empty now.
  const parent = path.split('/').slice(0, -1).join('/');
  return {
    files: Object.fromEntries(Object.entries(tree.files).filter(([file]) => keep(file))),
    folders: [...new Set([...tree.folders.filter(keep), ...(parent ? [parent] : [])])],
    tabs,
    activePath: tree.activePath !== null && keep(tree.activePath) ? tree.activePath : (tabs.at(-1) ?? null),
  };
}

export function moveEntry(tree: Tree, from: string, to: string): Tree {
  const move = (path: string) =>
    path === from ? to : path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
  return {
    files: Object.fromEntries(Object.entries(tree.files).map(([path, text]) => [move(path), text])),
    folders: tree.folders.map(move),
    tabs: tree.tabs.map(move),
    activePath: tree.activePath === null ? null : move(tree.activePath),
  };
}

/** `src/lib.rs` → `src/lib-2.rs`, the first that is free: adding files never overwrites any. */
export function freePath(path: string, files: Files): string {
  if (!(path in files)) return path;
  const match = /^(.*?)(\.[^./]+)?$/.exec(path);
  for (let n = 2; ; n++) {
    const candidate = `${match?.[1] ?? path}-${n}${match?.[2] ?? ''}`;
    if (!(candidate in files)) return candidate;
  }
}

/** Why a project of these files is too large for the build service; null when it is not. */
export function sizeProblem(files: Files): string | null {
  const count = Object.keys(files).length;
  if (count > MAX_FILES) return `A project holds at most ${MAX_FILES} files; this would be ${count}`;
  const encoder = new TextEncoder();
  const bytes = Object.values(files).reduce((sum, text) => sum + encoder.encode(text).length, 0);
  if (bytes > MAX_PROJECT_BYTES)
    return `A project holds at most 1 MiB of text; this would be ${(bytes / MAX_PROJECT_BYTES).toFixed(1)} MiB`;
  return null;
}

export interface TreeEntry {
  path: string;
  name: string;
  /** 1 at the top. */
  level: number;
  kind: 'file' | 'folder';
}

/** What the explorer shows, top to bottom: folders first, closed ones without what is in them. */
export function visibleEntries(tree: Pick<Tree, 'files' | 'folders'>, closed: ReadonlySet<string>): TreeEntry[] {
  const folders = listFolders(tree);
  const all = [
    ...[...folders].map((path) => ({ path, kind: 'folder' as const })),
    ...Object.keys(tree.files).map((path) => ({ path, kind: 'file' as const })),
  ];
  const result: TreeEntry[] = [];
  const visit = (parent: string, level: number) => {
    const prefix = parent === '' ? '' : `${parent}/`;
    const children = all
      .filter(({ path }) => path.startsWith(prefix) && path !== parent && !path.slice(prefix.length).includes('/'))
      .sort((a, b) => (a.kind === b.kind ? a.path.localeCompare(b.path) : a.kind === 'folder' ? -1 : 1));
    for (const { path, kind } of children) {
      result.push({ path, name: path.slice(prefix.length), level, kind });
      if (kind === 'folder' && !closed.has(path)) visit(path, level + 1);
    }
  };
  visit('', 1);
  return result;
}
