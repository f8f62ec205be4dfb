import JSZip from 'jszip';
import { readBlobSequence } from '../ydf-onnx/blob-sequence.ts';
import {
  abstractModel,
  type ColumnMessage,
  dataSpecification,
  type NodeMessage,
  node,
  randomForestHeader,
} from '../ydf-onnx/ydf-messages.ts';

type Partially<T> = T extends Uint8Array ? T : T extends object ? { [K in keyof T]?: Partially<T[K]> } : T;

/** An uncompressed Yggdrasil blob sequence of the records. */
export function blobSequence(records: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.from([0x42, 0x53, 1, 0, 0, 0, 0, 0]);
  const body = records.flatMap((record) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(record.length);
    return [length, Buffer.from(record)];
  });
  return Buffer.concat([header, ...body]);
}

/** The zip of a random forest written by hand: nodes in pre-order, negative child first. The last column is the label. */
export async function forestZip(
  columns: readonly Partially<ColumnMessage>[],
  nodes: readonly Partially<NodeMessage>[],
  { task, trees }: { task: 1 | 2; trees: number },
): Promise<Uint8Array> {
  const label = columns.length - 1;
  return zip({
    'header.pb': abstractModel.encode({
      name: 'RANDOM_FOREST',
      task,
      labelColIdx: label,
      inputFeatures: Array.from({ length: label }, (_, i) => i),
    }),
    'data_spec.pb': dataSpecification.encode({ columns: [...columns] }),
    'random_forest_header.pb': randomForestHeader.encode({
      numNodeShards: 1,
      numTrees: trees,
      winnerTakeAllInference: false,
      nodeFormat: 'BLOB_SEQUENCE',
    }),
    'nodes-00000-of-00001': blobSequence(nodes.map((message) => node.encode(message))),
  });
}

/** A trained random forest without winner-take-all and with its first `trees` trees only; one tree is what CART gives. */
export async function withoutWinnerTakesAll(model: Uint8Array, trees: number): Promise<Uint8Array> {
  const files = await JSZip.loadAsync(model);
  const nodes = await files.file('nodes-00000-of-00001')!.async('uint8array');
  files.file('nodes-00000-of-00001', blobSequence(firstTrees(readBlobSequence(nodes), trees)));
  files.file(
    'random_forest_header.pb',
    randomForestHeader.encode({
      numNodeShards: 1,
      numTrees: trees,
      winnerTakeAllInference: false,
      nodeFormat: 'BLOB_SEQUENCE',
    }),
  );
  return files.generateAsync({ type: 'uint8array' });
}

/** A tree is complete when it has one leaf more than it has splits. */
function firstTrees(records: Iterable<Uint8Array>, trees: number): Uint8Array[] {
  const kept: Uint8Array[] = [];
  let complete = 0;
  let open = 1;
  for (const record of records) {
    if (complete === trees) break;
    kept.push(record);
    open += node.decode(record).condition ? 1 : -1;
    if (open === 0) {
      complete += 1;
      open = 1;
    }
  }
  return kept;
}

/** Packs the files, with the marker `done` that Yggdrasil looks for. */
async function zip(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const packed = new JSZip();
  for (const [name, content] of Object.entries(files)) packed.file(name, content);
  packed.file('done', '');
  return packed.generateAsync({ type: 'uint8array' });
}
