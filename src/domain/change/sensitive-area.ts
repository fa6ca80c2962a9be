import { remembering } from '../../kernel/index.ts';
import { classifyFile } from './classify.ts';
import type { FileClass } from './model.ts';
import { pathWords } from './path-word.ts';

/** Parts of a system where a mistake costs most, as far as a path's name tells. */
export const SENSITIVE_AREAS = [
  'authentication',
  'cart-and-order',
  'cryptography',
  'delivery',
  'dependency',
  'infrastructure',
  'migration',
  'money',
  'personal-data',
  'policy',
] as const;
export type SensitiveArea = (typeof SENSITIVE_AREAS)[number];

/**
 * The areas that paths point to, sorted, unique. Words count whole: `author` is not `auth`, `discard` is not `card`.
 * Documentation, tests and assets point to none by their words; a name proves nothing, it only raises a question.
 */
export function sensitiveAreas(paths: readonly string[]): readonly SensitiveArea[] {
  const found = new Set<SensitiveArea>();
  for (const path of paths) for (const area of areasOf(path)) found.add(area);
  return [...found].sort();
}

const BY_CLASS: Partial<Record<FileClass, SensitiveArea>> = {
  ci: 'delivery',
  infrastructure: 'infrastructure',
  migration: 'migration',
  dependency: 'dependency',
  policy: 'policy',
};

const WORDLESS: readonly FileClass[] = ['documentation', 'test', 'asset'];

/** Each entry is one word, or words joined by `+` that must all be there. Words of many meanings need a companion. */
const WORDS: readonly (readonly [SensitiveArea, string])[] = [
  [
    'authentication',
    `auth authn authz oauth authentication authenticate authenticator authenticated authorization authorisation authorize
     authorise authorizer login logout signin signup sso saml oidc jwt jwks password passwords passwd passkey passkeys credential
     credentials secret secrets permission permissions rbac acl acls mfa totp otp webauthn csrf session+cookie session+user
     session+store user+sessions sign+in access+token access+tokens refresh+token api+key api+keys access+control`,
  ],
  [
    'money',
    `payment payments payout payouts paypal stripe billing invoice invoices invoicing refund refunds pricing price prices tax taxes
     vat wallet wallets currency currencies money bank banking payroll discount discounts coupon coupons surcharge credit+card
     debit+card card+number gift+card general+ledger`,
  ],
  [
    'cart-and-order',
    `cart carts basket baskets checkout checkouts orders fulfilment fulfillment shipment shipments shipping order+service
     order+controller order+item order+items order+line order+status order+history place+order order+model order+models order+api
     order+repository order+create order+handler purchase purchases`,
  ],
  [
    'personal-data',
    `pii gdpr ccpa hipaa privacy personal customer customers ssn passport patient patients kyc consent anonymize anonymise
     anonymization anonymisation pseudonymize birthdate date+birth`,
  ],
  [
    'cryptography',
    `crypto cryptography cryptographic encrypt encryption encrypted decrypt decryption cipher ciphers aes rsa ecdsa tls ssl pki kms
     hmac keystore keyring certificate certificates cert certs private+key signing+key`,
  ],
];

const SINGLE = new Map<string, SensitiveArea>();
const JOINED: { readonly area: SensitiveArea; readonly words: readonly string[] }[] = [];
for (const [area, text] of WORDS) {
  for (const entry of text.split(/\s+/)) {
    if (entry.includes('+')) JOINED.push({ area, words: entry.split('+') });
    else SINGLE.set(entry, area);
  }
}

/** Paths whose answers are kept: a history touches the same files again and again. */
const REMEMBERED_PATHS = 20_000;

const areasOf = remembering((path): readonly SensitiveArea[] => {
  const found: SensitiveArea[] = [];
  const fileClass = classifyFile(path);
  const byClass = BY_CLASS[fileClass];
  if (byClass !== undefined) found.push(byClass);
  if (WORDLESS.includes(fileClass)) return found;
  const words = pathWords(path);
  for (const word of words) {
    const area = SINGLE.get(word);
    if (area !== undefined) found.push(area);
  }
  for (const { area, words: all } of JOINED) if (all.every((word) => words.includes(word))) found.push(area);
  return found;
}, REMEMBERED_PATHS);
