import JSZip from 'jszip';
import YDFTraining, { type Model, type Ydf } from 'ydf-training';

export const LEARNERS = ['GradientBoostedTrees', 'RandomForest', 'Cart'] as const;
export type Learner = (typeof LEARNERS)[number];

/**
 * Values by column, one row per position. Numbers: NaN is missing. Texts: '' is missing; a column of texts is a
 * category, and the label of a classification must be one.
 */
export type TrainingColumns = Record<string, number[] | string[]>;
/** Values by column to predict for; null is missing. */
export type PredictionColumns = Record<string, (number | string | boolean | null)[]>;

/** What to train: the column to predict and how. */
export interface TrainingTask {
  readonly learner: Learner;
  readonly label: string;
  readonly task: 'CLASSIFICATION' | 'REGRESSION';
}

/**
 * Yggdrasil in WebAssembly: it trains synchronously, on one thread, with its default hyper-parameters and its own fixed
 * seed, so equal columns in equal order give an equal model.
 */
export class DecisionForest {
  readonly #model: Model;

  private constructor(model: Model) {
    this.#model = model;
  }

  /**
   * Learns from the columns. `onLog` gets the learner's log lines while it works.
   * Throws with the learner's own message when the columns cannot be learned from.
   */
  static async train(
    { learner, label, task }: TrainingTask,
    columns: TrainingColumns,
    onLog: (line: string) => void = () => {},
  ): Promise<DecisionForest> {
    const ydf = await openYdf(onLog);
    try {
      return new DecisionForest(silently(() => new ydf[`${learner}Learner`](label, task).train(columns)));
    } catch (cause) {
      throw new Error(`${learner} could not be trained: ${reason(cause, learner)}`, { cause });
    }
  }

  /** Loads a model from a zip that `save` gave. */
  static async load(zip: Uint8Array): Promise<DecisionForest> {
    const ydf = await openYdf(() => {});
    return new DecisionForest(await ydf.loadModelFromZipBlob(new Blob([Uint8Array.from(zip)])));
  }

  /** Labels in the model's own order; empty for regression. */
  get classes(): string[] {
    return this.#model.getLabelClasses();
  }

  /** One number per row (two classes: the probability of the second), or one per row and class. */
  predict(columns: PredictionColumns): number[] {
    return this.#model.predict(columns);
  }

  /** The model as Yggdrasil's own zip of files. */
  async save(): Promise<Uint8Array> {
    const zip = await silently(() => this.#model.save());
    return new Uint8Array(await zip.arrayBuffer());
  }

  /** Frees the model's memory; nothing works afterwards. */
  close(): void {
    this.#model.unload();
  }
}

/** A fresh instance for each model, because an aborted training leaves the instance unusable. */
async function openYdf(onLog: (line: string) => void): Promise<Ydf> {
  // ydf-training looks for JSZip among the globals.
  Object.assign(globalThis, { JSZip });
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = new Map(events.map((event) => [event, new Set(process.rawListeners(event))]));
  const ydf = await YDFTraining({ print: onLog, printErr: onLog });
  // Emscripten makes itself the process's crash handler, which is not a library's to decide.
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.get(event)?.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return ydf;
}

/** ydf-training prints to the console from JavaScript, synchronously, whatever its options say. */
function silently<T>(work: () => T): T {
  const { log } = console;
  console.log = () => {};
  try {
    return work();
  } finally {
    console.log = log;
  }
}

function reason(cause: unknown, learner: Learner): string {
  if (learner === 'Cart' && cause instanceof Error && cause.name === 'RuntimeError') {
    return 'ydf-training 0.0.1 aborts when it evaluates the pruned tree, which happens with more than a few rows';
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0] ?? message;
}
