/**
 * Progress of named pieces of work, of which several may be under way: one line each at its end, with its time. What they are doing is
 * redrawn below on a terminal, and told now and then elsewhere.
 */

const heartbeat = 20_000;
const nameWidth = 16;

export class Progress {
  #stream;
  #live;
  #quiet;
  /** Those under way, in the order in which they began. */
  #pieces = new Set();
  #timer;

  /**
   * @param {NodeJS.WriteStream} [stream]
   * @param {{quiet?: boolean}} [options] `quiet`: pieces that were up to date say nothing
   */
  constructor(stream = process.stdout, { quiet = false } = {}) {
    this.#stream = stream;
    this.#live = Boolean(stream.isTTY) && !process.env.CI;
    this.#quiet = quiet;
  }

  /** @returns {Piece} */
  begin(name) {
    const started = Date.now();
    const piece = { name, status: '', elapsed: () => duration(Date.now() - started) };
    this.#pieces.add(piece);
    this.#draw();
    this.#timer ??= setInterval(() => (this.#live ? this.#draw() : this.#tell()), this.#live ? 1000 : heartbeat);
    this.#timer.unref();
    const finish = (mark, text) => this.#finish(piece, mark, text);
    const withTime = (note) => `${piece.elapsed()}${note ? `  ${note}` : ''}`;
    return {
      log: (text) => {
        piece.status = text.replace(/\s+/g, ' ');
        this.#draw();
      },
      done: (note) => finish('✓', withTime(note)),
      upToDate: () => (this.#quiet ? this.#finish(piece) : finish('✓', 'up to date')),
      warn: (note) => finish('!', note),
      fail: (note) => finish('✗', withTime(note)),
    };
  }

  /** A line of its own. */
  line(text) {
    this.#write(`${text}\n`);
    this.#draw();
  }

  #finish(piece, mark, text) {
    this.#pieces.delete(piece);
    if (this.#pieces.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (mark) this.#write(`  ${mark} ${piece.name.padEnd(nameWidth)} ${text}\n`);
    else this.#write('');
    this.#draw();
  }

  #draw() {
    if (!this.#live || this.#pieces.size === 0) return;
    const width = Math.floor(((this.#stream.columns ?? 80) - 1) / this.#pieces.size);
    const shown = [...this.#pieces].map(({ name, elapsed, status }) =>
      `  … ${this.#pieces.size > 1 ? name : name.padEnd(nameWidth)} ${elapsed()}  ${status}`.slice(0, width),
    );
    this.#write(shown.join(''));
  }

  #tell() {
    for (const { name, elapsed, status } of this.#pieces) {
      this.#write(`  … ${name.padEnd(nameWidth)} ${elapsed()}  ${status.slice(0, 100)}\n`);
    }
  }

  /** In place of what was drawn last. */
  #write(text) {
    this.#stream.write(this.#live ? `\r\x1b[K${text}` : text);
  }
}

/**
 * @typedef {object} Piece
 * @property {(text: string) => void} log What is being done now.
 * @property {(note?: string) => void} done The note is shown after the time.
 * @property {() => void} upToDate
 * @property {(note: string) => void} warn
 * @property {(note?: string) => void} fail
 */

/** `0.4 s`, `12 s`, `3 min 05 s` */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
