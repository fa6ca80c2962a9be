import type { Resource } from './resource.ts';
import type { KubernetesRuleName } from './rule.ts';

/** Kinds that run pods. */
export const WORKLOADS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Rollout',
  'CronJob',
  'Job',
  'Pod',
  'DeploymentConfig',
]);

const ROUTES = new Set([
  'Service',
  'Ingress',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'TCPRoute',
  'TLSRoute',
  'Route',
  'VirtualService',
  'IngressRoute',
]);
const SCALERS = new Set(['HorizontalPodAutoscaler', 'VerticalPodAutoscaler', 'ScaledObject']);
const NETWORK_POLICIES = new Set([
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'AuthorizationPolicy',
  'PeerAuthentication',
]);
const ACCESS = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount']);
const DELIVERY = new Set(['Application', 'ApplicationSet', 'HelmRelease', 'HelmChart', 'Kustomization']);
const SNAPSHOTS = new Set(['PersistentVolumeClaim', 'PersistentVolume', 'VolumeSnapshot', 'VolumeSnapshotContent']);

/** API groups of operators whose objects are stores of data. */
const STORE_GROUPS = new Set([
  'acid.zalan.do',
  'cassandra.datastax.com',
  'ceph.rook.io',
  'clickhouse.altinity.com',
  'crdb.cockroachlabs.com',
  'database.arangodb.com',
  'databases.spotahome.com',
  'dragonflydb.io',
  'elasticsearch.k8s.elastic.co',
  'k8s.mariadb.com',
  'k8ssandra.io',
  'kafka.strimzi.io',
  'kubedb.com',
  'minio.min.io',
  'mongodb.com',
  'mongodbcommunity.mongodb.com',
  'mysql.oracle.com',
  'opensearch.opster.io',
  'pgv2.percona.com',
  'pingcap.com',
  'planetscale.com',
  'postgres-operator.crunchydata.com',
  'postgresql.cnpg.io',
  'psmdb.percona.com',
  'pxc.percona.com',
  'rabbitmq.com',
  'redis.redis.opstreelabs.in',
  'scylla.scylladb.com',
  'solr.apache.org',
  'sql.cnrm.cloud.google.com',
  'storage.cnrm.cloud.google.com',
  'zookeeper.pravega.io',
]);

/** Objects of a store's operator that hold no data of their own. */
const STORE_HELPERS =
  /^(?:Backup|ScheduledBackup|Pooler|Restore|.*Backup|.*Restore|.*Connector|.*Bridge|.*MirrorMaker2?|KafkaUser|.*Rebalance)$/;
const CLOUD_STORES =
  /^(?:rds|dynamodb|s3|database|elasticache|documentdb|redshift|storage|sql|spanner|bigquery|cosmosdb|dbfor\w+)\./;
const CLOUD_STORE_KINDS = /^(?:.*(?:Instance|Cluster|Table|Bucket|Database|Account|Server|FileSystem|Queue|Topic))$/;

/** Whether removing the object takes a store of data with it. */
export function isStore(resource: Resource): boolean {
  if (STORE_HELPERS.test(resource.kind)) return false;
  if (STORE_GROUPS.has(resource.group)) return true;
  return CLOUD_STORES.test(resource.group) && CLOUD_STORE_KINDS.test(resource.kind);
}

/** The rule that a removed object falls under. */
export function removalRule(resource: Resource): KubernetesRuleName {
  const { group, kind } = resource;
  if (group === '' && kind === 'Namespace') return 'remove-namespace';
  if (kind === 'CustomResourceDefinition') return 'remove-definition';
  if (SNAPSHOTS.has(kind)) return 'remove-storage';
  if (kind === 'StatefulSet') return 'remove-stateful-set';
  if (isStore(resource)) return 'remove-database';
  if (WORKLOADS.has(kind)) return 'remove-workload';
  if (ROUTES.has(kind)) return 'remove-endpoint';
  if (SCALERS.has(kind)) return 'remove-autoscaler';
  if (kind === 'PodDisruptionBudget') return 'remove-disruption-budget';
  if (NETWORK_POLICIES.has(kind)) return 'remove-network-policy';
  if (ACCESS.has(kind)) return 'remove-access';
  if (kind === 'ConfigMap' || kind === 'Secret' || kind === 'SealedSecret' || kind === 'ExternalSecret') {
    return 'remove-settings';
  }
  if (kind === 'StorageClass') return 'remove-storage-class';
  if (DELIVERY.has(kind) && /(?:argoproj|fluxcd|helm\.cattle)\./.test(group)) return 'remove-delivery';
  return 'remove-resource';
}
