/** Tells the person at the terminal what happens: chapters, facts, and one line of progress that is overwritten where it can be. */
export interface Narrator {
  chapter(title: string): void;
  say(text: string): void;
  /** The state of a long step; `done` false while it runs. */
  progress(text: string): void;
  /** Seconds since the start, in the head of each chapter. */
  readonly elapsedSeconds: () => number;
}

/** Progress that is not overwritten (a pipe, a log) is written at most this often. */
const PLAIN_INTERVAL_MS = 3000;

export const createNarrator = (output: NodeJS.WriteStream): Narrator => {
  const startedAt = performance.now();
  const elapsedSeconds = () => (performance.now() - startedAt) / 1000;
  let open = false;
  let lastPlainAt = 0;
  const close = () => {
    if (open) output.write('\r\u001b[2K');
    open = false;
  };
  let chapters = 0;
  return {
    elapsedSeconds,
    chapter: (title) => {
      close();
      chapters += 1;
      output.write(`\n${chapters}. ${title}  [${elapsedSeconds().toFixed(0)} s]\n`);
    },
    say: (text) => {
      close();
      output.write(`${text.replaceAll(/^/gm, '   ')}\n`);
    },
    progress: (text) => {
      if (output.isTTY) {
        close();
        output.write(`   … ${text}`.slice(0, output.columns - 1));
        open = true;
        return;
      }
      if (performance.now() - lastPlainAt < PLAIN_INTERVAL_MS) return;
      lastPlainAt = performance.now();
      output.write(`   … ${text}\n`);
    },
  };
};
