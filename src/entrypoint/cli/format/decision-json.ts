import { type DecisionDocument, decisionDocument } from '../../../contract/index.ts';
import { jsonText } from './json.ts';

/**
 * The documents themselves, checked against the contract on the way out: one alone as the object, several (or none) as an
 * array. Throws where a document does not keep the contract.
 */
export function decisionJson(documents: readonly DecisionDocument[]): string {
  const checked = documents.map((document) => decisionDocument.parse(document));
  return jsonText(checked.length === 1 ? checked[0] : checked);
}
