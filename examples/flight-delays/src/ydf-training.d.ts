/** What this example uses of the npm package `ydf-training` 0.0.1, which has no types of its own. */
declare module 'ydf-training' {
  type Columns = Record<string, (number | string | boolean | null)[]>;
  interface Model {
    getLabelClasses(): string[];
    predict(examples: string | Columns): number[];
    save(): Promise<Blob>;
    unload(): void;
  }
  interface Learner {
    train(data: string | Columns): Model;
  }
  type LearnerClass = new (label: string, task: 'CLASSIFICATION' | 'REGRESSION') => Learner;
  interface Ydf {
    GradientBoostedTreesLearner: LearnerClass;
    RandomForestLearner: LearnerClass;
    CartLearner: LearnerClass;
    loadModelFromZipBlob(zip: Blob): Promise<Model>;
  }
  export default function YDFTraining(options: {
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<Ydf>;
}
