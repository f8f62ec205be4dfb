import type { Catalogue } from './catalogue-entry.ts';

const HEADER = `# Errors

<!-- Written by \`npm run fix\` from the catalogue in @slipway/contracts. Do not edit: \`npm run check\` compares. -->

Every error that Slipway makes on purpose has a stable code. Over HTTP it is the body of the answer
(\`{"error", "code", "remedy"}\`, with \`field\` when one field is to blame); on the command line it is one line with the
code and the way out. Code against the \`code\`: the sentences may be improved. A retired code is never used again.
Words in braces are filled in.
`;

/** The text of docs/errors.md: the kinds in the order of their first code, the codes in the order of the catalogue. */
export function renderErrorDocs(catalogue: Catalogue): string {
  const kinds = Map.groupBy(Object.entries(catalogue), ([, entry]) => entry.kind);
  const sections = [...kinds].map(([kind, entries]) => {
    const codes = entries.map(([code, { problem, remedy }]) =>
      [`### ${code}`, '', plain(problem), '', `**Way out:** ${plain(remedy)}`, ''].join('\n'),
    );
    return [`## Kind \`${kind}\``, '', ...codes].join('\n');
  });
  return [HEADER, ...sections].join('\n');
}

/** Text that Markdown would otherwise take for a tag: `<data-dir>`. */
function plain(text: string): string {
  return text.replaceAll('<', '&lt;');
}
