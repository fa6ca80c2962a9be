/** What somebody may be; an account may be several. */
export const ROLES = ['viewer', 'engineer', 'approver', 'operator', 'admin', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody may do; each route and command asks for exactly one. */
export const PERMISSIONS = [
  /** See changes, decisions, policies, load. */
  'read',
  /** Submit a change, ask for a decision again, withdraw one's own. */
  'submit',
  'sign-off',
  'return',
  'delegate',
  'override',
  'review-override',
  /** Run the plant: freeze, republish, resend, acknowledge. */
  'operate',
  /** Pull a brake, or make one stricter: caution is for everybody to raise. */
  'brake',
  /** Release a brake, or make it milder. */
  'release-brake',
  /** Start, resume, promote and abort rollouts; what of it is for humans alone the rollout knows. */
  'roll-out',
  /** Settings of the control plane: budgets, notices, outgoing webhooks. */
  'configure',
  /** Accounts, their roles, sessions and tokens. */
  'administer',
  /** Take the record out: log, evidence, reports. */
  'export',
  /** Ask what a feature flag is for somebody, and nothing else: a program that holds it sees no change and no decision. */
  'evaluate',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * What each role grants, whole. An admin runs the tool and signs nothing: whoever may make accounts must not also approve by
 * that right alone. Who may approve *this* change is for the policy to say; the role only opens the door.
 */
export const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read', 'evaluate'],
  engineer: ['read', 'submit', 'evaluate'],
  approver: ['read', 'submit', 'sign-off', 'return', 'delegate', 'override', 'review-override'],
  operator: ['read', 'submit', 'override', 'operate', 'evaluate', 'brake', 'release-brake', 'roll-out'],
  admin: ['read', 'configure', 'administer', 'export'],
  auditor: ['read', 'export'],
};

/**
 * What only a human may do, whatever a token's scopes say: at a browser, and what `LOGIN_SCOPES` names also at a command line
 * that they let in. `administer` and `configure` stand here because both
 * are ways to the others: make an account that signs, or send the notice elsewhere.
 */
export const HUMAN_ONLY: readonly Permission[] = [
  'sign-off',
  'return',
  'delegate',
  'override',
  'review-override',
  'release-brake',
  'configure',
  'administer',
];

/** What a token may be given. */
export const TOKEN_SCOPES: readonly Permission[] = PERMISSIONS.filter((each) => !HUMAN_ONLY.includes(each));

/** What software that acts by itself may be given: it looks, submits and brakes. */
export const AGENT_SCOPES: readonly Permission[] = ['read', 'submit', 'brake'];

/** What binds a human to a content. */
export const SIGNING: readonly Permission[] = ['sign-off', 'return'];

/** What a command line that a person let in may be used for at most; everything else is for the browser. */
export const LOGIN_SCOPES: readonly Permission[] = ['read', 'submit', ...SIGNING, 'brake', 'release-brake', 'roll-out'];

/** Roles that grant it, in the order of {@link ROLES}; never empty. */
export function rolesThatMay(permission: Permission): readonly Role[] {
  return ROLES.filter((role) => GRANTS[role].includes(permission));
}

/** Distinct known roles in the order of {@link ROLES}; what is no role is left out. */
export function orderedRoles(roles: readonly string[]): readonly Role[] {
  return ROLES.filter((role) => roles.includes(role));
}
