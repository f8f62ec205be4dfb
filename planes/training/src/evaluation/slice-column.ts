import type { Cells } from './cell.ts';
import { impossible } from './impossible.ts';

/** Values as texts, each distinct one kept once: row i has `values[codes[i]]`; code -1 is missing. */
export interface TextColumn {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** A column that slices the holdout, in the forms that its declarations need. */
export interface SliceColumn {
  readonly name: string;
  /** Null when it is only cut into bands. */
  readonly texts: TextColumn | null;
  /** NaN is missing. Null when it is never cut into bands. */
  readonly numbers: Float64Array | null;
}

/** Collects a slice column window by window. */
export class SliceColumnBuilder {
  readonly name: string;
  readonly #codes: Int32Array | null;
  readonly #codeOf = new Map<string, number>();
  readonly #numbers: Float64Array | null;

  constructor(name: string, rows: number, forms: { readonly texts: boolean; readonly numbers: boolean }) {
    this.name = name;
    this.#codes = forms.texts ? new Int32Array(rows) : null;
    this.#numbers = forms.numbers ? new Float64Array(rows) : null;
  }

  /** Throws EVALUATION_IMPOSSIBLE with the row when bands meet something that is no number. */
  add(cells: Cells, start: number): void {
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] ?? null;
      const missing = cell === null || Number.isNaN(cell);
      if (this.#codes !== null) this.#codes[start + i] = missing ? -1 : this.#code(String(cell));
      if (this.#numbers === null) continue;
      if (!missing && typeof cell !== 'number')
        throw impossible(
          `the slice column "${this.name}" is ${JSON.stringify(cell)} in row ${start + i}, and bands need numbers`,
        );
      this.#numbers[start + i] = missing ? Number.NaN : (cell as number);
    }
  }

  build(): SliceColumn {
    const texts = this.#codes === null ? null : { codes: this.#codes, values: [...this.#codeOf.keys()] };
    return { name: this.name, texts, numbers: this.#numbers };
  }

  #code(text: string): number {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(text, code);
    }
    return code;
  }
}
