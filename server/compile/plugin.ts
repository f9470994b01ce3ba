/**
 * The build service over HTTP, as src/build/protocol.ts describes it: a Fastify plugin that server/main.ts mounts. It answers
 * `POST /api/build` with a stream of events and `GET /api/build/health`. Everything that a stranger can send ends here or in the sandbox.
 */
import { PassThrough } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BuildEvent, BuildServiceHealth } from '../../src/build/protocol.ts';
import { AppError } from '../../src/shared/app-error.ts';
import { parseBuildRequest, projectTooLarge } from './build-request.ts';
import { BuildService } from './build-service.ts';
import { detectSandbox } from './detect-sandbox.ts';
import { findInstallation, type Installation, isComplete } from './installation.ts';
import { type BuildLimits, serviceLimits } from './limits.ts';
import type { Sandbox } from './sandbox.ts';

export interface BuildServiceOptions {
  /** The address on which the server will listen: without a sandbox only loopback is allowed. */
  host: string;
  installation?: Installation;
  limits?: Partial<BuildLimits>;
}

/** @throws AppError `SANDBOX_MISSING` when strangers could reach a service that has no sandbox, `RUST_MISSING`, `TOOLCHAIN_NOT_BUILT` */
export async function buildService(app: FastifyInstance, options: BuildServiceOptions): Promise<void> {
  const { host, installation = findInstallation() } = options;
  const limits = serviceLimits(options.limits);
  if (!isComplete(installation)) throw notSetUp();
  const sandbox = await detectSandbox(installation, limits);
  if (sandbox.kind === 'none') demandLoopback(app, host, sandbox);
  const service = new BuildService(installation, sandbox, limits);
  const running = new Set<AbortController>();

  app.addHook('preClose', async () => {
    for (const build of running) build.abort(stopping());
  });
  app.setErrorHandler((error: FastifyError | AppError, _request, reply) => refuse(reply, error, limits));
  app.get('/api/build/health', (): BuildServiceHealth => service.health());
  app.post(
    '/api/build',
    // JSON writes some characters of a text as two or six.
    { bodyLimit: 2 * limits.projectBytes + 2 ** 16 },
    (request, reply) => streamBuild(service, running, request, reply),
  );
}

function streamBuild(
  service: BuildService,
  running: Set<AbortController>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const project = parseBuildRequest(request.body, service.limits);
  const stream = new PassThrough();
  const abort = new AbortController();
  running.add(abort);
  reply.raw.on('close', () => abort.abort());
  const tell = (event: BuildEvent) => {
    if (!stream.destroyed) stream.write(`${JSON.stringify(event)}\n`);
  };
  service
    .build(project, abort.signal, tell)
    .catch((error: unknown) => {
      if (reply.raw.destroyed) return; // nobody listens any more
      if (!(error instanceof AppError)) request.log.error(error);
      tell({
        type: 'error',
        error: AppError.revive(error).toJSON() as Extract<BuildEvent, { type: 'error' }>['error'],
      });
    })
    .finally(() => {
      running.delete(abort);
      stream.end();
    });
  return reply.header('content-type', 'application/x-ndjson').header('cache-control', 'no-store').send(stream);
}

const statusByCode: Record<string, number> = { PROJECT_TOO_LARGE: 413, TOO_MANY_FILES: 413, BAD_BUILD_REQUEST: 400 };

function refuse(reply: FastifyReply, error: FastifyError | AppError, limits: BuildLimits): FastifyReply {
  const appError = error instanceof AppError ? error : fromFastify(error, limits);
  return reply.status(statusByCode[appError.code] ?? 500).send(appError.toJSON());
}

function fromFastify(error: FastifyError, limits: BuildLimits): AppError {
  if (error.statusCode === 413) return projectTooLarge(limits);
  if (error.statusCode && error.statusCode < 500) {
    const hint = 'Send {"files": {"src/lib.rs": "…"}} as application/json.';
    const details = error.message;
    return new AppError({ code: 'BAD_BUILD_REQUEST', shortMessage: 'The request is no project', details, hint });
  }
  return AppError.revive(error);
}

function demandLoopback(app: FastifyInstance, host: string, { reason = 'unknown' }: Sandbox): void {
  if (!/^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)) {
    throw new AppError({
      code: 'SANDBOX_MISSING',
      shortMessage: `The build service has no sandbox, so it does not start on ${host}`,
      details: `Building runs code of strangers. ${reason}.`,
      hint: 'Install bubblewrap (apt install bubblewrap), or listen on 127.0.0.1.',
    });
  }
  app.log.warn(`The build service has no sandbox (${reason}): what you build can do whatever you can.`);
}

function stopping(): AppError {
  return new AppError({
    code: 'BUILD_SERVICE_STOPPING',
    shortMessage: 'The build service is shutting down',
    hint: 'Build again when it is back.',
  });
}

function notSetUp(): AppError {
  return new AppError({
    code: 'TOOLCHAIN_NOT_BUILT',
    shortMessage: 'The build service is not set up',
    hint: 'Run: npm run setup -- toolchain',
  });
}
