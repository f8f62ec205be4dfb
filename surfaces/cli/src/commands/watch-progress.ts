import type { LogLine, MetricPoint, Run, RunEvent, RunStep } from '@slipway/contracts';
import { durationOf } from './run-text.ts';

const MARKS: Readonly<Partial<Record<RunStep['state'], string>>> = {
  running: '▸',
  succeeded: '✓',
  failed: '✗',
  cancelled: '■',
  skipped: '–',
};

const changeText = (step: RunStep): string => {
  const mark = MARKS[step.state] ?? '·';
  const again = step.attempt > 1 ? ` (attempt ${step.attempt})` : '';
  const time = step.finishedAt !== null && step.startedAt !== null ? ` in ${durationOf(step)}` : '';
  const why = step.state === 'failed' && step.failure ? `: ${step.failure.reason}` : '';
  const reused = step.reusedFrom ? ` (reused from ${step.reusedFrom.run})` : '';
  return `${mark} ${step.name} ${step.state}${again}${time}${reused}${why}`;
};

const metricText = ({ key, value, step }: MetricPoint): string =>
  `${key}=${Number(value.toPrecision(6))} (step ${step})`;

/** What is told of a run while it goes on: each change of a step once, and one line of where it stands. */
export class WatchProgress {
  readonly #told = new Map<string, string>();
  #run: Run | null = null;
  #line: LogLine | null = null;
  #metric: MetricPoint | null = null;

  /** The newest state of the run; null before the first. */
  get run(): Run | null {
    return this.#run;
  }

  /** Lines to print for an event. */
  take(event: RunEvent): string[] {
    switch (event.event) {
      case 'line':
        if (event.data.stream !== 'platform') this.#line = event.data;
        return [`${event.data.step} | ${event.data.text}`];
      case 'metric':
        this.#metric = event.data;
        return [];
      case 'run':
        this.#run = event.data;
        return this.#changes(event.data);
      case 'end':
        return [];
    }
  }

  /** Where the run stands: steps done, what runs for how long, the last metric, or else the last line. */
  get status(): string {
    if (this.#run === null) return '';
    const { steps, state } = this.#run;
    const done = steps.filter(({ state: of }) => of === 'succeeded' || of === 'skipped').length;
    const running = steps.filter(({ state: of }) => of === 'running');
    const now = running.map((step) => `${step.name} ${durationOf(step)}`).join(', ') || state;
    const last = this.#metric ? metricText(this.#metric) : (this.#line?.text ?? '');
    return [`[${done}/${steps.length}] ${now}`, ...(last === '' ? [] : [last])].join(' · ');
  }

  #changes({ steps }: Run): string[] {
    return steps.flatMap((step) => {
      const now = `${step.state} ${step.attempt}`;
      const before = this.#told.get(step.name);
      this.#told.set(step.name, now);
      const isNews = MARKS[step.state] !== undefined && before !== now;
      return isNews ? [changeText(step)] : [];
    });
  }
}
