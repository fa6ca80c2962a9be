import type { PlanValue, ResourceChange } from './model.ts';
import type { TerraformRule } from './rule.ts';
import { type AttributeChange, memberOf, textMember } from './value.ts';

/** One attribute that opens something; values stay out of it. */
export interface AttributeFinding {
  readonly rule: TerraformRule;
  readonly path: readonly (string | number)[];
  readonly clause: string;
  readonly sure: boolean;
}

const EVERYWHERE = new Set(['0.0.0.0/0', '::/0', '*', 'Internet', 'internet', 'Any', 'any', '0.0.0.0', '0.0.0.0/1']);
/** Attributes that hold networks that may come in. */
const NETWORKS =
  /^(?:cidr_blocks|ipv6_cidr_blocks|cidr_ipv4|cidr_ipv6|source_ranges|source_address_prefix|source_address_prefixes|cidr_block|ip_range|source_ips|source_addresses|ip_rules|authorized_networks|public_access_cidrs|load_balancer_source_ranges|allowed_ip_ranges|start_ip_address|source_cidrs|inbound_cidrs|allowed_cidrs)$/;
/** Attributes that open by being true; and those that open by being false. */
const OPENS_BY_TRUE =
  /^(?:publicly_accessible|public_network_access_enabled|map_public_ip_on_launch|associate_public_ip_address|allow_blob_public_access|allow_nested_items_to_be_public|endpoint_public_access|public_ip_enabled|assign_public_ip|ipv4_enabled|anonymous_pull_enabled|admin_enabled|allow_any_ip)$/;
const OPENS_BY_FALSE =
  /^(?:block_public_acls|block_public_policy|ignore_public_acls|restrict_public_buckets|enable_private_nodes|enable_private_endpoint|uniform_bucket_level_access|local_account_disabled)$/;
const PUBLIC_WORDS: Readonly<Record<string, RegExp>> = {
  acl: /^public-read/,
  predefined_acl: /^public|^allAuthenticated/i,
  container_access_type: /^(?:blob|container)$/,
  public_access_prevention: /^(?:inherited|unspecified)$/,
  authorization: /^NONE$/,
  authorization_type: /^NONE$/,
  visibility: /^public$/,
  ingress: /^all$/i,
};
const IAM =
  /^(?:aws_iam_\w+|aws_\w+_policy|aws_lambda_permission|aws_ssoadmin_\w+|google_\w*iam_\w+|azurerm_role_\w+|azuread_\w+_(?:assignment|permission)\w*|kubernetes_(?:cluster_)?role(?:_binding)?(?:_v1)?|vault_policy|github_(?:team|repository)_\w*(?:collaborator|membership|repository)\w*)$/;
const POLICY =
  /^(?:policy|assume_role_policy|inline_policy|access_policy|resource_policy|policy_data|repository_policy_text)$/;
const STRONG_ROLE =
  /(?:^|\/)(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|Owner|owner|Contributor|editor|User Access Administrator|cluster-admin|admin)$/;

/** What one attribute opens; `null` where it opens nothing. Only an opening that was not there before counts. */
export function openingOf(attribute: AttributeChange, change: ResourceChange): AttributeFinding | null {
  const { path } = attribute;
  // Google's lists of networks give each a name and a value.
  const name =
    attribute.name === 'value' && path.includes('authorized_networks') ? 'authorized_networks' : attribute.name;
  const find = (rule: TerraformRule, clause: string, sure = true): AttributeFinding => ({ rule, path, clause, sure });
  if (attribute.sight !== 'seen') {
    const judged = POLICY.test(name) || OPENS_BY_TRUE.test(name) || (NETWORKS.test(name) && comesIn(change, path));
    if (!judged || !differs(attribute)) return null;
    return POLICY.test(name) && IAM.test(change.type)
      ? null
      : find('change-access', 'sets what is not shown here', false);
  }
  if (
    NETWORKS.test(name) &&
    isEverywhere(attribute.after) &&
    !isEverywhere(attribute.before) &&
    comesIn(change, path)
  ) {
    return find('open-network', 'lets every network in');
  }
  if (OPENS_BY_TRUE.test(name) && attribute.after === true && attribute.before !== true)
    return find('expose-publicly', 'is switched on');
  if (OPENS_BY_FALSE.test(name) && attribute.after !== true && attribute.before === true)
    return find('remove-public-block', 'is switched off');
  const word = Object.hasOwn(PUBLIC_WORDS, name) ? PUBLIC_WORDS[name] : undefined;
  if (word !== undefined && isWord(attribute.after, word) && !isWord(attribute.before, word))
    return find('expose-publicly', 'opens it');
  if (POLICY.test(name)) return policyOpening(attribute, find);
  if (
    /^(?:members?|principals?|principal)$/.test(name) &&
    namesEverybody(attribute.after) &&
    !namesEverybody(attribute.before)
  ) {
    return find('grant-everything', 'names everybody');
  }
  if (/^(?:policy_arn|role|role_definition_name|managed_policy_arns|name)$/.test(name) && IAM.test(change.type)) {
    return hasStrongRole(attribute.after) && !hasStrongRole(attribute.before)
      ? find('grant-everything', 'gives an all-powerful role')
      : null;
  }
  return null;
}

