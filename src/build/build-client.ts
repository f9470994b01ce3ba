import { AppError } from '../shared/app-error.ts';
import type { BuildEvent, BuildRequest, BuildServiceHealth } from './protocol.ts';

/** Client of the build service. */
export interface BuildClient {
  /**
   * Builds a project and yields what the service says, the last being `done`, `failed` or `error`.
   * @throws AppError `BUILD_SERVICE_UNREACHABLE`, `BUILD_INTERRUPTED`, `BUILD_REFUSED`; DOMException `AbortError` after `signal` fires
   */
  build(request: BuildRequest, signal: AbortSignal): AsyncGenerator<BuildEvent, void>;
  /** @throws AppError `BUILD_SERVICE_UNREACHABLE` */
  getHealth(signal?: AbortSignal): Promise<BuildServiceHealth>;
}

const UNREACHABLE_HINT =
  'Start it with `npm start`, or check the connection. Programs already built can still be deployed and called.';

/** @param baseUrl where the service is mounted, ending in `/`, e.g. `https://host/path/` */
export function createBuildClient(
  baseUrl: string,
  fetchImplementation: typeof fetch = (...args) => fetch(...args),
): BuildClient {
  async function request(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetchImplementation(new URL(path, baseUrl), init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new AppError({
        code: 'BUILD_SERVICE_UNREACHABLE',
        shortMessage: 'The build service does not answer',
        hint: UNREACHABLE_HINT,
        cause: error,
      });
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  return {
    async *build(body, signal) {
      const response = await request('api/build', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      });
      let last: BuildEvent | undefined;
      for await (const event of readLines(response, signal)) {
        last = event;
        yield event;
      }
      if (last?.type !== 'done' && last?.type !== 'failed' && last?.type !== 'error') {
        throw new AppError({
          code: 'BUILD_INTERRUPTED',
          shortMessage: 'The build service closed the connection before the build ended',
          hint: 'Build again. If it happens twice, look at the output of the service.',
        });
      }
    },

    async getHealth(signal) {
      const response = await request('api/build/health', signal ? { signal } : {});
      if (!response.headers.get('content-type')?.includes('json')) {
        throw new AppError({
          code: 'BUILD_SERVICE_UNREACHABLE',
          shortMessage: 'There is no build service at this address',
          hint: UNREACHABLE_HINT,
        });
      }
      return response.json();
    },
  };
}

/** One JSON value a line; a line may be split over several chunks. */
async function* readLines(response: Response, signal: AbortSignal): AsyncGenerator<BuildEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim()) yield JSON.parse(line) as BuildEvent;
    }
    if (rest.trim()) yield JSON.parse(rest) as BuildEvent;
  } catch (error) {
    if (signal.aborted || error instanceof AppError) throw error;
    throw new AppError({
      code: 'BUILD_INTERRUPTED',
      shortMessage: 'The connection to the build service broke while it was building',
      details: String(error),
      hint: 'Build again: what is compiled already is kept by the service.',
      cause: error,
    });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function refusal(response: Response): Promise<AppError> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    const revived = AppError.revive((body as { error?: unknown }).error ?? body);
    if (revived.code !== 'UNEXPECTED') return revived;
  } catch {
    // Not JSON: a proxy or another server answered. Its text goes into the details below.
  }
  const missing = response.status === 404 || response.status === 405 || response.status >= 502;
  return new AppError({
    code: missing ? 'BUILD_SERVICE_UNREACHABLE' : 'BUILD_REFUSED',
    shortMessage: missing
      ? 'There is no build service at this address'
      : `The build service refused the request (HTTP ${response.status})`,
    details: text.slice(0, 2_000),
    hint: missing ? UNREACHABLE_HINT : 'Read the details; a project may hold 64 files and 1 MiB.',
  });
}
