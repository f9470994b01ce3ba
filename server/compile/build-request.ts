import * as v from 'valibot';
import type { BuildRequest } from '../../src/build/protocol.ts';
import { AppError } from '../../src/shared/app-error.ts';
import type { BuildLimits } from './limits.ts';

const schema = v.object({ files: v.record(v.string(), v.string()) });

/** A path that means the same file on every system: relative, `/`-separated, of ordinary names. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is excluded
const ordinaryName = /^(?!\.{1,2}$)[^/\\:*?"<>|\x00-\x1f]{1,128}$/;

/** @throws AppError `BAD_BUILD_REQUEST`, `TOO_MANY_FILES`, `PROJECT_TOO_LARGE` */
export function parseBuildRequest(body: unknown, limits: BuildLimits): BuildRequest {
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw badRequest('The request is no project', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  }
  const { files } = parsed.output;
  const paths = Object.keys(files);
  if (paths.length === 0) throw badRequest('The project has no files', 'A contract needs at least one Rust file.');
  if (paths.length > limits.files) {
    throw new AppError({
      code: 'TOO_MANY_FILES',
      shortMessage: `The project has ${paths.length} files; the build service takes ${limits.files}`,
      hint: 'Leave out what the build does not need, for example tests and pictures.',
    });
  }
  const odd = paths.find((path) => path.length > 256 || !path.split('/').every((name) => ordinaryName.test(name)));
  if (odd !== undefined) {
    throw badRequest(
      `The build service cannot take the path ${JSON.stringify(odd.slice(0, 80))}`,
      'Paths are relative, separated by /, and contain neither .. nor special characters.',
    );
  }
  const bytes = paths.reduce((sum, path) => sum + Buffer.byteLength(path) + Buffer.byteLength(files[path] ?? ''), 0);
  if (bytes > limits.projectBytes) throw projectTooLarge(limits, bytes);
  return { files };
}

export function projectTooLarge(limits: BuildLimits, bytes?: number): AppError {
  const size = bytes === undefined ? 'too large' : `${bytes.toLocaleString('en')} bytes large`;
  return new AppError({
    code: 'PROJECT_TOO_LARGE',
    shortMessage: `The project is ${size}; the build service takes ${limits.projectBytes.toLocaleString('en')} bytes`,
    hint: 'Only source files are needed: leave out build output, pictures and data.',
  });
}

function badRequest(shortMessage: string, details: string): AppError {
  const hint = 'Send {"files": {"src/lib.rs": "…"}} as JSON.';
  return new AppError({ code: 'BAD_BUILD_REQUEST', shortMessage, details, hint });
}