/** Whether a resource of this type says who may do what. */
export function isAccessType(type: string): boolean {
  return IAM.test(type);
}

function differs(attribute: AttributeChange): boolean {
  return attribute.sight !== 'seen' || JSON.stringify(attribute.before) !== JSON.stringify(attribute.after);
}

/** Rules that go out, and entries that deny, open nothing. */
function comesIn(change: ResourceChange, path: readonly (string | number)[]): boolean {
  if (path.some((part) => typeof part === 'string' && /egress|outbound/.test(part)) || /egress/.test(change.type))
    return false;
  const block = path.slice(0, -1).reduce<PlanValue>((value, part) => memberOf(value, part), change.after);
  const says = (name: string): string =>
    textMember(block, name)?.toLowerCase() ?? textMember(change.after, name)?.toLowerCase() ?? '';
  if (says('type') === 'egress' || says('direction') === 'egress' || says('direction') === 'outbound') return false;
  if (says('access') === 'deny' || says('rule_action') === 'deny' || says('action') === 'deny') return false;
  // A route sends traffic out; a subnet's own range says nothing of who comes in.
  return !/(?:^|_)(?:route|route_table|subnet|subnetwork|vpc|network)$/.test(change.type) || path[0] === 'ingress';
}

function textsOf(value: PlanValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function isEverywhere(value: PlanValue): boolean {
  return textsOf(value).some((each) => EVERYWHERE.has(each));
}

function isWord(value: PlanValue, word: RegExp): boolean {
  return textsOf(value).some((each) => word.test(each));
}

function namesEverybody(value: PlanValue): boolean {
  return textsOf(value).some((each) => each === '*' || each === 'allUsers' || each === 'allAuthenticatedUsers');
}

function hasStrongRole(value: PlanValue): boolean {
  return textsOf(value).some((each) => STRONG_ROLE.test(each));
}

function policyOpening(
  attribute: AttributeChange,
  find: (rule: TerraformRule, clause: string) => AttributeFinding,
): AttributeFinding | null {
  const before = widthOf(attribute.before);
  const after = widthOf(attribute.after);
  return after.some((each) => !before.includes(each))
    ? find('grant-everything', 'allows everything or everybody')
    : null;
}

/** Ways in which a policy document is boundless. A policy that cannot be read is none of them; it is a change of access all the same. */
function widthOf(policy: PlanValue): readonly string[] {
  if (typeof policy !== 'string' || policy.length > 1_000_000) return [];
  let document: PlanValue;
  try {
    document = JSON.parse(policy) as PlanValue;
  } catch {
    return [];
  }
  const statements = memberOf(document, 'Statement') ?? memberOf(document, 'bindings');
  return (Array.isArray(statements) ? (statements as readonly PlanValue[]) : [statements]).flatMap(statementWidth);
}

function statementWidth(statement: PlanValue): readonly string[] {
  if (textMember(statement, 'Effect') === 'Deny') return [];
  const found: string[] = [];
  const actions = textsOf(memberOf(statement, 'Action'));
  if (actions.some((each) => each === '*' || each === '*:*')) found.push('actions');
  else if (
    actions.some((each) => /^(?:iam|sts|kms|s3|organizations):\*$/i.test(each)) &&
    textsOf(memberOf(statement, 'Resource')).includes('*')
  ) {
    found.push(...actions.filter((each) => each.endsWith(':*')));
  }
  const principal = memberOf(statement, 'Principal');
  const principals = [
    ...textsOf(principal),
    ...textsOf(memberOf(principal, 'AWS')),
    ...textsOf(memberOf(statement, 'members')),
  ];
  if (namesEverybody(principals) && memberOf(statement, 'Condition') === null) found.push('principal');
  if (memberOf(statement, 'NotAction') !== null && textMember(statement, 'Effect') === 'Allow')
    found.push('not-action');
  if (hasStrongRole(memberOf(statement, 'role'))) found.push('role');
  return found;
}
