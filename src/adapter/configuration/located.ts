/** Keys and positions from the root of a document to a node. */
export type NodePath = readonly (string | number)[];

/** A YAML document as plain data that still knows where each part stands. */
export interface YamlFile {
  /** Name for messages. */
  readonly name: string;
  /** Mappings are plain objects with string keys, in file order. */
  readonly value: unknown;
  /** 1-based place of the node, or of the nearest node above it that exists. */
  locate(path: NodePath, at: 'key' | 'value'): { readonly line: number; readonly column: number };
}
