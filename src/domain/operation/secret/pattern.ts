/** One well-known shape of a secret. */
export interface SecretPattern {
  /** Goes behind `secret/`. */
  readonly rule: string;
  readonly name: string;
  /** A text that every match holds: what has none of them is skipped without a look at the pattern. */
  readonly hint: string;
  /** Global; the first group is the part that must look random. Linear: no nested repetition. */
  readonly pattern: RegExp;
  /** Least entropy of that part in bits per character. */
  readonly entropy: number;
  /** `possible` where such values are also published on purpose. */
  readonly certainty: 'certain' | 'possible';
}

const token = (rule: string, name: string, hint: string, pattern: RegExp, entropy = 3): SecretPattern => ({
  rule,
  name,
  hint,
  pattern,
  entropy,
  certainty: 'certain',
});

/** Shapes as their issuers document them. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  token('aws-access-key', 'access key id of AWS', 'AKIA', /\bAKIA([A-Z2-7]{16})\b/g, 2.8),
  token('aws-access-key', 'temporary access key id of AWS', 'ASIA', /\bASIA([A-Z2-7]{16})\b/g, 2.8),
  token(
    'aws-secret-key',
    'secret access key of AWS',
    'ecret',
    /aws_?secret_?(?:access_?)?key["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    4,
  ),
  token('github-token', 'token of GitHub', 'gh', /\bgh[pousr]_([A-Za-z0-9]{36})\b/g, 3.5),
  token(
    'github-token',
    'fine-grained token of GitHub',
    'github_pat_',
    /\bgithub_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g,
    3.5,
  ),
  token('gitlab-token', 'token of GitLab', 'glpat-', /\bglpat-([A-Za-z0-9_-]{20,64})(?![\w-])/g),
  token('slack-token', 'token of Slack', 'xox', /\bxox[abprs]-((?:\d{6,14}-){1,3}[A-Za-z0-9]{16,64})\b/g),
  token(
    'slack-webhook',
    'webhook of Slack',
    'hooks.slack.com',
    /hooks\.slack\.com\/services\/(T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{20,28})\b/g,
    3.5,
  ),
  token('stripe-key', 'live key of Stripe', '_live_', /\b[sr]k_live_([A-Za-z0-9]{20,128})\b/g, 3.5),
  {
    ...token('google-key', 'API key of Google', 'AIza', /\bAIza([A-Za-z0-9_-]{35})(?![\w-])/g, 3.5),
    certainty: 'possible',
  },
  token('google-client-secret', 'client secret of Google', 'GOCSPX-', /\bGOCSPX-([A-Za-z0-9_-]{28})(?![\w-])/g, 3.5),
  token('npm-token', 'token of npm', 'npm_', /\bnpm_([A-Za-z0-9]{36})\b/g, 3.5),
  token('pypi-token', 'token of PyPI', 'pypi-AgEIcHlwaS5vcmc', /\bpypi-AgEIcHlwaS5vcmc([A-Za-z0-9_-]{50,400})/g, 3.5),
  token('sendgrid-key', 'key of SendGrid', 'SG.', /\bSG\.([A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![\w-])/g, 3.5),
  token(
    'model-key',
    'key of a model provider',
    'sk-',
    /\bsk-(?:ant-api\d{2}-|proj-|svcacct-)([A-Za-z0-9_-]{40,200})/g,
    3.5,
  ),
  token('huggingface-token', 'token of Hugging Face', 'hf_', /\bhf_([A-Za-z]{34})\b/g, 3.5),
  token('digitalocean-token', 'token of DigitalOcean', 'dop_v1_', /\bdop_v1_([a-f0-9]{64})\b/g),
  token('shopify-token', 'token of Shopify', 'shp', /\bshp(?:at|ca|pa|ss)_([a-fA-F0-9]{32})\b/g),
  token('azure-key', 'account key of Azure', 'AccountKey=', /\bAccountKey=([A-Za-z0-9+/]{86})==/g, 4),
  {
    ...token(
      'json-web-token',
      'signed JSON web token',
      'eyJ',
      /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.([A-Za-z0-9_-]{20,700})/g,
      4,
    ),
    certainty: 'possible',
  },
];

/** Words that say of a value that it is none. */
const PLACEHOLDER =
  /example|sample|dummy|fake|placeholder|changeme|change_me|redacted|your[_-]?|insert|replace|invalid|mock|xxxx|\.\.\.|0123456789|123456789|abcdefgh|aaaaaa|test[_-]?(?:key|token|secret)|do[_-]?not[_-]?use|foobar/i;

/** Signature of the example that the standard's home page shows; it is copied everywhere. */
const KNOWN_EXAMPLES = new Set(['SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c']);

/** Whether a value that has the shape of a secret may be one: neither a stated example nor too regular. */
export function looksReal(value: string, least: number): boolean {
  if (PLACEHOLDER.test(value) || KNOWN_EXAMPLES.has(value)) return false;
  return entropyOf(value) >= least;
}

/** Shannon entropy in bits per character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
