import { describe, expect, it } from 'vitest';
import { freePath, moveEntry, pathProblem, removeEntry, sizeProblem, visibleEntries } from './file-rules.ts';

const tree = {
  files: { 'Cargo.toml': '', 'src/lib.rs': 'a', 'src/a/b.rs': 'b' },
  folders: ['docs'],
  tabs: ['src/lib.rs', 'src/a/b.rs'],
  activePath: 'src/a/b.rs',
};

describe('file rules', () => {
  it('refuses names that cannot be', () => {
    expect(pathProblem('src/new.rs', tree)).toBeNull();
    for (const path of ['', '/abs', '../up', 'a//b', 'a\\b', 'src/lib.rs', 'docs', 'src', 'src/lib.rs/x', 'a:b']) {
      expect(pathProblem(path, tree), path).not.toBeNull();
    }
  });

  it('removes a folder with what is in it and keeps its parent', () => {
    const left = removeEntry(tree, 'src/a');
    expect(Object.keys(left.files)).toEqual(['Cargo.toml', 'src/lib.rs']);
    expect(left).toMatchObject({ tabs: ['src/lib.rs'], activePath: 'src/lib.rs', folders: ['docs', 'src'] });
  });

  it('moves a folder and the tabs of its files', () => {
    const moved = moveEntry(tree, 'src/a', 'lib');
    expect(Object.keys(moved.files)).toContain('lib/b.rs');
    expect(moved.activePath).toBe('lib/b.rs');
  });

  it('lists folders first, without what closed ones hold', () => {
    expect(visibleEntries(tree, new Set(['src'])).map(({ path }) => path)).toEqual(['docs', 'src', 'Cargo.toml']);
    expect(visibleEntries(tree, new Set()).map(({ path, level }) => `${level} ${path}`)).toEqual([
      '1 docs',
      '1 src',
      '2 src/a',
      '3 src/a/b.rs',
      '2 src/lib.rs',
      '1 Cargo.toml',
    ]);
  });

  it('finds a free name and knows the limits', () => {
    expect(freePath('src/lib.rs', tree.files)).toBe('src/lib-2.rs');
    expect(sizeProblem({ a: 'x'.repeat(1024 * 1024 + 1) })).toContain('1 MiB');
    expect(sizeProblem(Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`f${n}`, ''])))).toContain('64 files');
  });
});
