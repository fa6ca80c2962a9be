import { certain, type OperationRule, possible } from '../rule.ts';

const APART = 'Do it as a change of its own, after nothing uses it.';
const EXPAND = 'Create the new one beside the old, move the traffic or the data, remove the old one last.';
const BACKUP = 'Take a backup or snapshot, set what holds the data to Retain, and remove it in a change of its own.';
const PREVIEW = 'Look at `kubectl diff` or the delivery tool’s preview of what would be pruned.';
const NARROW = 'Name the verbs, resources and subjects that are needed, and nothing else.';
const REFUSED = 'The field cannot be changed in place: the change is refused, or the object is deleted and made anew.';

/** Every rule of Kubernetes by the part of its id after `kubernetes/`. */
export const KUBERNETES_RULES = {
  'remove-storage': certain(
    ['data-losing', 'service-stopping'],
    'Whoever prunes removed objects deletes it, and with it the data that it holds or owns.',
    BACKUP,
  ),
  'remove-namespace': certain(
    ['data-losing', 'service-stopping'],
    'Deleting a namespace deletes everything in it, volumes’ claims and secrets included.',
    'Empty it first, object by object, and see that nothing is left.',
  ),
  'remove-definition': certain(
    ['data-losing', 'old-code-breaking'],
    'Deleting a resource definition deletes every object of that kind in the cluster.',
    'Leave the definition in place until no object of the kind is left.',
  ),
  'remove-database': certain(
    ['data-losing', 'service-stopping'],
    'Most operators delete the volumes with the resource that describes the cluster.',
    BACKUP,
  ),
  'remove-stateful-set': certain(
    ['service-stopping'],
    'The pods stop; their volumes stay only as long as the retention policy and the claims do.',
    BACKUP,
  ),
  'remove-workload': certain(['service-stopping'], 'What it ran stops.', APART),
  'remove-endpoint': certain(['service-stopping'], 'Callers no longer reach it under this name.', APART),
  'remove-autoscaler': certain(
    ['behaviour-changing'],
    'The number of pods no longer follows the load.',
    'Set replicas to what the peak needs before removing it.',
  ),
  'remove-disruption-budget': possible(
    ['service-stopping'],
    'A node drain may take all pods at once.',
    'Keep a budget that leaves one pod, unless the service may stop.',
  ),
  'remove-network-policy': certain(
    ['access-widening'],
    'What the policy kept out may connect.',
    'Replace it by a narrower policy in the same change.',
  ),
  'remove-access': possible(
    ['service-stopping'],
    'Pods and people that used these rights are refused.',
    'Look at the audit log for who still uses it.',
  ),
  'remove-settings': possible(
    ['service-stopping'],
    'Pods that refer to it no longer start.',
    'Remove the references first, and it when the last rollback target without them has passed.',
  ),
  'remove-storage-class': possible(
    ['behaviour-changing'],
    'New claims that name it stay pending.',
    'Move the claims to another class first.',
  ),
  'remove-delivery': possible(
    ['data-losing', 'service-stopping'],
    'With its finalizer or prune setting, everything it delivered is deleted.',
    'Remove it without cascading, and see what stays.',
  ),
  'remove-resource': possible(['behaviour-changing'], 'What its controller made of it may be deleted with it.', APART),
  'scale-to-zero': certain(
    ['service-stopping'],
    'No pod is left to answer.',
    'Move the traffic away first; keep one replica while anything may call it.',
  ),
  'scale-down': possible(
    ['behaviour-changing'],
    'The rest takes all the load; one pod left means no spare.',
    'Reduce in steps and watch saturation.',
  ),
  'autoscaler-bound': possible(
    ['behaviour-changing'],
    'At the new bound the load of a peak, or the loss of a node, is no longer absorbed.',
    'Compare with the highest replica count of the last weeks.',
  ),
  suspend: certain(
    ['service-stopping'],
    'Nothing runs or rolls out until it is switched on again.',
    'Give it an end and an owner.',
  ),
  'change-selector': certain(['service-stopping'], REFUSED, EXPAND),
  'selector-mismatch': certain(
    ['service-stopping'],
    'The selector does not match the pods of its own template: the object is refused.',
    'Keep the labels of the selector in the template.',
  ),
  'service-selector': possible(
    ['service-stopping'],
    'Traffic goes to other pods, or to none.',
    'Give the pods the new label first, then change the selector.',
  ),
  'immutable-field': certain(['service-stopping'], REFUSED, EXPAND),
  'claim-template': certain(
    ['data-losing', 'service-stopping'],
    'Claim templates cannot be changed in place; a set made anew may start on empty volumes.',
    'Resize the claims themselves, or restore into a new set beside the old.',
  ),
  'change-claim': certain(
    ['data-losing', 'service-stopping'],
    'The field of a claim cannot be changed in place; a claim made anew is empty.',
    'Make a second claim, copy the data, then switch.',
  ),
  'shrink-volume': certain(
    ['data-losing', 'service-stopping'],
    'Volumes cannot shrink: the change is refused, or the volume is made anew and empty.',
    'Make a smaller second volume and copy the data.',
  ),
  'reclaim-delete': certain(
    ['data-losing'],
    'From then on the volume is deleted with what claims it.',
    'Leave the policy at Retain where data matters.',
  ),
  'detach-volume': possible(
    ['data-losing', 'behaviour-changing'],
    'The program no longer sees what it wrote there, and writes to the container are lost with it.',
    'Copy the data to where the program looks afterwards.',
  ),
  'weaken-disruption-budget': possible(
    ['service-stopping'],
    'A node drain may take more pods at once.',
    'Check that what is left carries the load.',
  ),
  'cut-memory': possible(
    ['service-stopping'],
    'Pods that use more are killed.',
    'Compare with the highest use of the last weeks and cut in steps.',
  ),
  'cut-processor': possible(
    ['behaviour-changing'],
    'Pods that use more are throttled.',
    'Cut in steps, watch latency.',
  ),
  'remove-probe': certain(
    ['behaviour-changing'],
    'Pods get traffic before they are ready, or stay in place after they hang.',
    'Repair the probe instead.',
  ),
  'recreate-strategy': certain(
    ['service-stopping'],
    'Each rollout stops all old pods before a new one is ready.',
    'Roll with at least one pod kept available.',
  ),
  'floating-image': certain(
    ['behaviour-changing'],
    'The same manifest gives another program later, and a rollback does not bring the old one back.',
    'Name a version or a digest.',
  ),
  'image-major': possible(
    ['behaviour-changing'],
    'A new major version may have changed what callers and settings rely on.',
    'Read its notes; roll it out to a small share first.',
  ),
  'database-major': certain(
    ['new-data-unreadable', 'service-stopping'],
    'Another major version of a store rewrites or refuses its files: the version before cannot read them again.',
    'Upgrade by dump and restore or replication, with a backup that was restored once.',
  ),
  'remove-port': certain(['service-stopping'], 'Callers of the port are refused.', EXPAND),
  'remove-route': certain(['service-stopping'], 'Requests for it are answered 404 or go elsewhere.', EXPAND),
  'service-type': certain(['service-stopping'], 'The address outside the cluster is given up.', EXPAND),
  'expose-service': certain(
    ['access-widening'],
    'It can be reached from outside the cluster.',
    'Put it behind an authenticating gateway, or state source ranges.',
  ),
  'open-network-policy': certain(['access-widening'], 'The new rule lets every source or target through.', NARROW),
  'widen-access': certain(['access-widening'], 'Whoever holds or takes over the subject can do it.', NARROW),
  privileged: certain(
    ['access-widening'],
    'A program in the pod can take over the node.',
    'Grant the one capability that is needed, or run it apart from other workloads.',
  ),
  prune: possible(
    ['data-losing', 'service-stopping'],
    'From then on everything that leaves the repository is deleted from the cluster.',
    PREVIEW,
  ),
  'remove-keep': possible(
    ['data-losing'],
    'What protected the object from deletion is gone: the next removal deletes it.',
    'Leave the protection on everything that holds data.',
  ),
  'remove-from-kustomization': possible(
    ['data-losing', 'service-stopping'],
    'What the entry described is no longer part of the tree, and is deleted where removed objects are pruned.',
    PREVIEW,
  ),
  'rename-all': certain(
    ['data-losing', 'service-stopping'],
    'Every object gets another name or namespace: new ones are made empty, the old ones are deleted where pruned.',
    PREVIEW,
  ),
  'remove-version': certain(
    ['old-code-breaking'],
    'Clients and manifests of that version are refused.',
    'Serve both versions until nothing uses the old one.',
  ),
  'storage-version': possible(
    ['new-data-unreadable'],
    'Objects are stored in a form that the version before does not read.',
    'Serve the new version before storing it.',
  ),
  'remove-template': possible(
    ['data-losing', 'service-stopping'],
    'The template made objects that the next release deletes.',
    'Render the chart before and after, and compare.',
  ),
} as const satisfies Readonly<Record<string, OperationRule>>;

/** Id of a rule without `kubernetes/`. */
export type KubernetesRuleName = keyof typeof KUBERNETES_RULES;
