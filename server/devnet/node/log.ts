/** Log lines of the devnet: time, level, what happened, and the facts as `name=value`. */
export interface Log {
  info(event: string, facts?: LogFacts): void;
  /** Something failed that will be tried again, or was refused. */
  warn(event: string, facts?: LogFacts): void;
  /** Somebody has to do something. */
  error(event: string, facts?: LogFacts): void;
}

export type LogFacts = Record<string, string | number | bigint | boolean | undefined>;

type Level = 'info' | 'warn' | 'error';

/** @param write takes one line, without its end */
export function createLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Log {
  const line =
    (level: Level) =>
    (event: string, facts: LogFacts = {}) => {
      const told = Object.entries(facts).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${quoted(String(value))}`],
      );
      write([new Date().toISOString(), level.padEnd(5), event, ...told].join(' '));
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** What went wrong, on one line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, '; ');
}

function quoted(text: string): string {
  return /[\s"=]/.test(text) || text === '' ? JSON.stringify(text) : text;
}
