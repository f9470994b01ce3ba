import { AppError } from '../shared/app-error.ts';
import { formatBytes } from '../shared/units.ts';
import { type Files, MAX_PROJECT_BYTES, pathProblem } from '../stores/file-rules.ts';

/** What a person chose or dropped: a path (with folders, where known) and its bytes, read only if small enough. */
export interface UploadSource {
  path: string;
  size: number;
  read: () => Promise<Uint8Array<ArrayBuffer>>;
}

export interface Upload {
  files: Files;
  programs: { name: string; wasm: Uint8Array<ArrayBuffer>; idl?: string }[];
  /** What was left out, and why. */
  refused: { path: string; reason: string }[];
}

/** Code may have 512 KiB in the runtime; custom sections (names, debug information) come on top of it in a file. */
const MAX_WASM_BYTES = 8 * 1024 * 1024;
const MAX_ZIP_BYTES = 4 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;
const MAX_ENTRIES = 500;
const SKIPPED = /(^|\/)(target|node_modules|\.git|\.github|__MACOSX|\.DS_Store)(\/|$)/;

/**
 * Sorts an upload into source files and programs. Never throws for a bad file: it is refused with a reason, and
 * the rest is taken.
 */
export async function readUpload(sources: UploadSource[]): Promise<Upload> {
  const upload: Upload = { files: {}, programs: [], refused: [] };
  const wasms = new Map<string, Uint8Array<ArrayBuffer>>();
  const idls = new Map<string, string>();

  const take = async (source: UploadSource) => {
    if (SKIPPED.test(source.path)) return;
    const problem = sourceProblem(source, upload);
    if (problem) {
      upload.refused.push({ path: source.path, reason: problem });
      return;
    }
    const bytes = await source.read();
    if (/\.zip$/i.test(source.path)) {
      for (const entry of await unpack(bytes, upload)) await take(entry);
    } else if (/\.wasm$/i.test(source.path)) {
      if (isWasm(bytes)) wasms.set(stem(source.path), bytes);
      else upload.refused.push({ path: source.path, reason: 'It does not begin like WebAssembly (00 61 73 6d)' });
    } else {
      const text = decodeText(bytes);
      if (text === null) upload.refused.push({ path: source.path, reason: 'It is not UTF-8 text' });
      else if (/\.idl$/i.test(source.path)) idls.set(stem(source.path), text);
      else upload.files[source.path] = text;
    }
  };
  for (const source of sources.slice(0, MAX_ENTRIES)) await take(source);
  if (sources.length > MAX_ENTRIES) {
    upload.refused.push({
      path: `${sources.length - MAX_ENTRIES} more files`,
      reason: `An upload may have ${MAX_ENTRIES} files`,
    });
  }

  for (const [name, wasm] of wasms) {
    // One program and one interface belong together whatever their names are.
    const idl = idls.get(name) ?? (wasms.size === 1 && idls.size === 1 ? [...idls.values()][0] : undefined);
    upload.programs.push({ name: name.split('/').pop() ?? name, wasm, ...(idl !== undefined && { idl }) });
  }
  if (wasms.size === 0) for (const [name, idl] of idls) upload.files[`${name}.idl`] = idl;
  upload.files = withoutCommonFolder(upload.files);
  return upload;
}

function sourceProblem({ path, size }: UploadSource, upload: Upload): string | null {
  const isProgram = /\.wasm$/i.test(path);
  const isZip = /\.zip$/i.test(path);
  const limit = isProgram ? MAX_WASM_BYTES : isZip ? MAX_ZIP_BYTES : MAX_PROJECT_BYTES;
  if (size > limit) {
    const what = isProgram ? 'a program' : isZip ? 'an archive' : 'a text file';
    return `It has ${formatBytes(size)}; ${what} may have ${formatBytes(limit)}`;
  }
  if (isProgram || isZip) return null;
  return pathProblem(path, { files: upload.files, folders: [] });
}

async function unpack(bytes: Uint8Array, upload: Upload): Promise<UploadSource[]> {
  const { unzip } = await import('fflate');
  let total = 0;
  let count = 0;
  try {
    const entries = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
      const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
        if (name.endsWith('/') || SKIPPED.test(name)) return false;
        total += originalSize;
        count += 1;
        const reason = /\.zip$/i.test(name)
          ? 'An archive within an archive is not unpacked'
          : total > MAX_UNPACKED_BYTES || count > MAX_ENTRIES
            ? `An archive may unpack to ${formatBytes(MAX_UNPACKED_BYTES)} in ${MAX_ENTRIES} files`
            : null;
        if (reason) upload.refused.push({ path: name, reason });
        return reason === null;
      };
      unzip(bytes, { filter }, (error, data) => (error ? reject(error) : resolve(data)));
    });
    return Object.entries(entries).map(([path, data]) => ({ path, size: data.length, read: async () => data.slice() }));
  } catch (error) {
    throw new AppError({
      code: 'BAD_ARCHIVE',
      shortMessage: 'The archive cannot be unpacked',
      details: String(error),
      hint: 'Make the .zip again, or drop the folder itself.',
      cause: error,
    });
  }
}

function isWasm(bytes: Uint8Array): boolean {
  return [0, 0x61, 0x73, 0x6d].every((byte, index) => bytes[index] === byte);
}

function stem(path: string): string {
  return path.replace(/\.(opt\.)?(wasm|idl)$/i, '');
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** An archive of a repository has all its files in one folder: what matters is in it. */
function withoutCommonFolder(files: Files): Files {
  const paths = Object.keys(files);
  const top = paths[0]?.split('/')[0];
  if (top === undefined || !(`${top}/Cargo.toml` in files) || !paths.every((path) => path.startsWith(`${top}/`)))
    return files;
  return Object.fromEntries(paths.map((path) => [path.slice(top.length + 1), files[path] as string]));
}
