import type { Column } from './data-spec.ts';
import { encodeModel, type NodeProto, type TensorProto } from './onnx-messages.ts';
import { attribute, byteTensor, ELEMENT, floatTensor, integerTensor, valueInfo } from './onnx-values.ts';
import type { ScorePlan } from './score-plan.ts';
import type { SetTable } from './set-table.ts';
import type { TreeEnsembleAttributes } from './tree-ensemble.ts';

const ML_DOMAIN = 'ai.onnx.ml';

/**
 * What a graph is made of. `features` are the columns in the order of the matrix that the trees read, `tables` those of
 * the features that have one, at the same positions.
 */
export interface GraphParts {
  readonly features: readonly Column[];
  readonly tables: readonly (SetTable | undefined)[];
  readonly trees: TreeEnsembleAttributes;
  readonly plan: ScorePlan;
  readonly score: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The bytes of the ONNX file: one input [N, 1] per feature; categories become their index (0 out of dictionary, NaN
 * missing) or the row of their table; all are concatenated to [N, F]; one TreeEnsemble; division, bias and link of the plan. The names of values
 * inside the graph contain a slash, which a feature's name cannot.
 */
export function onnxFile({ features, tables, trees, plan, score, metadata }: GraphParts): Uint8Array {
  const initializer: TensorProto[] = [];
  const node: NodeProto[] = [];
  features.forEach((feature, i) => {
    const table = tables[i];
    if (feature.kind !== 'category') return;
    node.push(...(table ? tableRow(feature, table) : [categoryIndex(feature)]));
    if (table) initializer.push(...tableTensors(feature, table));
  });
  node.push(operator('Concat', features.map(numberName), 'features/matrix', [attribute.int('axis', 1)]));
  node.push(treeEnsemble(trees, plan.targets));
  let last = 'trees/sum';
  const append = (op: string, operand: readonly number[], output: string) => {
    initializer.push(floatTensor(operand, [1, operand.length], `${output}/operand`));
    node.push(operator(op, [last, `${output}/operand`], output));
    last = output;
  };
  if (plan.divisor !== 1) append('Div', [plan.divisor], 'trees/average');
  if (plan.bias.length > 0) append('Add', plan.bias, 'trees/biased');
  node.push(link(plan, last, score));
  return encodeModel({
    ir_version: 9,
    producer_name: 'slipway ydf-onnx',
    opset_import: [
      { domain: '', version: 17 },
      { domain: ML_DOMAIN, version: 5 },
    ],
    graph: {
      name: 'decision forest',
      node,
      initializer,
      input: features.map(({ name, kind }) =>
        valueInfo(name, kind === 'category' ? ELEMENT.string : ELEMENT.float, 1),
      ),
      output: [valueInfo(score, ELEMENT.float, plan.targets)],
    },
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

type Category = Extract<Column, { kind: 'category' }>;

function categoryIndex(category: Category): NodeProto {
  const { words, indices } = dictionary(category);
  return operator(
    'LabelEncoder',
    [category.name],
    numberName(category),
    [
      attribute.strings('keys_strings', [...words, '']),
      attribute.floats('values_floats', [...indices, Number.NaN]),
      attribute.float('default_float', 0),
    ],
    ML_DOMAIN,
  );
}

/** ONNX Runtime turns the table into floats once, when it loads the model. */
function tableRow(category: Category, { rows }: SetTable): NodeProto[] {
  const { name } = category;
  const { words, indices } = dictionary(category);
  return [
    operator('Cast', [`${name}/sets`], `${name}/table`, [attribute.int('to', ELEMENT.float)]),
    operator(
      'LabelEncoder',
      [name],
      `${name}/row`,
      [
        attribute.strings('keys_strings', [...words, '']),
        attribute.ints('values_int64s', [...indices, rows - 1]),
        attribute.int('default_int64', 0),
      ],
      ML_DOMAIN,
    ),
    operator('Squeeze', [`${name}/row`, `${name}/axis`], `${name}/rows`),
    operator('Gather', [`${name}/table`, `${name}/rows`], numberName(category)),
  ];
}

function tableTensors({ name }: Category, { rows, columns, cells }: SetTable): TensorProto[] {
  return [byteTensor(cells, [rows, columns], `${name}/sets`), integerTensor([1], `${name}/axis`)];
}

function dictionary({ vocabulary }: Category): { words: string[]; indices: number[] } {
  const words = vocabulary.map((word, i) => [word, i + 1] as const).filter(([word]) => word !== '');
  return { words: words.map(([word]) => word), indices: words.map(([, index]) => index) };
}

function numberName({ name, kind }: Column): string {
  return kind === 'category' ? `${name}/index` : name;
}

function treeEnsemble(trees: TreeEnsembleAttributes, targets: number): NodeProto {
  const { nodes_modes, nodes_splits, leaf_weights, membership_values, ...ints } = trees;
  const attributes = [
    attribute.int('n_targets', targets),
    attribute.int('aggregate_function', 1),
    attribute.int('post_transform', 0),
    attribute.tensor('nodes_modes', byteTensor(nodes_modes)),
    attribute.tensor('nodes_splits', floatTensor(nodes_splits)),
    attribute.tensor('leaf_weights', floatTensor(leaf_weights)),
    ...Object.entries(ints).map(([name, values]) => attribute.ints(name, values)),
  ];
  if (membership_values.length > 0) {
    attributes.push(attribute.tensor('membership_values', floatTensor(membership_values)));
  }
  return operator('TreeEnsemble', ['features/matrix'], 'trees/sum', attributes, ML_DOMAIN);
}

function link({ link }: ScorePlan, input: string, output: string): NodeProto {
  switch (link) {
    case 'none':
      return operator('Identity', [input], output);
    case 'sigmoid':
      return operator('Sigmoid', [input], output);
    case 'softmax':
      return operator('Softmax', [input], output, [attribute.int('axis', 1)]);
  }
}

function operator(
  op_type: string,
  input: string[],
  output: string,
  attributes: NodeProto['attribute'] = [],
  domain?: string,
): NodeProto {
  return {
    name: output,
    op_type,
    input,
    output: [output],
    attribute: attributes,
    ...(domain ? { domain } : {}),
  };
}
