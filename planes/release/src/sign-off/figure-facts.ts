/** A figure of the evidence. What is not defined on the rows is not there, rather than null. */
export interface Figure {
  readonly value?: number;
  readonly lower?: number;
  readonly upper?: number;
}

export type Figures = Readonly<Record<string, Figure>>;

/** A figure as criteria read it. */
export const figureOf = ({
  value,
  lower,
  upper,
}: {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}): Figure => ({
  ...(value === null ? {} : { value }),
  ...(lower === null ? {} : { lower }),
  ...(upper === null ? {} : { upper }),
});
