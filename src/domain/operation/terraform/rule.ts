import { certain, type OperationRule, possible } from '../rule.ts';

const PROTECT = 'Take a backup that a restore was tried from, and let a person run this apply.';
const MOVED = 'If it only moved, say so in a `moved` block; if it is to leave the state only, in a `removed` block.';
const CLOSE = 'Name the networks or accounts that need it.';

/** Every rule of plans by the part of its id after `terraform/`. */
export const TERRAFORM_RULES = {
  destroy: possible(['service-stopping'], 'Whatever uses it fails from then on.', MOVED),
  'destroy-data': certain(
    ['data-losing', 'service-stopping'],
    'What it holds is gone; applying the old code again makes an empty one.',
    `${PROTECT} ${MOVED}`,
  ),
  'destroy-identity': certain(
    ['old-code-breaking', 'service-stopping'],
    'Others know it by a name, an address or a secret that a new one does not have.',
    MOVED,
  ),
  'destroy-traffic': certain(['service-stopping'], 'Requests that go through it fail.', MOVED),
  replace: possible(
    ['service-stopping'],
    'It is made anew; whatever knows the old one by its id must be told.',
    'Change the attribute in place where the provider can, or use create_before_destroy.',
  ),
  'replace-data': certain(
    ['data-losing', 'service-stopping'],
    'The new one is empty; what the old one held is gone.',
    `${PROTECT} Make the new one beside the old and move the data.`,
  ),
  'replace-identity': certain(
    ['old-code-breaking', 'service-stopping'],
    'The new one has another name, address or secret than the one others know.',
    'Make the new one beside the old, move those who use it, remove the old one last.',
  ),
  'replace-traffic': certain(
    ['service-stopping'],
    'It is gone until the new one is ready.',
    'Use create_before_destroy, or make the new one beside the old and shift traffic.',
  ),
  'replace-traffic-after-create': possible(
    ['service-stopping'],
    'Traffic moves to a new one that has not served any.',
    'Wait for health checks before the old one goes.',
  ),
  'destroy-deposed': possible(
    ['service-stopping'],
    'It is the rest of a replacement that was cut short; something may still use it.',
    'Look at what still refers to it.',
  ),
  forget: certain(
    ['behaviour-changing'],
    'It stays but is no longer managed: no later plan changes, protects or removes it.',
    'Say in the change who manages it from then on.',
  ),
  deferred: certain(
    ['opaque'],
    'What happens to it is decided in a later plan.',
    'Apply what it depends on first and plan again.',
  ),
  drift: possible(
    ['behaviour-changing'],
    'It was changed outside; this plan may undo that, or rest on a state that is old.',
    'Find out who changed it, then import the change into the code or revert it.',
  ),
  import: possible(
    ['behaviour-changing'],
    'It comes under management and is changed in the same step.',
    'Import first with code that matches, change it in a second plan.',
  ),
  'unknown-action': certain(['opaque'], 'This action is not known here.', 'Have a person read the plan.'),
  script: possible(
    ['opaque'],
    'It runs what its provisioner or template says, which the plan does not show.',
    'Have a person read what it runs.',
  ),
  'remove-output': possible(
    ['old-code-breaking'],
    'Other states and programs may read it.',
    'Remove it after nobody reads it.',
  ),
  'weaken-guard': possible(
    ['data-losing'],
    'What kept the data from being deleted goes; a later plan, or this one, can then remove it.',
    'Keep it, or let two people approve the step that needs it off.',
  ),
  'remove-prevent-destroy': possible(
    ['data-losing'],
    'Nothing stops a later plan from destroying it.',
    'Remove it only in the change that needs it, and have that plan read by a person.',
  ),
  'scale-to-zero': certain(
    ['service-stopping'],
    'Nothing is left to serve.',
    'Scale down in steps, after traffic has moved.',
  ),
  'open-network': certain(['access-widening'], 'The whole internet can reach it.', CLOSE),
  'expose-publicly': certain(['access-widening'], 'It becomes reachable, or readable, from outside.', CLOSE),
  'remove-public-block': certain(
    ['access-widening'],
    'Nothing stops its contents from being made public.',
    'Keep the block; open one prefix through a proxy or signed links.',
  ),
  'grant-everything': certain(
    ['access-widening'],
    'It allows everything, or everybody.',
    'Name the actions, the resources and who may use them.',
  ),
  'change-access': possible(['access-widening'], 'Who may do what changes.', 'Have somebody of security read it.'),
} as const satisfies Readonly<Record<string, OperationRule>>;

/** Id of a rule without `terraform/`. */
export type TerraformRule = keyof typeof TERRAFORM_RULES;
