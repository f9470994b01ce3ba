import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/shared/app-error.ts';
import { parseBuildRequest } from './build-request.ts';
import { serviceLimits } from './limits.ts';

const limits = serviceLimits({ files: 2, projectBytes: 100 });

function codeOf(body: unknown): string {
  try {
    parseBuildRequest(body, limits);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('parseBuildRequest', () => {
  it('takes a project', () => {
    expect(parseBuildRequest({ files: { 'Cargo.toml': '', 'src/lib.rs': 'x' } }, limits)).toEqual({
      files: { 'Cargo.toml': '', 'src/lib.rs': 'x' },
    });
  });

  it('refuses what is no project', () => {
    for (const body of [undefined, null, [], {}, { files: [] }, { files: { 'a.rs': 1 } }, { files: {} }]) {
      expect(codeOf(body)).toBe('BAD_BUILD_REQUEST');
    }
  });

  it('refuses paths that lead elsewhere', () => {
    for (const path of ['../a.rs', '/etc/passwd', 'src/../../a', 'a\\b', 'C:/a', '', 'a//b', 'a/', './a', 'a\0b']) {
      expect(codeOf({ files: { [path]: '' } }), path).toBe('BAD_BUILD_REQUEST');
    }
    expect(codeOf({ files: { '.cargo/config.toml': '', 'src/größe.rs': '' } })).toBe('accepted');
  });

  it('has limits', () => {
    expect(codeOf({ files: { a: '', b: '', c: '' } })).toBe('TOO_MANY_FILES');
    expect(codeOf({ files: { a: 'ä'.repeat(50) } })).toBe('PROJECT_TOO_LARGE');
  });
});
